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
        [Double(record.x)] + ranks(of: record.values.count).map { record.values[$0] }
      })
  }

  /// The places of the quantiles among `count` values in order.
  private static func ranks(of count: Int) -> [Int] {
    quantiles.map { Int(($0 * Double(count - 1)).rounded()) }
  }

  /// The bands of which there is something to see: they have two different ranks, of few values not all
  /// do, and somewhere both values are known.
  static func visible(in records: [[Double?]]) -> [Int] {
    var visible: Set<Int> = []
    for values in records where !values.isEmpty {
      let ranks = ranks(of: values.count)
      for (band, (first, last)) in zip(ranks, ranks.dropFirst()).enumerated()
      where first < last && [first, last].allSatisfy({ values[$0]?.isFinite ?? false }) {
        visible.insert(band)
      }
    }
    return visible.sorted()
  }

  /// The plots of `bands`, in the colours that `shades` has for all of them.
  ///
  /// - Parameter levels: The quantiles that the data block has, each band between two of them.
  static func plots(
    of data: String, bands: some Sequence<Int>, between levels: [Double] = quantiles,
    shades: [String]
  ) -> [Drawing.Plot] {
    bands.map { band in
      let (low, high) = (Quantile.percent(levels[band]), Quantile.percent(levels[band + 1]))
      return Drawing.Plot(
        command: Gnuplot.area(
          data, from: band + 2, to: band + 3, "noborder fc rgb '\(shades[band])'"),
        label: "\(low)–\(high) %")
    }
  }
}
