/// Quantiles of numbers that may be `-inf`.
enum Quantile {
  /// The quantile `q` of values in ascending order, by linear interpolation between neighbours
  /// (type 7 of Hyndman and Fan 1996, as in NumPy); next to a `-inf` it is `-inf`.
  ///
  /// - Precondition: `sorted` is not empty.
  static func of(_ sorted: [Double], _ q: Double) -> Double {
    let place = q * Double(sorted.count - 1)
    let index = Int(place)
    let rest = place - Double(index)
    guard rest > 0 else { return sorted[index] }
    return (1 - rest) * sorted[index] + rest * sorted[index + 1]
  }

  /// The quantile `q` in percent, for text.
  static func percent(_ q: Double) -> Int { Int((100 * q).rounded()) }
}
