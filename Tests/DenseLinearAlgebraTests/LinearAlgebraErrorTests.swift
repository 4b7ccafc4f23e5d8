import DenseLinearAlgebra
import TestSupport
import Testing

@Suite struct LinearAlgebraErrorTests {
  /// Every routine by LAPACK's name.
  enum Routine: String, CaseIterable, Sendable {
    case bdsqr, gesdd, geqrf, geqp3, geev

    func run(_ matrix: Matrix<Double>) throws(LinearAlgebraError) {
      var workspace = LAPACKWorkspace<Double>()
      var matrix = matrix
      switch self {
      case .bdsqr: _ = try matrix.singularValues()
      case .gesdd: _ = try matrix.lapackSingularValues(workspace: &workspace)
      case .geqrf: try matrix.reduceToR(workspace: &workspace)
      case .geqp3: _ = try matrix.reduceToPivotedR(workspace: &workspace)
      case .geev: _ = try matrix.eigenvalues()
      }
    }
  }

  @Test(arguments: Routine.allCases, [Double.nan, .infinity, -.infinity])
  func nonFiniteInputNamesItsPlace(routine: Routine, value: Double) {
    var matrix = Matrix<Double>.identity(3)
    matrix[2, 1] = value
    let error = #expect(throws: LinearAlgebraError.self) { try routine.run(matrix) }
    #expect(error?.code == .nonFiniteInput(row: 2, column: 1))
    #expect(error?.routine == routine.rawValue)
    #expect(error?.rowCount == 3 && error?.columnCount == 3)
    #expect(
      error?.description == "\(routine) of a 3×3 matrix: entry (2, 1) is NaN or infinite")
  }

  @Test func factorizationsWithVectorsCheckToo() {
    let matrix = Matrix<Float>([[1, .nan]])
    #expect(throws: LinearAlgebraError.self) { try matrix.singularValueDecomposition() }
    #expect(throws: LinearAlgebraError.self) { try matrix.qrFactorization() }
  }

  @Test(arguments: Routine.allCases)
  func finiteInputPasses(routine: Routine) throws {
    try routine.run(.identity(3))
  }
}
