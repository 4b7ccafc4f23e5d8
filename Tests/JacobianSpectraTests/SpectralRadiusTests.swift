import ComplexModule
import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@Suite struct SpectralRadiusTests {
  @Test(arguments: [1, 2, 5], Precision.allCases)
  func denseMatrixHasTheSame(lag: Int, precision: Precision) throws {
    try checkDense(precision.scalar, lag)
  }

  private func checkDense<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ lag: Int) throws {
    var generator = SeededGenerator(seed: 90)
    let lstm: LSTM<Scalar> = try generator.lstm(units: 6, inputs: 3)
    let run = try lstm.trajectory(over: generator.matrix(9, 3))
    for quantity in Quantity.allCases where quantity != .hiddenFromInput {
      // Of the product multiplied out, by LAPACK.
      let dense = try run.matrix(quantity, step: 9, lag: lag).converted(to: Double.self)
      let radius = Double.log(try dense.eigenvalues().map(\.length).max()!)
      // An eigenvalue moves by its condition, below 1e2 here, times ε·‖A‖.
      let tolerance = 1e2 * dense.frobeniusNorm / .exp(radius) * Scalar.epsilon
      for row in [
        try run.forwardRow(quantity, step: 9, lag: lag, measures: .radius),
        try run.adjointRows(quantity, step: 9, lags: [lag, lag + 1], measures: .radius)[0],
      ] {
        #expect(abs(try #require(row.logSpectralRadius) - radius) <= tolerance)
      }
    }
  }

  /// A triangle with 2^`coupling` off the diagonal: the norm is that much larger than the radius.
  @Test(arguments: [1, 4, 30], [0, 10, 20, 40])
  func radiusFarBelowTheNorm(lag: Int, coupling: Int) throws {
    for precision in Precision.allCases {
      try checkTriangle(precision.scalar, lag, coupling)
    }
  }

  private func checkTriangle<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ lag: Int, _ coupling: Int
  ) throws {
    let large = Scalar(sign: .plus, exponent: .init(coupling), significand: 1)
    let sequence = DenseSequence(
      Matrix<Scalar>([[0.5, large, 0], [0, 0.25, large], [0, 0, -0.75]]), count: 30)
    let row = try sequence.forwardRow(step: 30, lag: lag)
    let radius = Double(lag) * .log(0.75)
    // Balancing takes the coupling out, but for what rounding leaves of it.
    let tolerance = 64 * Double(lag) * Scalar.epsilon * max(1, Double(large))
    if let found = row.logSpectralRadius {
      #expect(abs(found - radius) <= tolerance)
    } else {
      #expect(tolerance > TraceRow.resolutionLimit)
    }
    if coupling >= 20 { #expect(row.logSpectralNorm! > radius + 10) }
  }

  /// Jordan blocks in other coordinates, of whole numbers: where rounding spreads the eigenvalue, to first order by far
  /// less than it does, the radius is left out.
  @Test(arguments: [4, 5, 6], [0.2, 0.5, 2]) func jordanBlocks(size: Int, eigenvalue: Double) throws
  {
    var generator = SeededGenerator(seed: UInt64(size))
    var (forward, backward) = (Matrix<Double>.identity(size), Matrix<Double>.identity(size))
    for i in 1..<size {
      for j in 0..<i {
        var shear = Matrix<Double>.identity(size)
        shear[i, j] = Double(Int.random(in: -1...1, using: &generator))
        forward = forward * shear
        shear[i, j] *= -1
        backward = shear * backward
      }
    }
    var block = eigenvalue * Matrix<Double>.identity(size)
    for i in 1..<size { block[i - 1, i] = 10 }
    let sequence = DenseSequence(forward * block * backward, count: 6)
    for lag in 1...6 {
      let found = try sequence.forwardRow(step: 6, lag: lag).logSpectralRadius
      let radius = Double(lag) * .log(eigenvalue)
      #expect(abs((found ?? radius) - radius) <= TraceRow.resolutionLimit)
    }
  }

  /// Strictly triangular: all eigenvalues are zero, but once a product has been made orthonormal what rounding leaves
  /// of them is not.
  @Test(arguments: [1, 2, 5, 8], Precision.allCases)
  func roundingNoiseIsNoRadius(lag: Int, precision: Precision) throws {
    try checkNoise(precision.scalar, lag)
  }

  private func checkNoise<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ lag: Int) throws {
    var generator = SeededGenerator(seed: 91)
    var matrix: Matrix<Scalar> = generator.matrix(8, 8)
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

  @Test(arguments: Precision.allCases)
  func aRotationHasTheModulus(precision: Precision) throws { try checkRotation(precision.scalar) }

  private func checkRotation<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let (c, s) = (0.9 * Scalar.cos(1), 0.9 * Scalar.sin(1))
    let sequence = DenseSequence(Matrix<Scalar>([[c, -s], [s, c]]), count: 1000)
    let truth = 1000 * Double.log(.hypot(Double(c), Double(s)))
    let row = try sequence.forwardRow(step: 1000, lag: 1000)
    #expect(abs(row.logSpectralRadius! - truth) <= 1000 * 16 * Scalar.epsilon)
    #expect(abs(row.logSpectralNorm! - truth) <= 1000 * 16 * Scalar.epsilon)
  }

  @Test(arguments: Precision.allCases)
  func neverAboveTheNorm(precision: Precision) throws { try checkExample(precision.scalar) }

  private func checkExample<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let run = try Example.sileroVAD(in: Scalar.self)
    for row in try run.adjointRows(.hidden, step: 300, lags: [1, 2, 5, 50, 200]) {
      // As many roundings as there are units.
      let radius = try #require(row.logSpectralRadius)
      #expect(radius <= row.logSpectralNorm! + 128 * Scalar.epsilon)
    }
  }
}
