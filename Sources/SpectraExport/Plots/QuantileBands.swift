/// Many values over a common axis as bands between quantiles.
enum QuantileBands {
  /// The area between two quantiles.
  struct Band: Equatable {
    /// Between quantile `place` and the next one that a data block has.
    let place: Int
    /// What it stands for.
    let levels: ClosedRange<Double>
  }

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

  /// The bands of which there is something to see: somewhere both values are known.
  ///
  /// Of few values not all bands have two different ranks. Those that have none belong to the one before, or, at the
  /// beginning, to the one behind.
  static func visible(in records: [[Double?]]) -> [Band] {
    var (separate, visible): (Set<Int>, Set<Int>) = ([], [])
    for values in records where !values.isEmpty {
      let ranks = ranks(of: values.count)
      for (place, (first, last)) in zip(ranks, ranks.dropFirst()).enumerated()
      where first < last {
        separate.insert(place)
        if [first, last].allSatisfy({ values[$0]?.isFinite ?? false }) { visible.insert(place) }
      }
    }
    let places = separate.sorted()
    let starts = [quantiles[0]] + places.dropFirst().map { quantiles[$0] }
    let ends = starts.dropFirst() + [quantiles[quantiles.count - 1]]
    return zip(places, zip(starts, ends)).filter { visible.contains($0.0) }
      .map { Band(place: $0, levels: $1.0...$1.1) }
  }

  /// The bands between neighbouring `levels`.
  static func all(between levels: [Double]) -> [Band] {
    zip(levels, levels.dropFirst()).enumerated().map {
      Band(place: $0.offset, levels: $0.element.0...$0.element.1)
    }
  }

  /// The plots of `bands`, in the colours that `shades` has for all places.
  static func plots(of data: String, bands: [Band], shades: [String]) -> [Drawing.Plot] {
    bands.map { band in
      let (low, high) = (
        Quantile.percent(band.levels.lowerBound), Quantile.percent(band.levels.upperBound)
      )
      return Drawing.Plot(
        command: Gnuplot.area(
          data, from: band.place + 2, to: band.place + 3,
          "noborder fc rgb '\(shades[band.place])'"),
        label: "\(low)–\(high) %")
    }
  }
}
