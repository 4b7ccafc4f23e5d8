import Foundation
import ModelFiles

/// A piece of a page; text is escaped.
///
/// The result is well-formed XML as well as HTML.
indirect enum HTML {
  case element(String, [String: String], [HTML])
  case text(String)
  /// Markup as it is.
  case raw(String)

  static func element(_ name: String, _ children: HTML...) -> HTML { .element(name, [:], children) }

  static func element(_ name: String, _ text: String) -> HTML { .element(name, [:], [.text(text)]) }

  static func table(_ rows: [[String]]) -> HTML {
    .element(
      "table",
      .element(
        "tbody", [:], rows.map { row in .element("tr", [:], row.map { .element("td", $0) }) }))
  }

  var markup: String {
    switch self {
    case .raw(let markup): return markup
    case .text(let text): return Self.escaped(text)
    case .element(let name, let attributes, let children):
      let list = attributes.sorted { $0.key < $1.key }
        .map { " \($0.key)=\"\(Self.escaped($0.value))\"" }.joined()
      let content = children.map(\.markup).joined()
      // Only elements that HTML knows as empty may be closed at once.
      return name == "meta" ? "<\(name)\(list)/>" : "<\(name)\(list)>\(content)</\(name)>"
    }
  }

  private static func escaped(_ text: String) -> String {
    text.escapingControls(butFor: ["\n", "\t"])
      .replacingOccurrences(of: "&", with: "&amp;")
      .replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;")
      .replacingOccurrences(of: "\"", with: "&quot;")
  }
}
