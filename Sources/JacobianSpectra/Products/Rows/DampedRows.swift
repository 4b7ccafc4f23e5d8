import DenseLinearAlgebra

/// Rows diag(e^ℓ)·L, made orthogonal by a rotation that leaves singular values alone: with Lᵀ = Q̃·R,
///
///     diag(e^ℓ)·L = Kᵀ·diag(e^d)·Q̃ᵀ,  diag(e^d)·K = R·diag(e^ℓ),  |k_ii| = 1,
///
/// where entries (i, j) of K are damped by e^-(ℓ_i - ℓ_j).
struct DampedRows<Scalar: LinearAlgebraScalar>: Sendable {
  /// The rows that are not zero, in descending order of scale.
  let order: [Int]
  /// d, in nats.
  private(set) var logScales: [Double]
  /// K, an upper triangle.
  let triangle: Matrix<Scalar>
  /// An estimate of ‖L⁻¹‖: by how much rounding in the rows is magnified.
  let inverseNorm: Double

  /// The identity of `count` rows.
  init(identity count: Int) {
    order = Array(0..<count)
    logScales = Array(repeating: 0, count: count)
    triangle = .identity(count)
    inverseNorm = 1
  }

  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  /// - Complexity: a QR of Lᵀ.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(
    logScales scales: [Double], rows: Matrix<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    order = scales.indices.filter { scales[$0] > -.infinity }
      .sorted { scales[$0] > scales[$1] }
    let sorted = order.map { scales[$0] }
    var triangle =
      (order.elementsEqual(0..<rows.rowCount) ? rows : rows.rows(order)).transposed()
    try triangle.reduceToR(workspace: &workspace)
    inverseNorm = order.isEmpty ? 1 : Double(triangle.inverseNormOfUpperTriangle())
    let diagonal = order.indices.map { triangle[$0, $0] == 0 ? 1 : triangle[$0, $0].magnitude }
    triangle.multiply(byRatiosOf: sorted, rowsTimes: diagonal.map { 1 / $0 })
    logScales = sorted.adding(logsOf: diagonal)
    self.triangle = triangle
  }

  /// Adds `nats` to every scale.
  mutating func shift(by nats: Double) {
    guard nats != 0 else { return }
    logScales = logScales.map { $0 + nats }
  }
}
