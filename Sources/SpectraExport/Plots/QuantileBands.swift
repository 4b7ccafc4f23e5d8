/// Many values over a common axis as bands between quantiles.
enum QuantileBands {
  /// Quantiles whose values bound the bands.
  static let quantiles = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1]

  /// More points than this in one line cannot be told apart.
  private static let pointLimit = 256

  /// A data block: the place on the axis, then the quantiles of each record.
  ///
  /// - Parameter records: Values in order, the first of them quantile 0; not empty. The last is drawn,
  ///   and of many others every few. A band ends where its values are not known.
  static func dataBlock(_ name: String, _ records: [(x: Int, values: [Double?])]) -> [String] {
    let spacing = max(1, records.count / pointLimit)
    let drawn = records.enumerated().filter { index, _ in
      index % spacing == 0 || index == records.count - 1
    }
    return Gnuplot.areas(
      name,
      drawn.map { _, record in
        [Double(record.x)]
          + quantiles.map { record.values[Int(($0 * Double(record.values.count - 1)).rounded())] }
      })
  }

  /// The plots of the bands, in the colours `shades`.
  static func plots(of data: String, shades: [String]) -> [Drawing.Plot] {
    shades.indices.map { band in
      Drawing.Plot(
        command: Gnuplot.area(
          data, from: band + 2, to: band + 3, "noborder fc rgb '\(shades[band])'"),
        label: "\(percent(band))–\(percent(band + 1)) %")
    }
  }

  private static func percent(_ index: Int) -> Int { Int((quantiles[index] * 100).rounded()) }
}
