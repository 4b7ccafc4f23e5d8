import Foundation
import RecurrentJacobians

/// The suffixes of the files that commands write, beside pictures. One that belongs to a file of another kind is
/// taken for a slip; any other may be chosen freely.
enum OutputSuffix: String, CaseIterable {
  case csv, npy, html, ipynb

  /// Those that files of some kind have.
  private static let known = Set(
    allCases.map(\.rawValue) + PictureFormat.allCases.map(\.rawValue) + ["json"])

  /// Refuses the suffix of another kind; where this one is required, every other.
  func check(_ path: String, option: String, isRequired: Bool = false) throws {
    let suffix = URL(fileURLWithPath: path).pathExtension.lowercased()
    let found = suffix == "htm" ? "html" : suffix
    guard found != rawValue, isRequired || Self.known.contains(found) else { return }
    throw UsageError("\(path): \(option) writes \(words); let the name end in .\(rawValue)")
  }

  private var words: String {
    switch self {
    case .csv: "a CSV"
    case .npy: "a NumPy array"
    case .html: "a page"
    case .ipynb: "a notebook"
    }
  }
}
