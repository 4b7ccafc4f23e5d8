extension Matrix {
  /// The square root of the sum of the squares of all entries, safe from overflow.
  public var frobeniusNorm: Scalar {
    let largest = maximumMagnitude
    guard largest > 0, largest.isFinite else { return largest }
    return largest * Self.sumOfSquares(elements, over: largest).squareRoot()
  }

  /// The largest magnitude of an entry, NaN if one is; 0 for an empty matrix.
  public var maximumMagnitude: Scalar { Self.largestMagnitude(elements) }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func largestMagnitude(_ values: [Scalar]) -> Scalar {
    var largest: Scalar = 0
    for value in values where !(value.magnitude <= largest) {
      largest = value.magnitude
      if largest.isNaN { break }
    }
    return largest
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func sumOfSquares(_ values: [Scalar], over scale: Scalar) -> Scalar {
    var sum: Scalar = 0
    for value in values { sum += (value / scale) * (value / scale) }
    return sum
  }
}
