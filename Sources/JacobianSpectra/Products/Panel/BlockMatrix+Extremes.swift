import DenseLinearAlgebra
import RealModule

extension BlockMatrix {
  /// Divides a matrix whose largest entry lies so far from 1 that powers of it leave the exponent range
  /// by a power of two that brings it near 1, which is exact.
  ///
  /// - Returns: ln of what it was divided by; 0 for others.
  mutating func normalizeExtremes() -> Double { normalizeExtremes(magnitudeRange) }

  /// The same for a matrix whose magnitudes are known.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func normalizeExtremes(_ range: MagnitudeRange<Scalar>) -> Double {
    let largest = range.largest
    let limit = Scalar.greatestFiniteMagnitude.exponent / 16
    guard largest > 0, largest.isFinite, !(-limit...limit).contains(largest.exponent) else {
      return 0
    }
    // In two steps, since the reciprocal of a subnormal number is infinite.
    let half = largest.exponent / 2
    for exponent in [half, largest.exponent - half] {
      let factor = Scalar(sign: .plus, exponent: -exponent, significand: 1)
      scale(
        rows: Array(repeating: factor, count: rowCount),
        columns: Array(repeating: 1, count: columnCount))
    }
    return Double(Int(largest.exponent)) * Double.log(2)
  }
}
