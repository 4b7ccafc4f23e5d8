import Foundation
import RecurrentJacobians
import TestSupport
import Testing

/// What a trace prints and which rows it gives.
@Suite struct TraceTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func trajectory() throws -> Trajectory<LSTM<Double>> {
    try LSTM(contentsOf: place.folder.file("model.safetensors"))
      .trajectory(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
  }

  private func numbers(_ row: [String]) -> [Double] { row.dropFirst(4).compactMap { Double($0) } }

  @Test func theExampleWithoutOptions() throws {
    let outcome = try Command.run(
      ["trace", ExampleModel.weightsPath, ExampleModel.inputsPath], in: place.folder)
    #expect(outcome.status == 0)
    let said = try #require(outcome.errors.wholeMatch(of: /every ln σ₁ is right to (?<all>\S+)\n/))
    #expect(try #require(Double(said.all)) < promised)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 6)
    let series = lines.map { $0.split(separator: " ").prefix(3).joined(separator: " ") }
    #expect(
      series == [
        "quantity edges step", "hidden all 773", "hiddenFromCell all 773", "cell all 773",
        "cell carousel 773", "hidden outputPath 773",
      ])
    #expect(try place.folder.names == ["inputs.npy", "model.safetensors"])
  }

  @Test func allSingularValuesOfTheExample() throws {
    let outcome = try Command.run(
      [
        "trace", ExampleModel.weightsPath, ExampleModel.inputsPath, "--quantity", "hidden",
        "--measures", "sigma",
      ], in: place.folder)
    #expect(outcome.status == 0)
    let said = try #require(
      outcome.errors.wholeMatch(
        of: /every ln σ is right to (?<all>\S+), (?<share>[0-9.]+)% of them to 1\.00e-9\n/))
    #expect(try #require(Double(said.all)) < 1e-6)
    #expect((90..<100).contains(try #require(Double(said.share))))
  }

  /// The summary shows no more than norms, files all.
  @Test func filesHaveAllMeasures() throws {
    let summary = try place.trace()
    #expect(summary.errors.contains("ln σ₁ is right to"))
    #expect(try place.rows() == place.rows("--measures", "sigma,norm,radius"))
    #expect(try place.rows().allSatisfy { !$0.dropFirst(4).contains("") })
    let written = try place.trace("--csv", "all.csv")
    #expect(written.output == summary.output)
    #expect(written.errors.contains("ln σ is right to"))
  }

  @Test func valuesAreThoseOfTheLibrary() throws {
    let rows = try place.rows("--quantity", "cell", "--steps", "9", "--lags", "1...9")
    let trace = try trajectory().trace(.cell, step: 9, lags: 1...9)
    #expect(rows.count == 9)
    for (row, expected) in zip(rows, trace.rows) {
      #expect(row.prefix(4) == ["cell", "all", "9", "\(expected.lag)"])
      let values =
        [expected.logSpectralNorm!, expected.logSpectralRadius!] + expected.logSingularValues
      #expect(numbers(row) == values)
    }
  }

  @Test func twiceTheSame() throws {
    #expect(try place.rows("--steps", "1...end") == place.rows("--steps", "1...end"))
  }

  @Test(arguments: [
    ("3,1,2", [1, 2, 3]), ("2...4", [2, 3, 4]), ("1...end:4", [1, 5, 9]), ("8...end", [8, 9, 10]),
    ("end", [10]), ("1,end,4...6:2", [1, 4, 6, 10]), ("2,2...3", [2, 3]),
    ("9...1000000000000", [9, 10]),
  ])
  func lists(text: String, expected: [Int]) throws {
    let rows = try place.rows("--quantity", "hidden", "--lags", text)
    #expect(rows.map { Int($0[3]) } == expected)
    if text.contains("000") { return }
    let steps = try place.rows("--quantity", "hidden", "--steps", text, "--lags", "1")
    #expect(steps.map { Int($0[2]) } == expected)
  }

  @Test func lagsBeyondAStepAreLeftOut() throws {
    let rows = try place.rows("--quantity", "hidden", "--steps", "2,3", "--lags", "1...5")
    #expect(rows.map { $0[2] + " " + $0[3] } == ["2 1", "2 2", "3 1", "3 2", "3 3"])
  }

  @Test func theOutputGateHasLagZeroAndNoStateZero() throws {
    let rows = try place.rows("--quantity", "output", "--steps", "3")
    #expect(rows.map { $0[3] } == ["0", "1", "2"])
  }

  @Test func everyCombinationOnce() throws {
    let rows = try place.rows(
      "--quantity", "hidden,cell", "--quantity", "state", "--quantity", "cell",
      "--edges", "all,carousel", "--edges", "carry,readout", "--lags", "1")
    let series = rows.map { $0[0] + " " + $0[1] }
    #expect(
      series
        == ["hidden", "cell", "state"].flatMap { quantity in
          ["all", "carousel", "carry+readout"].map { quantity + " " + $0 }
        })
  }

  @Test func singlePrecision() throws {
    let double = try place.rows("--lags", "1...5").map(numbers)
    let single = try place.rows("--lags", "1...5", "--precision", "single").map(numbers)
    #expect(double != single)
    for (a, b) in zip(double.joined(), single.joined()) {
      #expect(a == b || abs(a - b) < LogSpectrum.resolutionLimit)
    }
  }

  @Test func initialStateIsHiddenThenCell() throws {
    let state = [0.1, -0.2, 0.3, 1.5, -0.7, 0.4]
    try NumPyFile.write(shape: [2, 3], values: state, to: place.folder.file("state.npy"))
    let rows = try place.rows("--quantity", "state", "--initial-state", "state.npy")
    let lstm = try LSTM<Double>(contentsOf: place.folder.file("model.safetensors"))
    let run = try lstm.trajectory(
      over: Matrix(contentsOf: place.folder.file("inputs.npy")), from: state)
    let trace = try run.trace(.state, step: 10, lags: 1...10)
    #expect(rows.map { numbers($0).first } == trace.rows.map(\.logSpectralNorm))
    #expect(try rows != place.rows("--quantity", "state"))
  }

  /// Where nobody reads the messages, results come as ever.
  @Test func messagesThatNobodyReads() throws {
    let outcome = try place.shell(["trace"] + Workplace.files + ["--csv", "lost.csv"], "2>&-")
    #expect(outcome.status == 0)
    #expect(try place.folder.text("lost.csv").hasPrefix("quantity,edges,step,lag"))
  }
}
