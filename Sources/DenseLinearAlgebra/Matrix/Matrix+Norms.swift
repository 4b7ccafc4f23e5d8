extension Matrix {
  /// The square root of the sum of the squares of all entries, safe from overflow.
  public var frobeniusNorm: Scalar {
    let largest = maximumMagnitude
    guard largest > 0, largest.isFinite else { return largest }
    let sum = unsafe elements.withUnsafeBufferPointer {
      unsafe Scalar._vectorFunctions.sumOfSquares($0.baseAddress, $0.count, largest)
    }
    return largest * sum.squareRoot()
  }

  /// The largest magnitude of an entry, NaN if one is; 0 for an empty matrix.
  public var maximumMagnitude: Scalar {
    unsafe elements.withUnsafeBufferPointer {
      let largest = unsafe Scalar._vectorFunctions.largestMagnitude($0.baseAddress, $0.count)
      guard largest.isFinite else { return elements.contains { $0.isNaN } ? .nan : largest }
      // 0·NaN alone is not 0 now.
      return unsafe largest + Scalar._vectorFunctions.sumOfZeros($0.baseAddress, $0.count)
    }
  }

  /// Whether every entry is finite.
  var isFinite: Bool {
    unsafe elements.withUnsafeBufferPointer {
      unsafe Scalar._vectorFunctions.sumOfZeros($0.baseAddress, $0.count) == 0
    }
  }
}

extension Matrix {
  /// The 1-norm: the largest sum of magnitudes in a column.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func columnSumNorm() -> Scalar {
    let values = elements.span
    var largest: Scalar = 0
    for j in 0..<columnCount {
      var sum: Scalar = 0
      for i in j * rowCount..<(j + 1) * rowCount { sum += values[i].magnitude }
      largest = max(largest, sum)
    }
    return largest
  }

  /// Becomes the squares of the entries of another matrix, plus the entries of a third.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func setToSquares(of other: Matrix, plus term: Matrix? = nil) {
    if let term {
      precondition(
        term.rowCount == other.rowCount && term.columnCount == other.columnCount,
        "\(term.rowCount)×\(term.columnCount) and \(other.rowCount)×\(other.columnCount)")
    }
    reshape(rows: other.rowCount, columns: other.columnCount)
    var values = elements.mutableSpan
    let signed = other.elements.span
    guard let term else {
      for i in 0..<values.count { values[i] = signed[i] * signed[i] }
      return
    }
    let added = term.elements.span
    for i in 0..<values.count { values[i] = signed[i] * signed[i] + added[i] }
  }

  /// Adds `values[i]` to every entry of row i.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func add(toRows values: [Scalar]) {
    precondition(values.count == rowCount, "\(values.count) values for \(rowCount) rows")
    let (leading, width) = (rowCount, columnCount)
    var target = elements.mutableSpan
    let added = values.span
    for j in 0..<width {
      for i in 0..<leading { target[i + j * leading] += added[i] }
    }
  }
}
