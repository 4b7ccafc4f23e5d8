import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

@testable import JacobianSpectra

@Suite struct DampedRowsTests {
  /// diag(e^ℓ)·L and Kᵀ·diag(e^d) are the same matrix but for a rotation: their rows have the same
  /// products with each other, entry (i, j) relative to the sizes of rows i and j.
  @Test(arguments: Precision.allCases, [1, 2, 9, 40])
  func productsOfRowsStay(precision: Precision, size: Int) throws {
    try check(precision.scalar, size)
  }

  private func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ size: Int) throws {
    var generator = SeededGenerator(seed: 162)
    var rows: Matrix<Scalar> = generator.matrix(size, size + 3)
    _ = rows.normalizeRows()
    // In no order; one row is zero where there are several.
    var scales = (0..<size).map { Double(($0 * 7) % size) / 4 - 2 }
    if size > 1 { scales[1] = -.infinity }
    var workspace = LAPACKWorkspace<Scalar>()
    let damped = try DampedRows(logScales: scales, rows: rows, workspace: &workspace)
    #expect(
      damped.order
        == scales.indices.filter { size == 1 || $0 != 1 }.sorted { scales[$0] > scales[$1] })
    for j in damped.order.indices {
      #expect(Double((damped.triangle[j, j].magnitude - 1).magnitude) <= 4 * Scalar.epsilon)
      for i in j + 1..<max(damped.order.count, j + 1) { #expect(damped.triangle[i, j] == 0) }
    }
    var turned = damped.triangle.transposed()
    turned.scaleColumns(damped.logScales.map { Scalar(Double.exp($0)) })
    let sizes = damped.order.map { Scalar(Double.exp(-scales[$0])) }
    turned.scaleRows(sizes)
    let kept = rows.rows(damped.order)
    let difference = turned * turned.transposed() - kept * kept.transposed()
    let tolerance = Double(size) * lapackThreshold * Scalar.epsilon
    #expect(Double(difference.maximumMagnitude) <= tolerance)
  }

  @Test func shiftsMoveTheScales() {
    var damped = DampedRows<Double>(identity: 3)
    damped.shift(by: -2.5)
    #expect(damped.logScales == [-2.5, -2.5, -2.5])
    #expect(damped.triangle == .identity(3))
  }
}
