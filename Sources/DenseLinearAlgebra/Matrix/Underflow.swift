/// What numbers below the exponent range leave unknown of a matrix: entry (i, j) may be off by
/// ``unit`` · r_i · c_j.
///
/// A gate that is closed beyond e^-745 (in single precision e^-103) is a zero in floating point, but not an
/// exact one: what depends on it is not known, instead of zero.
public struct Underflow<Scalar: LinearAlgebraScalar>: Sendable, Equatable {
  /// r.
  public private(set) var rows: [Scalar]
  /// c.
  public private(set) var columns: [Scalar]

  /// Of a matrix as it was computed: r = c = 1.
  public init(rows: Int, columns: Int) {
    self.rows = Array(repeating: 1, count: rows)
    self.columns = Array(repeating: 1, count: columns)
  }

  /// What a few roundings of numbers near the least leave, times weights up to a hundred.
  public static var unit: Scalar { 256 * Scalar.leastNonzeroMagnitude }

  /// A number below this may be one that has lost digits, or lose some with the next product.
  public static var threshold: Scalar { Scalar.leastNormalMagnitude / .ulpOfOne }

  /// That of diag(rowFactors) · A · diag(columnFactors).
  mutating func scale(rows rowFactors: [Scalar], columns columnFactors: [Scalar]) {
    rows = zip(rows, rowFactors).map { $0 * $1 }
    columns = zip(columns, columnFactors).map { $0 * $1 }
  }

  /// That of a matrix that has lost digits now as well: r, c ≥ 1.
  func lifted() -> Underflow {
    var result = self
    result.rows = rows.map { max($0, 1) }
    result.columns = columns.map { max($0, 1) }
    return result
  }
}
