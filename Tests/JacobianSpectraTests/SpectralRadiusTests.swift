import ComplexModule
import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@Suite struct SpectralRadiusTests {
  /// Of the dense product, by LAPACK.
  private func logRadius(_ matrix: Matrix<Double>) throws -> Double {
    .log(try matrix.eigenvalues().map(\.length).max()!)
  }

  @Test(arguments: [1, 2, 5])
  func denseMatrixHasTheSame(lag: Int) throws {
    var generator = SeededGenerator(seed: 90)
    let lstm: LSTM<Double> = try generator.lstm(units: 6, inputs: 3)
    let run = try lstm.trajectory(over: generator.matrix(9, 3))
    for quantity in Quantity.allCases {
      let dense = try run.matrix(quantity, step: 9, lag: lag)
      let radius = try logRadius(dense)
      // An eigenvalue moves by its condition, below 1e4 here, times ε·‖A‖.
      let condition = 1e4 * dense.frobeniusNorm / .exp(radius)
      let row = try run.forwardRow(quantity, step: 9, lag: lag, measures: .radius)
      #expect(abs(row.logSpectralRadius! - radius) <= condition * Double.epsilon)
      let adjoint = try run.adjointRows(
        quantity, step: 9, lags: [lag, lag + 1], measures: .radius)[0]
      #expect(abs(adjoint.logSpectralRadius! - radius) <= condition * Double.epsilon)
    }
  }

  /// A triangle with 2^`coupling` off the diagonal: the norm is that much larger than the radius.
  @Test(arguments: [1, 4, 30], [0, 10, 20, 40])
  func radiusFarBelowTheNorm(lag: Int, coupling: Int) throws {
    let large = Double(sign: .plus, exponent: coupling, significand: 1)
    let sequence = DenseSequence(
      Matrix([[0.5, large, 0], [0, 0.25, large], [0, 0, -0.75]]), count: 30)
    let row = try sequence.forwardRow(step: 30, lag: lag)
    let radius = Double(lag) * .log(0.75)
    // Balancing takes the coupling out, but for what rounding leaves of it.
    let tolerance = 64 * Double(lag) * Double.epsilon * max(1, large)
    if let found = row.logSpectralRadius {
      #expect(abs(found - radius) <= tolerance)
    } else {
      #expect(tolerance > TraceRow.resolutionLimit)
    }
    if coupling >= 20 { #expect(row.logSpectralNorm! > radius + 10) }
  }

  /// Strictly triangular: all eigenvalues are zero, but once a product has been made orthonormal what rounding leaves
  /// of them is not.
  @Test(arguments: [1, 2, 5, 8])
  func roundingNoiseIsNoRadius(lag: Int) throws {
    var generator = SeededGenerator(seed: 91)
    var matrix: Matrix<Double> = generator.matrix(8, 8)
    for j in 0..<8 { for i in j..<8 { matrix[i, j] = 0 } }
    let sequence = DenseSequence(matrix, count: 9)
    for row in [
      try sequence.forwardRow(step: 9, lag: lag),
      try sequence.adjointRows(step: 9, lags: [lag, 9])[0],
    ] {
      let radius = row.logSpectralRadius
      #expect(radius == nil || radius == -.infinity)
      if lag == 1 || lag == 8 { #expect(radius == -.infinity) }
    }
  }

  @Test func aRotationHasTheModulus() throws {
    let (c, s) = (Double.cos(1), Double.sin(1))
    let sequence = DenseSequence(
      Matrix<Double>([[0.9 * c, -0.9 * s], [0.9 * s, 0.9 * c]]), count: 1000)
    let truth = 1000 * Double.log(0.9)
    let row = try sequence.forwardRow(step: 1000, lag: 1000)
    #expect(abs(row.logSpectralRadius! - truth) <= 1000 * 16 * Double.epsilon)
    #expect(abs(row.logSpectralNorm! - truth) <= 1000 * 16 * Double.epsilon)
  }

  @Test func neverAboveTheNorm() throws {
    let run = try Example.sileroVAD()
    for row in try run.adjointRows(.hidden, step: 300, lags: [1, 2, 5, 50, 200]) {
      #expect(row.logSpectralRadius! <= row.logSpectralNorm! + 128 * Double.epsilon)
    }
  }
}
