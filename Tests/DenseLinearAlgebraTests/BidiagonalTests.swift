import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

@Suite struct BidiagonalTests {
  /// BᵀB has the trace of AᵀA and, for a square A, its determinant.
  @Test(arguments: Precision.allCases, [1, 2, 7, 40])
  func keepsTraceAndDeterminant(precision: Precision, size: Int) throws {
    try checkInvariants(precision.scalar, size)
  }

  private func checkInvariants<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ size: Int) throws {
    var generator = SeededGenerator(seed: 31)
    var workspace = LAPACKWorkspace<Scalar>()
    let matrix: Matrix<Scalar> = generator.matrix(size, size)
    let bidiagonal = try Bidiagonal(of: matrix, workspace: &workspace)
    let squares = (bidiagonal.diagonal + bidiagonal.superdiagonal).reduce(0) {
      $0 + Double($1) * Double($1)
    }
    let norm = Double(matrix.frobeniusNorm)
    #expect(abs(squares.squareRoot() - norm) <= lapackThreshold * Scalar.epsilon * norm)
    let logs = bidiagonal.diagonal.reduce(0) { $0 + Double.log(Double($1.magnitude)) }
    let values = try matrix.lapackSingularValues(workspace: &workspace).map { Double($0) }
    let truth = values.reduce(0) { $0 + .log($1) }
    let condition = values[0] / values[size - 1]
    #expect(abs(logs - truth) <= lapackThreshold * Scalar.epsilon * Double(size) * condition)
  }

  /// Rows that descend from the largest take little from those above them.
  @Test(arguments: Precision.allCases)
  func gradedRowsAreHardlyMixed(precision: Precision) throws {
    try checkGradedRows(precision.scalar)
  }

  private func checkGradedRows<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let size = 24
    var generator = SeededGenerator(seed: 32)
    var workspace = LAPACKWorkspace<Scalar>()
    var matrix = try generator.orthogonal(size) as Matrix<Scalar>
    for i in 0..<size {
      for j in 0..<i { matrix[i, j] *= Scalar(Double.exp(-Double(i - j))) }
      matrix[i, i] = 1
    }
    matrix.scaleRows((0..<size).map { Scalar(Double.exp(-Double($0))) })
    let mixing = try Bidiagonal(of: matrix, workspace: &workspace).rowMixing
    #expect(mixing > 0)
    #expect(mixing <= Scalar(size))
  }

  /// Two equal values above a small one: the first reflections take one of the equal ones and the small
  /// one, and the row of the other is added to the small row.
  @Test(arguments: [1e-3, 1e-6, 1e-9])
  func exhaustedClustersMixRows(small: Double) throws {
    var workspace = LAPACKWorkspace<Double>()
    let matrix = Matrix<Double>(
      rows: 3, columns: 3, rowMajor: [1, 0, 0, 0, 1, 0, small, 0, small])
    let mixing = try Bidiagonal(of: matrix, workspace: &workspace).rowMixing
    // The row has the norm √2·small, and v its entry 1 there.
    #expect(abs(mixing * 2.squareRoot() * small - 1) <= 2 * small)
  }

  @Test func nothingToReflect() throws {
    var workspace = LAPACKWorkspace<Double>()
    let empty = try Bidiagonal(of: Matrix<Double>(rows: 3, columns: 0), workspace: &workspace)
    #expect(try empty.diagonal.isEmpty && empty.singularValues(workspace: &workspace).isEmpty)
    let zero = try Bidiagonal(of: Matrix<Double>(rows: 3, columns: 2), workspace: &workspace)
    #expect(zero.rowMixing == 0 && zero.diagonal == [0, 0])
  }

  @Test func notFinite() {
    var workspace = LAPACKWorkspace<Double>()
    let error = #expect(throws: LinearAlgebraError.self) {
      try Bidiagonal(of: Matrix<Double>.diagonal([1, .nan]), workspace: &workspace)
    }
    #expect(error?.code == .nonFiniteInput(row: 1, column: 1))
  }
}
