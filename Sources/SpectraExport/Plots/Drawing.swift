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

  /// The last commands of a panel: its `plot` or, where there is nothing that has a logarithm, a line that
  /// says so, which gnuplot itself refuses to draw.
  static func plot(_ plots: [String], isEmpty: Bool) -> [String] {
    guard isEmpty else { return ["plot \(plots.joined(separator: ", "))"] }
    return [
      "set label 1 'nothing but zeros' at graph 0.5,0.5 center textcolor rgb '#444444'",
      "set xrange [0:1]", "set yrange [0.1:1]", "set format ''", "plot 2 notitle",
      "unset label 1", "set xrange [*:*]", "set yrange [*:*]", "set format",
    ]
  }

  /// Whether panel `index` is the last of its row.
  static func endsRow(_ index: Int, of count: Int, columns: Int) -> Bool {
    (index + 1) % columns == 0 || index + 1 == count
  }
}
