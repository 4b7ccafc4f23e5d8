extension Matrix {
  /// The square root of the sum of the squares of all entries, safe from overflow.
  public var frobeniusNorm: Scalar {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get {
      let largest = maximumMagnitude
      guard largest > 0, largest.isFinite else { return largest }
      let sum = unsafe elements.withUnsafeBufferPointer {
        unsafe Scalar._vectorFunctions.sumOfSquares($0.baseAddress, $0.count, largest)
      }
      return largest * sum.squareRoot()
    }
  }

  /// The largest magnitude of an entry, NaN if one is; 0 for an empty matrix.
  public var maximumMagnitude: Scalar {
    let range = MagnitudeRange(of: elements)
    if range.isFinite { return range.largest }
    return range.largest.isFinite || elements.contains { $0.isNaN } ? .nan : range.largest
  }

  /// Whether every entry is finite.
  var isFinite: Bool { MagnitudeRange(of: elements).isFinite }
}

extension LinearAlgebraScalar {
  /// The smallest magnitude of a value that is not zero, NaN left out; infinite where there is none.
  @specialized(where Self == Double)
  @specialized(where Self == Float)
  package static func smallestMagnitude(of values: [Self]) -> Self {
    MagnitudeRange(of: values).smallest
  }
}

extension Matrix {
  /// The 1-norm: the largest sum of magnitudes in a column.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func columnSumNorm() -> Scalar {
    let values = elements.span
    var largest: Scalar = 0
    for j in 0..<columnCount {
      var sum: Scalar = 0
      for i in j * rowCount..<(j + 1) * rowCount { sum += values[i].magnitude }
      largest = max(largest, sum)
    }
    return largest
  }
}

extension Matrix {
  /// Σ_j a_ij²·f_j for every row i.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func rowSumsOfSquares(columnsTimes factors: [Scalar]) -> [Scalar] {
    rowSumsOfSquares(columnsTimes: factors, isUpper: false)
  }

  /// Σ_j a_ij²·f_j for every row i, on and above the diagonal.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func upperRowSumsOfSquares(columnsTimes factors: [Scalar]) -> [Scalar] {
    rowSumsOfSquares(columnsTimes: factors, isUpper: true)
  }

  /// Σ_j a_ij² for every row i, on and above the diagonal.
  package func upperRowSumsOfSquares() -> [Scalar] {
    upperRowSumsOfSquares(columnsTimes: Array(repeating: 1, count: columnCount))
  }

  @inline(__always)
  private func rowSumsOfSquares(columnsTimes factors: [Scalar], isUpper: Bool) -> [Scalar] {
    precondition(factors.count == columnCount, "\(factors.count) factors")
    var sums = [Scalar](repeating: 0, count: rowCount)
    unsafe elements.withUnsafeBufferPointer { values in
      unsafe factors.withUnsafeBufferPointer { factors in
        unsafe sums.withUnsafeMutableBufferPointer { sums in
          unsafe Scalar._vectorFunctions.addRowSquares(
            values.baseAddress, sums.count, factors.count, isUpper ? 1 : 0, factors.baseAddress,
            sums.baseAddress)
        }
      }
    }
    return sums
  }

  /// Σ_i a_ij²·f_i for every column j, on and above the diagonal.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func upperColumnSumsOfSquares(rowsTimes factors: [Scalar]) -> [Scalar] {
    precondition(factors.count == rowCount, "\(factors.count) factors")
    let leading = rowCount
    let values = elements.span
    return (0..<columnCount).map { j in
      var sum: Scalar = 0
      for i in 0..<min(j + 1, leading) {
        let value = values[i + j * leading]
        sum += value * value * factors[i]
      }
      return sum
    }
  }

  /// The smallest magnitude of an entry that is not zero; infinite where there is none.
  package var smallestMagnitude: Scalar { .smallestMagnitude(of: elements) }
}
