import ComplexModule
import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

@Suite struct EigenvaluesTests {
  /// The largest distance of the k-th values, by real and then imaginary part.
  private func difference<Scalar: LinearAlgebraScalar>(
    _ values: [Complex<Scalar>], _ truth: [Complex<Scalar>]
  ) -> Double {
    func sorted(_ list: [Complex<Scalar>]) -> [Complex<Scalar>] {
      list.sorted { ($0.real, $0.imaginary) < ($1.real, $1.imaginary) }
    }
    guard values.count == truth.count else { return .infinity }
    return zip(sorted(values), sorted(truth)).map { Double(($0 - $1).length) }.max() ?? 0
  }

  @Test(arguments: Precision.allCases)
  func companionMatrixHasTheRoots(precision: Precision) throws {
    try checkCompanion(precision.scalar)
  }

  /// (x − 1)(x − 2)(x − 4) = x³ − 7x² + 14x − 8.
  private func checkCompanion<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let matrix = Matrix<Scalar>([[7, -14, 8], [1, 0, 0], [0, 1, 0]])
    // An eigenvalue moves by its condition, below 1e2 here, times the error of the matrix.
    let tolerance = 1e2 * Scalar.epsilon * Double(matrix.frobeniusNorm)
    #expect(
      difference(try matrix.eigenvalues(), [Complex(1), Complex(2), Complex(4)]) <= tolerance)
    var workspace = LAPACKWorkspace<Scalar>()
    #expect(
      Double((try matrix.spectralRadius(workspace: &workspace).value - 4).magnitude) <= tolerance)
  }

  @Test(arguments: Precision.allCases)
  func rotationHasAConjugatePair(precision: Precision) throws {
    try checkRotation(precision.scalar)
  }

  private func checkRotation<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let (c, s) = (Scalar.cos(0.75), Scalar.sin(0.75))
    let matrix = Matrix<Scalar>([[2 * c, -2 * s], [2 * s, 2 * c]])
    let values = try matrix.eigenvalues()
    #expect(
      difference(values, [Complex(2 * c, 2 * s), Complex(2 * c, -2 * s)]) <= 16 * Scalar.epsilon)
    #expect(values[0] == values[1].conjugate)
  }

  @Test func triangleHasItsDiagonal() throws {
    let matrix = Matrix<Double>([[1, 1e6, -3], [0, -2, 7], [0, 0, 0.5]])
    #expect(
      difference(try matrix.eigenvalues(), [Complex(1), Complex(-2), Complex(0.5)])
        <= 4 * Double.epsilon)
  }

  @Test func radiusIsNotTheNorm() throws {
    var workspace = LAPACKWorkspace<Double>()
    let nilpotent = Matrix<Double>([[0, 5], [0, 0]])
    #expect(try nilpotent.spectralRadius(workspace: &workspace).value == 0)
    #expect(try nilpotent.singularValues()[0] == 5)
  }

  @Test func smallestSizes() throws {
    var workspace = LAPACKWorkspace<Double>()
    #expect(try Matrix<Double>(rows: 0, columns: 0).eigenvalues().isEmpty)
    #expect(
      try Matrix<Double>(rows: 0, columns: 0).spectralRadius(workspace: &workspace).value == 0)
    #expect(try Matrix<Double>([[-3]]).eigenvalues() == [Complex(-3)])
  }

  /// Σλ and Σλ² are the traces of the matrix and of its square.
  @Test(arguments: Precision.allCases)
  func tracesAgree(precision: Precision) throws {
    try checkTraces(precision.scalar)
  }

  private func checkTraces<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let size = 24
    var generator = SeededGenerator(seed: 12)
    let matrix: Matrix<Scalar> = generator.matrix(size, size)
    let values = try matrix.eigenvalues()
    let square = matrix * matrix
    func trace(_ matrix: Matrix<Scalar>) -> Scalar {
      (0..<size).reduce(0) { $0 + matrix[$1, $1] }
    }
    let norm = Double(matrix.frobeniusNorm)
    let unit = lapackThreshold * Double(size) * Scalar.epsilon
    let sum = values.reduce(Complex(0), +)
    let sumOfSquares = values.reduce(Complex(0)) { $0 + $1 * $1 }
    #expect(Double((sum - Complex(trace(matrix))).length) <= unit * norm)
    #expect(Double((sumOfSquares - Complex(trace(square))).length) <= unit * norm * norm)
  }
}
