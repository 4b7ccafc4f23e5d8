import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A report as a well-formed page that asks for no other file.
struct Page {
  let text: String
  let figureCount: Int

  init(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
    text = String(decoding: bytes, as: UTF8.self)
    let scan = Scan()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = scan
    #expect(parser.parse(), sourceLocation: sourceLocation)
    figureCount = scan.count(of: "figure")
    #expect(scan.count(of: "svg") == figureCount, sourceLocation: sourceLocation)
    #expect(scan.doubles == [], sourceLocation: sourceLocation)
    #expect(scan.references == [], sourceLocation: sourceLocation)
    #expect(
      scan.count(of: "link") == 0 && !text.contains("@import"), sourceLocation: sourceLocation)
  }

  private final class Scan: NSObject, XMLParserDelegate {
    private var counts: [String: Int] = [:]
    private var identifiers: Set<String> = []
    /// Identifiers that are not.
    private(set) var doubles: [String] = []
    /// What would have to be fetched.
    private(set) var references: [String] = []

    func count(of element: String) -> Int { counts[element] ?? 0 }

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      counts[element, default: 0] += 1
      if let id = attributes["id"], !identifiers.insert(id).inserted { doubles.append(id) }
      references += ["src", "href", "xlink:href"].compactMap { attributes[$0] }
        .filter { !$0.hasPrefix("#") && !$0.hasPrefix("data:") }
    }
  }
}
