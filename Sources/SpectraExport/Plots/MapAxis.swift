/// An axis of a map: a cell for each value that was traced. Evenly spaced cells stand to scale; others are
/// as wide as each other, and the ticks name their values.
struct MapAxis {
  /// In order.
  let traced: [Int]
  /// How many ticks have room.
  private let tickCount: Int
  /// How many pixels of the image a cell has: programs that show pictures may blur one pixel.
  private let pixelCount: Int

  /// - Parameters:
  ///   - length: Of the axis.
  ///   - tickLength: What a tick with its label needs of it.
  init(_ values: some Sequence<Int>, length: Double, tickLength: Double) {
    traced = Set(values).sorted()
    tickCount = Int(length / tickLength)
    pixelCount = max(1, Int(length) / max(traced.count, 1))
  }

  /// nil if it changes.
  private var spacing: Int? {
    let spacings = Set(zip(traced, traced.dropFirst()).map { $1 - $0 })
    return spacings.count > 1 ? nil : spacings.first ?? 1
  }

  /// Whether ticks name cells, rather than round values.
  private var isNamed: Bool { spacing == nil || traced.count <= tickCount }

  /// What the label of the axis adds.
  var note: String { spacing == nil ? ", not to scale" : "" }

  /// The traced value of each pixel.
  var pixels: [Int] { traced.flatMap { repeatElement($0, count: pixelCount) } }

  /// gnuplot's expression for the place of pixel `index`.
  func place(_ index: String) -> String {
    let cell = "(\(index)+0.5)/\(pixelCount)-0.5"
    return isNamed ? cell : "\(traced[0])+\(spacing ?? 1)*(\(cell))"
  }

  /// The range that the cells cover.
  var edges: String {
    guard !isNamed, let spacing else { return "-0.5:\(Double(traced.count) - 0.5)" }
    let half = Double(spacing) / 2
    return "\(Double(traced[0]) - half):\(Double(traced[traced.count - 1]) + half)"
  }

  /// gnuplot's command for the ticks of `axis`.
  func ticks(_ axis: String) -> String {
    guard isNamed else { return Ticks.linear(axis, traced) }
    let every = (traced.count + tickCount - 1) / tickCount
    return Ticks.named(
      axis,
      stride(from: 0, to: traced.count, by: max(every, 1)).map { (traced[$0], "\($0)") })
  }
}
