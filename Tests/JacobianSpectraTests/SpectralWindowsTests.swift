import Testing

@testable import JacobianSpectra

@Suite struct SpectralWindowsTests {
  private func windows(_ scales: [Double], margin: Double = 20, range: Double = 250)
    -> [SpectralWindows.Window]
  {
    SpectralWindows(of: scales, margin: margin, range: range).all
  }

  @Test func valuesThatLieTogetherAreOneWindow() {
    #expect(
      windows((0..<100).map { -0.1 * Double($0) }) == [.init(values: 0..<100, rows: 0..<100)])
    #expect(windows([3]) == [.init(values: 0..<1, rows: 0..<1)])
    #expect(windows([]).isEmpty)
  }

  @Test(arguments: [0.01, 0.3, 1, 7, 500])
  func everyValueIsTakenOnceFromAllRowsWithinTheMargin(gap: Double) {
    for count in [1, 2, 31, 200] {
      let scales = (0..<count).map { -gap * Double($0 * $0) / Double(count) }
      let windows = windows(scales)
      #expect(windows.flatMap { Array($0.values) } == Array(0..<count))
      for window in windows {
        for value in window.values {
          let near = scales.indices.filter { abs(scales[$0] - scales[value]) <= 20 }
          #expect(near.allSatisfy { window.rows.contains($0) })
        }
      }
    }
  }

  /// Three margins are needed; what is wider is cut where values are, each within a margin of the first of its
  /// window's.
  @Test func windowsStayWithinTheRange() {
    let scales = (0..<300).map { -Double($0 * $0) / 7 }
    for window in windows(scales, margin: 20, range: 100) {
      #expect(scales[window.rows.lowerBound] - scales[window.rows.upperBound - 1] <= 100)
    }
    // Neighbours further apart than everything.
    #expect(windows([0, -1e5, -2e5]).map(\.rows) == [0..<1, 1..<2, 2..<3])
  }

  @Test func windowsCostNoMoreThanOneOrThanThreeMargins() {
    for gap in [0.05, 0.1, 0.3, 0.6, 2] {
      let scales = (0..<256).map { -gap * Double($0) }
      func cost(_ rows: [Range<Int>]) -> Double {
        rows.reduce(0) { $0 + Double($1.count * $1.count * $1.count) }
      }
      let margin = Int((20 / gap).rounded(.down))
      let even = stride(from: 0, to: 256, by: max(margin, 1)).map {
        max($0 - margin, 0)..<min($0 + 2 * margin, 256)
      }
      // Windows begin at every eighth row only.
      #expect(
        cost(windows(scales).map(\.rows)) <= 1.1 * min(cost([0..<256]), cost(even)) + 256 * 1000)
    }
  }
}
