/// What gnuplot is to draw: panels in rows, with a common title.
public struct Drawing: Sendable {
  let title: String
  /// Panels beside each other.
  var columns = 1
  /// The commands of each panel, its `plot` last.
  let panels: [[String]]
  /// Data blocks that the panels name.
  let data: [String]

  /// gnuplot's commands for all of it.
  func script(_ format: PictureFormat) -> String {
    let rows = (panels.count + columns - 1) / columns
    let (width, height) =
      columns == 1 ? (860, 320 * rows + 50) : (560 * columns + 90, 330 * rows + 60)
    let margins =
      columns == 1
      ? [
        "set lmargin 11", "set rmargin 26",
        "set key at graph 1.03,1 left top vertical Left reverse samplen 2 spacing 1.15",
      ] : ["set key outside right top vertical Left reverse samplen 1.5 spacing 1.15"]
    let lines =
      [
        format.terminal(width: width, height: height),
        "set encoding utf8",
        "set datafile missing '?'",
        "set border 3 lc rgb '#444444'",
        "set tics nomirror out textcolor rgb '#222222'",
        "set grid ytics lc rgb '#dddddd' lw 0.5",
      ] + margins + data + [
        "set multiplot layout \(rows),\(columns) title \(Gnuplot.quoted(title)) font ',15'"
      ] + panels.flatMap { $0 } + ["unset multiplot"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Whether panel `index` is the last of its row.
  static func endsRow(_ index: Int, of count: Int, columns: Int) -> Bool {
    (index + 1) % columns == 0 || index + 1 == count
  }
}
