import Foundation

/// gnuplot's SVG as a part of a page: without prolog, identifiers told apart by the figure's number.
struct InlineSVG {
  let markup: String

  init(_ document: String, number: Int) {
    let start = document.range(of: "<svg")?.lowerBound ?? document.startIndex
    var text = String(document[start...])
    // It would be a tooltip all over the figure.
    if let title = text.range(of: "<title>"), let end = text.range(of: "</title>") {
      text.removeSubrange(title.lowerBound..<end.upperBound)
    }
    let name = "figure\(number)"
    for (old, new) in [
      ("id=\"gnuplot_", "id=\"\(name)_"), ("id='gp", "id='\(name)_gp"),
      ("href='#gp", "href='#\(name)_gp"), ("id='textbox'", "id='\(name)_textbox'"),
      ("id='greybox'", "id='\(name)_greybox'"),
    ] {
      text = text.replacingOccurrences(of: old, with: new)
    }
    markup = text
  }
}
