import Foundation
import RecurrentJacobians
import TestSupport
import Testing

/// The Swift example of the README, word for word between the markers; the import stands above.
private func readmeExample() throws {
  // README example begins
  let lstm = try LSTM<Double>(contentsOf: ExampleModel.weightsPath)
  let run = try lstm.trajectory(over: Matrix(contentsOf: ExampleModel.inputsPath))

  let jacobian = try run.jacobian(.hidden, step: 200, lag: 50)  // matrix · e^logScale
  let trace = try run.trace(.cell, edges: .carousel, step: 200, lags: 1...200)
  print(trace[step: 200, lag: 50]?.logSpectralNorm ?? .nan, jacobian.logScale)
  try trace.writeCSV(to: "cell.csv")
  // README example ends
}

/// The example of stacks, likewise.
private func readmeStack(over inputs: Matrix<Double>) throws -> [Trace] {
  // README stack begins
  let stack = try LayerStack<LSTM<Double>>(contentsOf: "model.pt").run(over: inputs)
  let upper = try stack.layers[1].forward.trace(.hidden, step: 50, lags: 1...50)
  let across = try stack.jacobians(from: 0, to: 1).trace(.hidden, step: 50, lags: 1...50)
  // README stack ends
  return [upper, across]
}

// README custom cell begins
struct LeakyUnits: StepFunction {
  typealias Scalar = Double

  let leak: Double
  let recurrent: Matrix<Double>
  let input: Matrix<Double>

  var inputCount: Int { input.columnCount }
  var layout: StateLayout { StateLayout(hiddenCount: recurrent.rowCount) }

  func step<Number: StepNumber<Double>>(state h: [Number], input x: [Number]) -> [Number] {
    let a = zip(recurrent.product(with: h), input.product(with: x)).map { $0 + $1 }
    return zip(h, a).map { h, a in (1 - leak) * h + leak * a.hyperbolicTangent }
  }
}
// README custom cell ends

/// Its use, likewise.
private func readmeCustomRun() throws -> Trajectory<CustomCell<LeakyUnits>> {
  // README custom run begins
  let (w, u) = (Matrix([[0.5, -1], [2, 0.25]]), Matrix([[1.0], [0.5]]))  // row by row
  let inputs = Matrix([[0.1], [-0.2], [0.3]])  // a row a step
  let run = try CustomCell(LeakyUnits(leak: 0.1, recurrent: w, input: u)).trajectory(over: inputs)
  // README custom run ends
  return run
}

@Suite struct ReadmeExampleTests {
  // In a process of its own, because the example writes into the current folder.
  @Test func runs() async {
    await #expect(processExitsWith: .success) {
      let folder = NSTemporaryDirectory() + "readme-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      #expect(FileManager.default.changeCurrentDirectoryPath(folder))
      try readmeExample()
      let lines = try String(contentsOfFile: folder + "/cell.csv", encoding: .utf8)
        .components(separatedBy: "\r\n")
      #expect(lines.count == 202)
      #expect(lines[1].hasPrefix("cell,carousel,200,1,"))
    }
  }

  @Test func theStackRuns() async {
    await #expect(processExitsWith: .success) {
      let inputs = Matrix(
        rows: 60, columns: 3, rowMajor: (0..<180).map { Double($0 * 7 % 11) / 11 })
      let model = Fixture.path("frameworks/pt_stacked2")
      #expect(FileManager.default.changeCurrentDirectoryPath(model))
      let traces = try readmeStack(over: inputs)
      #expect(traces.map(\.rows.count) == [50, 50])
    }
  }

  @Test func theStackStandsInTheReadme() throws {
    let code = try source(between: "  // README stack begins", "  // README stack ends")
    #expect(try readme().contains("```swift\n\(code)\n```"))
  }

  /// J = (1-α)·I + α·diag(sech²(W h + U x))·W, by hand at h₀ = 0, x = 0.
  @Test func customCellRuns() throws {
    let w = Matrix([[0.5, -1], [2, 0.25]])
    let cell = CustomCell(LeakyUnits(leak: 0.25, recurrent: w, input: Matrix(rows: 2, columns: 1)))
    let run = try cell.trajectory(over: Matrix(rows: 3, columns: 1))
    #expect(run.stepJacobian(step: 1) == Matrix([[0.875, -0.25], [0.5, 0.8125]]))
  }

  @Test func theExampleStandsInTheReadme() throws {
    let code = try source(between: "  // README example begins", "  // README example ends")
    #expect(try readme().contains("```swift\nimport RecurrentJacobians\n\n\(code)\n```"))
  }

  @Test func theCustomCellStandsInTheReadme() throws {
    let code = try source(between: "// README custom cell begins", "// README custom cell ends")
    let run = try source(
      between: "  // README custom run begins", "  // README custom run ends")
    #expect(try readme().contains("```swift\n\(code)\n\n\(run)\n```"))
  }

  /// h₁ = α·tanh(U x) from h₀ = 0.
  @Test func customRunRuns() throws {
    let run = try readmeCustomRun()
    #expect(run.stepCount == 3)
    for (h, a) in zip(run.hidden(at: 1), [0.1, 0.05]) {
      #expect((h - 0.1 * tanh(a)).magnitude <= 1e-16)
    }
  }

  private func readme() throws -> String { try document("README.md") }
}
