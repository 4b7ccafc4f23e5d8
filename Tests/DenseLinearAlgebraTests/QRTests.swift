import DenseLinearAlgebra
import TestSupport
import Testing

@Suite struct QRTests {
  @Test(arguments: Precision.allCases, MatrixSize.various)
  func factorize(precision: Precision, size: MatrixSize) throws {
    try checkFactorization(precision.scalar, size)
  }

  private func checkFactorization<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ size: MatrixSize
  ) throws {
    var generator = SeededGenerator(seed: 9)
    let matrix: Matrix<Scalar> = generator.matrix(size.rows, size.columns)
    let count = min(size.rows, size.columns)
    let qr = try matrix.qrFactorization()
    #expect(qr.q.rowCount == size.rows && qr.q.columnCount == count)
    #expect(qr.r.rowCount == count && qr.r.columnCount == size.columns)
    #expect(isUpperTrapezoid(qr.r))
    let unit = Scalar.epsilon * Double(max(size.rows, size.columns, 1))
    #expect((qr.q * qr.r).relativeDifference(from: matrix) <= lapackThreshold * unit)
    #expect(qr.q.lossOfOrthogonality <= lapackThreshold * unit)

    var workspace = LAPACKWorkspace<Scalar>()
    var r = matrix
    try r.reduceToR(workspace: &workspace)
    #expect(isUpperTrapezoid(r))
    #expect(r.relativeDifference(from: qr.r) <= lapackThreshold * unit)
  }

  @Test(arguments: Precision.allCases, MatrixSize.various)
  func pivot(precision: Precision, size: MatrixSize) throws {
    try checkPivoting(precision.scalar, size)
  }

  private func checkPivoting<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ size: MatrixSize) throws
  {
    var generator = SeededGenerator(seed: 10)
    var matrix: Matrix<Scalar> = generator.matrix(size.rows, size.columns)
    // Columns of different size, the largest last, so that there is something to exchange.
    matrix.scale(
      rows: Array(repeating: 1, count: size.rows),
      columns: (0..<size.columns).map { Scalar(1 + $0) })
    var workspace = LAPACKWorkspace<Scalar>()
    var r = matrix
    let pivots = try r.reduceToPivotedR(workspace: &workspace)
    #expect(pivots.sorted() == Array(0..<size.columns))
    #expect(isUpperTrapezoid(r))
    let unit = Scalar.epsilon * Double(max(size.rows, size.columns, 1))
    let diagonal = (0..<r.rowCount).map { Double(r[$0, $0].magnitude) }
    let slack = 1 + lapackThreshold * unit
    #expect(zip(diagonal, diagonal.dropFirst()).allSatisfy { $0 * slack >= $1 })
    // AΠ = QR through the Gram matrices, which do not know Q.
    let permuted = matrix.columns(pivots)
    let gram = permuted.transposed() * permuted
    #expect((r.transposed() * r).relativeDifference(from: gram) <= lapackThreshold * unit)
    if size.rows > 1, size.columns > 1 { #expect(pivots != Array(0..<size.columns)) }
  }

  @Test func exactDependenceEndsInAZeroDiagonal() throws {
    var workspace = LAPACKWorkspace<Double>()
    var r = Matrix<Double>([[0, 2, 0], [0, 0, 0], [1, 0, 0]])
    let pivots = try r.reduceToPivotedR(workspace: &workspace)
    #expect(pivots == [1, 0, 2])
    #expect((0..<3).map { r[$0, $0].magnitude } == [2, 1, 0])
  }

  private func isUpperTrapezoid<Scalar>(_ matrix: Matrix<Scalar>) -> Bool {
    (0..<matrix.columnCount).allSatisfy { j in
      matrix.column(j).dropFirst(j + 1).allSatisfy { $0 == 0 }
    }
  }
}
