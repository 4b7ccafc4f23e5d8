import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

@Suite struct SingularValuesTests {
  @Test(arguments: Precision.allCases, MatrixSize.various)
  func decompose(precision: Precision, size: MatrixSize) throws {
    try checkDecomposition(precision.scalar, size)
  }

  private func checkDecomposition<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ size: MatrixSize
  ) throws {
    var generator = SeededGenerator(seed: 6)
    let matrix: Matrix<Scalar> = generator.matrix(size.rows, size.columns)
    let svd = try matrix.singularValueDecomposition()
    let count = min(size.rows, size.columns)
    #expect(svd.values.count == count)
    #expect(svd.left.rowCount == size.rows && svd.left.columnCount == count)
    #expect(
      svd.rightTransposed.rowCount == count && svd.rightTransposed.columnCount == size.columns)
    #expect(svd.values.allSatisfy { $0 >= 0 })
    #expect(svd.values == svd.values.sorted(by: >))

    let unit = Scalar.epsilon * Double(max(size.rows, size.columns, 1))
    let product = svd.left * Matrix.diagonal(svd.values) * svd.rightTransposed
    #expect(product.relativeDifference(from: matrix) <= lapackThreshold * unit)
    #expect(svd.left.lossOfOrthogonality <= lapackThreshold * unit)
    #expect(svd.rightTransposed.transposed().lossOfOrthogonality <= lapackThreshold * unit)

    let alone = try matrix.singularValues()
    let tolerance = lapackThreshold * unit * Double(svd.values.first ?? 0)
    #expect(alone.largestDifference(from: svd.values) <= tolerance)
  }

  @Test func zeroMatrix() throws {
    #expect(try Matrix<Double>(rows: 3, columns: 2).singularValues() == [0, 0])
  }

  @Test func signsDoNotMatter() throws {
    #expect(try Matrix<Double>.diagonal([-2, 3, 0]).singularValues() == [3, 2, 0])
  }

  @Test(arguments: Precision.allCases)
  func gradedRowsKeepRelativeAccuracy(precision: Precision) throws {
    try checkGradedRows(precision.scalar)
  }

  /// diag(descending)·Q for an orthogonal Q has the diagonal as singular values.
  private func checkGradedRows<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let size = 12
    var generator = SeededGenerator(seed: 7)
    let step = Scalar.leastNormalMagnitude.exponent / Scalar.Exponent(3 * size)
    let scales = (0..<size).map {
      Scalar(sign: .plus, exponent: step * Scalar.Exponent($0), significand: 1)
    }
    var matrix: Matrix<Scalar> = try generator.orthogonal(size)
    matrix.scale(rows: scales, columns: Array(repeating: 1, count: size))
    let tolerance = Double(size * size) * Scalar.epsilon
    for (value, truth) in zip(try matrix.singularValues(), scales) {
      #expect(Double((value - truth).magnitude) <= tolerance * Double(truth))
    }
  }

  @Test func aWideMatrixNamesItsOwnPlaces() {
    var matrix = Matrix<Double>(rows: 2, columns: 4, repeating: 1)
    matrix[1, 3] = .nan
    let error = #expect(throws: LinearAlgebraError.self) { try matrix.singularValues() }
    #expect(error?.code == .nonFiniteInput(row: 1, column: 3))
    #expect(error?.rowCount == 2 && error?.columnCount == 4)
  }

  @Test func oneWorkspaceServesEverySize() throws {
    var generator = SeededGenerator(seed: 8)
    var workspace = LAPACKWorkspace<Double>()
    for size in [3, 30, 1, 12, 40] {
      let matrix: Matrix<Double> = generator.matrix(size, size + 2)
      let shared = try matrix.singularValues(workspace: &workspace)
      let tolerance = lapackThreshold * Double(size + 2) * Double.epsilon * shared[0]
      #expect(try shared.largestDifference(from: matrix.singularValues()) <= tolerance)
    }
  }
}
