/// Colours that differ in lightness, so that they stay apart in grey and for the colour-blind.
public enum Shade {
  /// Dark to light; neighbours differ in hue as well.
  static let areas = ["#081d40", "#a02c55", "#2a8fa3", "#ee9350", "#b5d8f0", "#f9efb5", "#ffffff"]

  /// A scale for numbers, dark to light.
  ///
  /// - Source: the palette viridis of Matplotlib (Smith and van der Walt 2015).
  static let scale = [
    "#440154", "#472f7d", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30",
    "#fde725",
  ]

  /// The place of value `index` of `count` in a sweep, from 0 to 1.
  public static func place(_ index: Int, of count: Int) -> Double {
    count > 1 ? Double(index) / Double(count - 1) : 0
  }

  /// From dark (0) to light (1), all dark enough for a line on white.
  ///
  /// - Source: the palette plasma of Matplotlib (Smith and van der Walt 2015), without its yellow.
  static func line(_ place: Double) -> String {
    let anchors: [(Double, Double, Double)] = [
      (13, 8, 135), (106, 0, 168), (177, 42, 144), (225, 100, 98), (252, 166, 54),
    ]
    let position = min(max(place, 0), 1) * Double(anchors.count - 1)
    let index = min(Int(position), anchors.count - 2)
    let (a, b, share) = (anchors[index], anchors[index + 1], position - Double(index))
    let mixed = [(a.0, b.0), (a.1, b.1), (a.2, b.2)].map {
      Int(($0 + share * ($1 - $0)).rounded())
    }
    return "#" + mixed.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
