import TestSupport
import Testing

@testable import DenseLinearAlgebra

@Suite struct LinearAlgebraErrorTests {
  /// Every routine that looks at its input first, by LAPACK's name.
  enum Routine: String, CaseIterable, Sendable {
    case bdsqr, gesdd, geqrf, geqp3, geev, geevx

    func run(_ matrix: Matrix<Double>) throws(LinearAlgebraError) {
      var workspace = LAPACKWorkspace<Double>()
      var matrix = matrix
      switch self {
      case .bdsqr: _ = try matrix.singularValues()
      case .gesdd: _ = try matrix.lapackSingularValues(workspace: &workspace)
      case .geqrf: try matrix.reduceToR(workspace: &workspace)
      case .geqp3: _ = try matrix.reduceToPivotedR(workspace: &workspace)
      case .geev: _ = try matrix.eigenvalues()
      case .geevx: _ = try matrix.spectralRadius(workspace: &workspace)
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
    for body in [
      { _ = try matrix.singularValueDecomposition() }, { _ = try matrix.qrFactorization() },
    ] as [() throws -> Void] {
      let error = #expect(throws: LinearAlgebraError.self) { try body() }
      #expect(error?.code == .nonFiniteInput(row: 0, column: 1))
    }
  }

  /// No matrix is known on which LAPACK's iterations fail.
  @Test(arguments: ["gesvd", "geev", "geevx"])
  func iterationsThatDoNotConverge(routine: String) {
    let error = Matrix<Double>(rows: 5, columns: 4).notConverged(routine, 3)
    #expect(error.code == .notConverged(info: 3))
    #expect(error.routine == routine)
    #expect(error.rowCount == 5 && error.columnCount == 4)
    #expect(
      error.description
        == "\(routine) of a 5×4 matrix: the iteration did not converge (info 3)")
  }
}
