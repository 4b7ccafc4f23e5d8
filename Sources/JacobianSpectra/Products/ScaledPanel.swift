import DenseLinearAlgebra
import RealModule

/// A matrix times a power of two, N·2^exponent: scaling is exact, and products of any length stay in
/// range.
struct ScaledPanel<Scalar: LinearAlgebraScalar>: Sendable {
  private(set) var matrix: Matrix<Scalar>
  private(set) var exponent = 0

  init(_ matrix: Matrix<Scalar>) { self.matrix = matrix }

  /// Zeros in the shape of `other`.
  init(zerosLike other: ScaledPanel) {
    matrix = Matrix(rows: other.matrix.rowCount, columns: other.matrix.columnCount)
  }

  /// In nats.
  var logScale: Double { Double(exponent) * .log(2) }

  /// blocksᵀ · self.
  func transported(by blocks: BlockMatrix<Scalar>) -> ScaledPanel {
    var result = self
    blocks.multiplyTransposed(matrix, into: &result.matrix)
    result.normalize()
    return result
  }

  /// The panel with another matrix in the same scale.
  func mapMatrix(_ transform: (Matrix<Scalar>) -> Matrix<Scalar>) -> ScaledPanel {
    var result = self
    result.matrix = transform(matrix)
    result.normalize()
    return result
  }

  /// The panel with zeros in `rows`.
  func clearing(_ rows: Range<Int>) -> ScaledPanel {
    mapMatrix {
      var matrix = $0
      matrix.fillRows(rows, with: 0)
      return matrix
    }
  }

  /// Adds a panel of the same shape.
  mutating func add(_ other: ScaledPanel) {
    guard other.matrix.maximumMagnitude > 0 else { return }
    guard matrix.maximumMagnitude > 0 else {
      self = other
      return
    }
    let common = max(exponent, other.exponent)
    Self.combine(
      &matrix.elements, times: Self.powerOfTwo(exponent - common), with: other.matrix.elements,
      times: Self.powerOfTwo(other.exponent - common))
    exponent = common
    normalize()
  }

  /// Brings the largest entry near 1.
  private mutating func normalize() {
    let largest = matrix.maximumMagnitude
    guard largest > 0, largest.isFinite else {
      if largest == 0 { exponent = 0 }
      return
    }
    let shift = Int(largest.exponent)
    guard shift.magnitude > 16 else { return }
    let reach = Int(Scalar.greatestFiniteMagnitude.exponent) - 1
    let taken = max(-reach, min(shift, reach))
    Self.combine(&matrix.elements, times: Self.powerOfTwo(-taken), with: [], times: 0)
    exponent += taken
  }

  /// 2^`exponent`, zero where that is out of range.
  private static func powerOfTwo(_ exponent: Int) -> Scalar {
    exponent < -4000 ? 0 : Scalar(sign: .plus, exponent: Scalar.Exponent(exponent), significand: 1)
  }

  /// `values` becomes factor·values + otherFactor·others, where there are any others.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func combine(
    _ values: inout [Scalar], times factor: Scalar, with others: [Scalar],
    times otherFactor: Scalar
  ) {
    var target = values.mutableSpan
    let addends = others.span
    if addends.isEmpty {
      for i in target.indices { target[i] *= factor }
    } else {
      for i in target.indices { target[i] = factor * target[i] + otherFactor * addends[i] }
    }
  }
}
