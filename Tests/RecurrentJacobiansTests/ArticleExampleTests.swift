import Foundation
import RecurrentJacobians
import Testing

// The code of JacobiansFromElsewhere.md, word for word between the markers.

// Given Jacobians begin
struct GivenJacobians: JacobianSequence {
  let matrices: [Matrix<Double>]  // J_1 … J_T, each n×n

  var stepCount: Int { matrices.count }
  var layout: StateLayout { StateLayout(hiddenCount: matrices[0].rowCount) }
  var edges: EdgeSet { .recurrent }
  var quantities: [Quantity] { [.state] }

  func makeJacobian() -> BlockMatrix<Double> {
    BlockMatrix(Matrix(rows: layout.count, columns: layout.count))
  }

  func writeJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Double>
  ) {
    jacobian.dense[0].matrix = matrices[step - 1]
    jacobian.setUnderflow(false)  // zeros are exact
  }
}
// Given Jacobians end

private func givenJacobians() throws -> (trace: Trace, spectrum: LyapunovSpectrum) {
  // Their use begins
  let array = try NumPyFile(contentsOf: "jacobians.npy").tensor()  // shape [T, n, n]
  let (stepCount, n) = (array.shape[0], array.shape[1])
  let matrices = (0..<stepCount).map { t in
    Matrix(rows: n, columns: n, rowMajor: array.values[t * n * n..<(t + 1) * n * n])
  }
  let sequence = GivenJacobians(matrices: matrices)
  let trace = try sequence.trace(.state, step: stepCount, lags: 1...stepCount)
  let spectrum = try sequence.lyapunovSpectrum()
  // Their use ends
  return (trace, spectrum)
}

private func product(of matrices: [Matrix<Double>], n: Int) throws -> LogSpectrum {
  // Product begins
  var panel = try GradedPanel<Double>(columns: .identity(n))
  for matrix in matrices { try panel.push(matrix) }
  let product = try panel.spectrum()  // ln σ and bounds of J_T ⋯ J_1
  // Product ends
  return product
}

@Suite struct ArticleExampleTests {
  /// J₃·J₂·J₁ = (0, 6; -1, 2) by hand: σ₁·σ₂ = 6 and σ₁² + σ₂² = 41; the exponents sum to ln 6 / 3.
  @Test func givenJacobiansAreTraced() async {
    await #expect(processExitsWith: .success) {
      let folder = NSTemporaryDirectory() + "jacobians-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      #expect(FileManager.default.changeCurrentDirectoryPath(folder))
      try NumPyFile.write(
        shape: [3, 2, 2], values: [1, 2, 0, 1, 0, 3, -1, 1, 2, 0, 1, 1], to: "jacobians.npy")
      let (trace, spectrum) = try givenJacobians()
      let logs = try #require(trace[step: 3, lag: 3]).logSingularValues
      #expect((logs[0] + logs[1] - log(6)).magnitude <= 1e-14)
      #expect((exp(2 * logs[0]) + exp(2 * logs[1]) - 41).magnitude <= 1e-12)
      #expect((try #require(spectrum.sum) - log(6) / 3).magnitude <= 1e-14)
    }
  }

  /// (0, 6; -1, 2) again.
  @Test func aProductIsTakenAlone() throws {
    let matrices = [
      Matrix([[1.0, 2], [0, 1]]), Matrix([[0.0, 3], [-1, 1]]), Matrix([[2.0, 0], [1, 1]]),
    ]
    let logs = try product(of: matrices, n: 2).logSingularValues
    #expect((logs[0] + logs[1] - log(6)).magnitude <= 1e-14)
    #expect((exp(2 * logs[0]) + exp(2 * logs[1]) - 41).magnitude <= 1e-12)
  }

  @Test func givenJacobiansStandInTheArticle() throws {
    let article = try document(
      "Sources/RecurrentJacobians/RecurrentJacobians.docc/JacobiansFromElsewhere.md")
    let type = try source(between: "// Given Jacobians begin", "// Given Jacobians end")
    #expect(article.contains("```swift\n\(type)\n```"))
    let use = try source(between: "  // Their use begins", "  // Their use ends")
    #expect(article.contains("```swift\n\(use)\n```"))
    let product = try source(between: "  // Product begins", "  // Product ends")
    #expect(article.contains("```swift\n\(product)\n```"))
  }
}
