/// Text of pictures: gnuplot's enhanced text in a font of 13 pixels.
enum PlotText {
  /// No less than the width in pixels; markup has none.
  static func width(_ text: String) -> Double {
    // DejaVu Sans has 0.6 em a letter on average.
    8.5 * Double(text.count { !"{}_^".contains($0) })
  }

  /// Lines no wider than `width` pixels, broken behind spaces and `+` where that is possible.
  static func wrapped(_ text: String, to width: Double) -> [String] {
    var words: [String] = []
    for character in text {
      if let last = words.last?.last, last != " ", last != "+" {
        words[words.count - 1].append(character)
      } else {
        words.append(String(character))
      }
    }
    var lines: [String] = []
    for word in words {
      if let line = lines.last, Self.width(line + word) <= width {
        lines[lines.count - 1] += word
      } else {
        lines.append(word)
      }
    }
    return lines
  }
}
