import Foundation

/// The suffixes of the files that commands write. One that belongs to a file of another kind is taken for
/// a slip; any other may be chosen freely.
enum OutputSuffix: String, CaseIterable {
  case csv, json, npy, svg, png, html, ipynb

  /// The suffix of a name; nil for one that no file here has.
  init?(of path: String) {
    let suffix = URL(fileURLWithPath: path).pathExtension.lowercased()
    self.init(rawValue: suffix == "htm" ? "html" : suffix)
  }

  /// Refuses the suffix of another kind; where this one is required, every other.
  func check(_ path: String, option: String, isRequired: Bool = false) throws {
    let found = OutputSuffix(of: path)
    guard found != self, isRequired || found != nil else { return }
    throw UsageError("\(path): \(option) writes \(words); let the name end in .\(rawValue)")
  }

  private var words: String {
    switch self {
    case .csv: "a CSV"
    case .json: "JSON"
    case .npy: "a NumPy array"
    case .svg, .png: "a picture"
    case .html: "a page"
    case .ipynb: "a notebook"
    }
  }
}
