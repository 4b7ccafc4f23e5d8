import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// Directions that end: by zeros exactly, or in rounding.
@Suite struct LyapunovZeroTests {
  /// -1 for an exact zero, 1 for a number, 0 for rounding noise.
  private func kinds(_ spectrum: LyapunovSpectrum) -> [Int] {
    spectrum.exponents.indices.map { i in
      !spectrum.isResolved(i) ? 0 : spectrum.exponents[i] == -.infinity ? -1 : 1
    }
  }

  /// Units that are inactive in every step.
  @Test(arguments: Precision.allCases)
  func inactiveUnits(precision: Precision) throws { try checkInactiveUnits(precision.scalar) }

  private func checkInactiveUnits<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    var generator = SeededGenerator(seed: 710)
    let rnn = try RNN<Scalar>(
      inputWeights: Matrix(rows: 6, columns: 1),
      recurrentWeights: Scalar(0.1) * generator.matrix(6, 6),
      bias: [1, -5, 1, 1, -5, 1], nonlinearity: .relu)
    let run = try rnn.trajectory(over: Matrix(rows: 200, columns: 1))
    let spectrum = try run.lyapunovSpectrum()
    #expect(kinds(spectrum) == [1, 1, 1, 1, -1, -1])
    #expect(spectrum.standardErrors.map { $0 == nil } == [false, false, false, false, true, true])
    #expect(spectrum.sum == -.infinity)
    #expect(spectrum.kaplanYorkeDimension == 0)
    #expect(spectrum.regime == .contracting)
  }

  @Test(arguments: ["below", "above"])
  func nilpotentMaps(side: String) throws {
    var matrix = Matrix<Double>(rows: 5, columns: 5)
    for i in 1..<5 { for j in 0..<i { matrix[i, j] = 1 + Double(i * j) } }
    if side == "above" { matrix = matrix.transposed() }
    let spectrum = try DenseSequence(matrix, count: 20).lyapunovSpectrum()
    #expect(kinds(spectrum) == [-1, -1, -1, -1, -1])
    #expect(spectrum.largestIndex == 0 && spectrum.regime == .contracting)
  }

  /// A column of zeros shows in no row.
  @Test func columnsOfZeros() throws {
    let matrix = Matrix<Double>([[0.5, 0, 1], [2, 0, -1], [1, 0, 1]])
    let spectrum = try DenseSequence(matrix, count: 40).lyapunovSpectrum()
    #expect(kinds(spectrum) == [1, 1, -1])
  }

  /// Two equal columns are no zeros: what is left of the second is rounding.
  @Test func dependentColumns() throws {
    let matrix = Matrix<Double>([[0.05, 0.05, 0.1], [0.2, 0.2, -0.1], [0.1, 0.1, 0.1]])
    let spectrum = try DenseSequence(matrix, count: 40).lyapunovSpectrum()
    #expect(kinds(spectrum) == [1, 1, 0])
    #expect(spectrum.sum == nil)
    #expect(spectrum.kaplanYorkeDimension == 0 && spectrum.entropy == 0)
  }

  /// The carousel of an LSTM is diag(f) on the cell state, and nothing on h.
  @Test func theCarousel() throws {
    let run = try Example.sileroVAD()
    let n = run.cell.unitCount
    let spectrum = try run.lyapunovSpectrum(discarding: 1, edges: .carousel)
    #expect(kinds(spectrum) == Array(repeating: 1, count: n) + Array(repeating: -1, count: n))
    // From the second step on the directions lie in the cell state: what they gain together is ∏ f.
    let gates = (2...run.stepCount).map { t in
      run.gates(at: t).first { $0.name == "forgetGate" }!.values.reduce(0) { $0 + .log($1) }
    }
    let sum = spectrum.exponents.prefix(n).reduce(0, +)
    let truth = gates.reduce(0, +) / Double(run.stepCount - 1)
    #expect((sum - truth).magnitude <= spectrum.roundingErrors.prefix(n).reduce(0, +))
  }

  /// Gates closed below the exponent range are no zeros.
  @Test func zerosOfUnderflow() throws {
    let rnn = try RNN<Double>(
      inputWeights: Matrix(rows: 2, columns: 1),
      recurrentWeights: Matrix([[0.5, 0.1], [0, 0.5]]),
      bias: [0, 400], nonlinearity: .tanh)
    let run = try rnn.trajectory(over: Matrix(rows: 20, columns: 1))
    let spectrum = try run.lyapunovSpectrum()
    #expect(kinds(spectrum) == [1, 0])
  }
}
