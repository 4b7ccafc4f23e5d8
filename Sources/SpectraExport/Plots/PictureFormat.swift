import Foundation

/// The formats of pictures, by the suffix of their names.
public enum PictureFormat: String, CaseIterable, Sendable {
  case svg, png

  /// The format that the suffix of `path` names.
  ///
  /// - Throws: ``PlotError`` for another suffix.
  public init(path: String) throws(PlotError) {
    let suffix = URL(fileURLWithPath: path).pathExtension.lowercased()
    guard let format = PictureFormat(rawValue: suffix) else {
      throw PlotError(
        code: .unknownFormat,
        description: "\(path): pictures are SVG or PNG; let the name end in .svg or .png")
    }
    self = format
  }

  /// gnuplot's command for it; the size in pixels of a screen, of which PNG has two each way.
  func terminal(width: Int, height: Int) -> String {
    switch self {
    case .svg:
      "set terminal svg size \(width),\(height) dynamic font 'DejaVu Sans,13' background '#ffffff'"
    case .png:
      "set terminal pngcairo size \(2 * width),\(2 * height) font 'DejaVu Sans,13' fontscale 2"
        + " linewidth 2 background '#ffffff'"
    }
  }
}
