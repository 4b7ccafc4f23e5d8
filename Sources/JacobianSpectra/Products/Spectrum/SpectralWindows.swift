/// How the rows of graded scales are cut into windows of which the singular values of the inner rows are taken:
/// such that the windows cost least together.
struct SpectralWindows {
  struct Window: Equatable {
    /// Whose values are taken.
    let values: Range<Int>
    /// What they are taken from: those rows, and all within the margin.
    let rows: Range<Int>
  }

  /// In order; their values are all rows.
  let all: [Window]

  /// Windows begin at one of this many evenly spaced rows, or where a margin has passed: a finer choice saves nothing
  /// that shows.
  private static let placeCount = 32

  /// What a window costs beside the cube of its rows: calls, and what goes by their square.
  private static func cost(_ rowCount: Int) -> Double {
    let n = Double(rowCount)
    return n * n * (n + 24) + 16_384
  }

  /// - Parameters:
  ///   - scales: In nats, descending.
  ///   - margin: How far windows reach beyond their values, in nats.
  ///   - range: How far a window may reach as a whole where three margins are less; nats.
  /// - Complexity: O(n) for rows that are spread evenly.
  init(of scales: [Double], margin: Double, range: Double) {
    let count = scales.count
    let step = max((count + Self.placeCount - 1) / Self.placeCount, 1)
    var places: [Int] = []
    for row in scales.indices {
      if let last = places.last, row - last < step, scales[last] - scales[row] <= margin {
        continue
      }
      places.append(row)
    }
    places.append(count)
    // For values from each place on: the first row, and for values up to it the end of the rows.
    var (first, end) = (0, 0)
    let firsts = places.dropLast().map { place in
      while scales[first] > scales[place] + margin { first += 1 }
      return first
    }
    let ends = places.dropFirst().map { place in
      while end < count, scales[end] >= scales[place - 1] - margin { end += 1 }
      return end
    }
    let longest = max(3 * margin, range)
    // From the end back, the least cost of all values from a place on, and where its first window ends.
    var costs = [Double](repeating: 0, count: places.count)
    var nexts = [Int](repeating: count, count: places.count)
    for i in firsts.indices.reversed() {
      costs[i] = .infinity
      for j in i..<firsts.count {
        let rows = firsts[i]..<ends[j]
        guard j == i || scales[rows.lowerBound] - scales[rows.upperBound - 1] <= longest else {
          break
        }
        let cost = Self.cost(rows.count) + costs[j + 1]
        if cost < costs[i] { (costs[i], nexts[i]) = (cost, j + 1) }
      }
    }
    var windows: [Window] = []
    var i = 0
    while i < firsts.count {
      let next = nexts[i]
      windows.append(
        Window(values: places[i]..<places[next], rows: firsts[i]..<ends[next - 1]))
      i = next
    }
    all = windows
  }
}
