import DenseLinearAlgebra

/// Products and sums that stay in range.
extension ScaledMatrix {
  /// Zeros in the shape of `other`.
  init(zerosLike other: ScaledMatrix) {
    self.init(Matrix(rows: other.matrix.rowCount, columns: other.matrix.columnCount))
  }

  /// blocksᵀ · self.
  func transported(by blocks: BlockMatrix<Scalar>) -> ScaledMatrix {
    var result = self
    blocks.multiplyTransposed(matrix, into: &result.matrix)
    result.normalize()
    return result
  }

  /// Another matrix in the same scale.
  func mapMatrix(_ transform: (Matrix<Scalar>) -> Matrix<Scalar>) -> ScaledMatrix {
    var result = self
    result.matrix = transform(matrix)
    result.normalize()
    return result
  }

  /// Some of the rows, in the same scale.
  func rows(_ range: Range<Int>) -> ScaledMatrix {
    var result = self
    result.matrix = matrix.submatrix(rows: range, columns: 0..<matrix.columnCount)
    return result
  }

  /// The same with zeros in `rows`.
  func clearing(_ rows: [Range<Int>]) -> ScaledMatrix {
    mapMatrix {
      var matrix = $0
      for range in rows { matrix.fillRows(range, with: 0) }
      return matrix
    }
  }

  /// Adds a matrix of the same shape.
  mutating func add(_ other: ScaledMatrix) {
    guard other.matrix.maximumMagnitude > 0 else { return }
    guard matrix.maximumMagnitude > 0 else {
      self = other
      return
    }
    let common = max(exponent, other.exponent)
    Self.combine(
      &matrix.storage, times: Self.power(exponent - common), with: other.matrix.elements,
      times: Self.power(other.exponent - common))
    exponent = common
    normalize()
  }

  /// `values` becomes factor·values + otherFactor·others.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func combine(
    _ values: inout [Scalar], times factor: Scalar, with others: [Scalar],
    times otherFactor: Scalar
  ) {
    var target = values.mutableSpan
    let addends = others.span
    for i in target.indices { target[i] = factor * target[i] + otherFactor * addends[i] }
  }
}
