import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What stands where in gnuplot's SVG; pixels from the upper left.
struct Picture {
  /// A line of text.
  struct Text {
    fileprivate(set) var words = ""
    /// Where it is anchored, on its baseline.
    let x: Double
    let y: Double
    fileprivate let anchor: String
    fileprivate let isUpright: Bool
    fileprivate let size: Double

    /// What it covers where a letter is `em` of the font's size wide.
    func frame(em: Double) -> CGRect {
      let width = em * size * Double(words.count)
      let start = anchor == "end" ? -width : anchor == "middle" ? -width / 2 : 0
      return isUpright
        ? CGRect(x: x - 0.7 * size, y: y - start - width, width: 0.7 * size, height: width)
        : CGRect(x: x + start, y: y - 0.7 * size, width: width, height: 0.7 * size)
    }
  }

  let size: CGRect
  let texts: [Text]
  let images: [CGRect]
  /// What covers the filled areas.
  let areas: [CGRect]
  /// The data of all paths.
  let paths: [String]

  init(_ svg: String) throws {
    let scan = Scan()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = scan
    #expect(parser.parse())
    size = try #require(scan.size)
    texts = scan.texts.filter { !$0.words.isEmpty }
    images = scan.images
    areas = scan.areas
    paths = scan.paths
  }

  /// Where the text `words` is anchored.
  func places(of words: String) -> [(x: Double, y: Double)] {
    texts.filter { $0.words == words }.map { ($0.x, $0.y) }
  }

  /// Expects that all text is in the picture, by the width of wide letters, and that no text covers
  /// another, by that of narrow ones.
  func expectLegible(sourceLocation: SourceLocation = #_sourceLocation) {
    for (index, text) in texts.enumerated() {
      #expect(
        size.contains(text.frame(em: 0.62)), "\(text.words) is cut off",
        sourceLocation: sourceLocation)
      for other in texts[..<index] {
        #expect(
          !text.frame(em: 0.5).intersects(other.frame(em: 0.5)),
          "\(text.words) covers \(other.words)", sourceLocation: sourceLocation)
      }
    }
  }

  private final class Scan: NSObject, XMLParserDelegate {
    private(set) var size: CGRect?
    private(set) var texts: [Text] = []
    private(set) var images: [CGRect] = []
    private(set) var areas: [CGRect] = []
    private(set) var paths: [String] = []
    private var isInText = false

    private static func numbers(_ text: String?) -> [Double] {
      (text ?? "").split { !"-.0123456789".contains($0) }.compactMap { Double($0) }
    }

    private static func frame(_ numbers: [Double]) -> CGRect? {
      numbers.count == 4
        ? CGRect(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3]) : nil
    }

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      switch element {
      case "svg": size = Self.frame(Self.numbers(attributes["viewBox"]))
      case "g":
        let place = Self.numbers(attributes["transform"])
        guard place.count >= 2, let anchor = attributes["text-anchor"] else { return }
        texts.append(
          Text(
            x: place[0], y: place[1], anchor: anchor, isUpright: place.count == 3,
            size: Self.numbers(attributes["font-size"])[0]))
      case "text": isInText = true
      case "image":
        let numbers = ["x", "y", "width", "height"].flatMap { Self.numbers(attributes[$0]) }
        images += Self.frame(numbers).map { [$0] } ?? []
      case "polygon":
        let numbers = Self.numbers(attributes["points"])
        areas.append(
          stride(from: 0, to: numbers.count - 1, by: 2).reduce(CGRect.null) { area, index in
            area.union(CGRect(x: numbers[index], y: numbers[index + 1], width: 0, height: 0))
          })
      case "path": paths += attributes["d"].map { [$0] } ?? []
      default: break
      }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
      if isInText { texts[texts.count - 1].words += string }
    }

    func parser(
      _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      guard element == "text" else { return }
      isInText = false
      texts[texts.count - 1].words = texts[texts.count - 1].words
        .trimmingCharacters(in: .whitespaces)
    }
  }
}
