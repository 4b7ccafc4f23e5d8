import Foundation
import RecurrentJacobians
import Testing

/// Why a picture cannot be drawn, as code.
@Suite struct PlotErrorTests {
  private static let chart = LineChart(
    title: "A line",
    panels: [.init(title: "", xLabel: "x", yLabel: "y", lines: [.init("line", [(x: 0, y: 0)])])])

  @Test(arguments: ["a.pdf", "svg", "a.svg.gz"])
  func unknownFormat(name: String) throws {
    let folder = try Folder()
    let error = #expect(throws: PlotError.self) {
      try PlotErrorTests.chart.write(to: folder.file(name))
    }
    #expect(error?.code == .unknownFormat)
    #expect(try folder.names == [])
  }

  @Test func nothingToDraw() throws {
    let rnn = try RNN<Double>(inputWeights: Matrix([[1]]), recurrentWeights: Matrix([[1]]))
    let run = try rnn.trajectory(over: Matrix(rows: 3, columns: 1))
    for trace in [
      try run.trace(.hidden, step: 3, lags: [1]),
      try run.trace(.hidden, step: 3, lags: [1, 2], measures: .radius),
    ] {
      let error = #expect(throws: PlotError.self) { try trace.chart(title: "") }
      #expect(error?.code == .nothingToDraw)
    }
    _ = try run.trace(.hidden, step: 3, lags: [1, 2]).chart(title: "")
  }

  /// In a process of its own, whose search path has no gnuplot.
  @Test func plottingToolMissing() async {
    await #expect(processExitsWith: .success) {
      let folder = try Folder()
      unsafe setenv("PATH", folder.path, 1)
      let error = #expect(throws: PlotError.self) {
        try PlotErrorTests.chart.write(to: folder.file("a.svg"))
      }
      #expect(error?.code == .plottingToolMissing)
      #expect(try folder.names == [])
    }
  }

  /// In a process of its own, whose gnuplot fails.
  @Test func plottingToolFailed() async {
    await #expect(processExitsWith: .success) {
      let folder = try Folder()
      let tool = try folder.file("gnuplot", holding: Array("#!/bin/sh\necho no >&2\nexit 1\n".utf8))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool)
      unsafe setenv("PATH", folder.path, 1)
      let error = #expect(throws: PlotError.self) {
        try PlotErrorTests.chart.write(to: folder.file("a.svg"))
      }
      #expect(error?.code == .plottingToolFailed)
      #expect(error?.description.contains("gnuplot failed: no") == true)
      #expect(try folder.names == ["gnuplot"])
    }
  }
}
