/// Many values over a common axis as bands between quantiles.
enum QuantileBands {
  /// Quantiles whose values bound the bands.
  static let quantiles = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1]

  /// More points than this in one line cannot be told apart.
  private static let pointLimit = 256

  /// A data block: the place on the axis, then the quantiles of each record.
  ///
  /// - Parameter records: Values in order, the first of them quantile 0; not empty.
  static func dataBlock(_ name: String, _ records: [(x: Int, values: [Double])]) -> [String] {
    Gnuplot.dataBlock(
      name,
      stride(from: 0, to: records.count, by: max(1, records.count / pointLimit)).map { index in
        let (x, values) = records[index]
        return [Double(x)]
          + quantiles.map { values[Int(($0 * Double(values.count - 1)).rounded())] }
      })
  }

  /// The plots of the bands, in the colours `shades`.
  static func plots(of data: String, shades: [String]) -> [String] {
    shades.indices.map { band in
      "\(data) using 1:\(band + 2):\(band + 3) with filledcurves fs solid 1 noborder fc rgb"
        + " '\(shades[band])' title '\(percent(band))–\(percent(band + 1)) %'"
    }
  }

  private static func percent(_ index: Int) -> Int { Int((quantiles[index] * 100).rounded()) }
}
