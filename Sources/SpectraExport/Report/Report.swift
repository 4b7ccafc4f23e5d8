import Foundation
public import JacobianSpectra
import ModelFiles
import RecurrentCells

/// A page about one run that opens offline: what the numbers say in words, pictures, settings.
public struct Report: Sendable {
  /// Its heading.
  public var title: String
  /// Each is drawn in the way that suits it; all are counted in the summary.
  public var traces: [Trace]
  /// Of the last step; nil for none.
  public var ledger: LedgerSummary?
  /// Those of the run: which units remember longest, and a picture of the gates over time.
  public var gates: GateHistory
  /// What the numbers were computed from and with; a table at the end.
  public var settings: RunSidecar

  /// A page about one run, of which all parts are.
  public init(
    title: String, traces: [Trace], ledger: LedgerSummary?, gates: GateHistory,
    settings: RunSidecar
  ) {
    self.title = title
    self.traces = traces
    self.ledger = ledger
    self.gates = gates
    self.settings = settings
  }

  /// Writes the page: one file of HTML that is well-formed XML and asks for nothing else.
  ///
  /// - Throws: ``PlotError`` if gnuplot is missing or fails, `ModelFileError` if the file cannot be
  ///   written; nothing is left half written.
  public func write(to path: String) throws {
    let page = HTML.element(
      "html", ["lang": "en"],
      [
        .element(
          "head", .element("meta", ["charset": "utf-8"], []),
          .element(
            "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"], []),
          .element("title", title), .element("style", [:], [.raw(ReportPage.style)])),
        .element("body", [:], try body(path) + [Self.script]),
      ])
    var file = try WholeFile(path)
    try file.write("<!DOCTYPE html>\n" + page.markup + "\n")
    try file.commit()
  }

  private static var script: HTML {
    .element("script", [:], [.raw("//<![CDATA[\n\(ReportPage.script)\n//]]>")])
  }

  private func body(_ path: String) throws -> [HTML] {
    let model = settings.model
    let summary = ReportSummary(of: traces, fromLayer: model.fromLayer)
    var sections: [HTML] = [
      .element("h1", title),
      .element(
        "p", ["class": "lead"],
        [
          .text(
            "\(model.cell.uppercased()) with \(Count.text(model.unitCount, "unit")) on"
              + " \(Count.text(settings.stepCount, "step")) of \(settings.inputs). σ₁ is the spectral norm"
              + " of the Jacobian of \(settings.readout.map { "y = \($0)·h" } ?? "the state") at step t with respect to \(earlier) k steps before: the"
              + " most by which a change grows on its way. Logs are natural.")
        ]),
    ]
    if let notes = settings.notes {
      sections += [.element("h2", "What was assumed"), Self.list(notes)]
    }
    if let sentence = roundingSentence { sections.append(.element("p", sentence)) }
    sections += [
      .element("h2", "How far back gradients reach"),
      Self.list(
        summary.series.flatMap { [$0.horizonSentence] + [$0.directionSentence].compactMap(\.self) }),
      .element("h2", "Whether they explode"), Self.list(summary.series.map(\.explosionSentence)),
    ]
    if let ledger {
      sections += [
        .element("h2", "Which edge carries them"), Self.list(ledger.dominanceSentences),
      ]
    }
    if let sentence = memorySentence {
      sections += [.element("h2", "What remembers longest"), .element("p", sentence)]
    }
    sections += [
      .element("h2", "Pictures"),
      .element(
        "p", ["class": "lead"],
        [.text("Shift and the wheel zoom, a drag moves, a double click goes back.")]),
    ]
    for (index, figure) in try figures().enumerated() {
      let svg = InlineSVG(try figure.chart.svg(for: path), number: index + 1)
      sections.append(
        .element("figure", .raw(svg.markup), .element("figcaption", figure.caption)))
    }
    return sections + [
      .element("h2", "Settings"),
      .table(try settings.entries().map { [$0.name, $0.value] }),
    ]
  }

  /// What the derivatives are with respect to.
  private var earlier: String {
    let state = "the state" + (settings.model.fromLayer.map { " of layer \($0)" } ?? "")
    let quantities = Set(traces.flatMap(\.rows).map(\.quantity))
    let others = [(Quantity.output, "the output gate"), (.hiddenFromInput, "the input")]
      .filter { quantities.contains($0.0) }
    guard quantities.count > others.count else {
      return others.count == 1 ? others[0].1 : "the input, or for output the output gate,"
    }
    return state + others.map { ", or for \($0.0.rawValue) \($0.1)" }.joined()
      + (others.isEmpty ? "" : ",")
  }

  /// Where the states themselves are others than those of exact arithmetic; nil where they are the same to the digits
  /// that are aimed at.
  private var roundingSentence: String? {
    let limit = settings.precision == "single" ? 1e-4 : 1e-9
    guard let error = settings.largestStateError, error > limit else { return nil }
    return
      "The network amplifies rounding: its states as computed come to differ from exact ones by up to"
      + " \(ScientificNumber.text(error)) of their size. What stands here is of the states as computed."
  }

  private static func list(_ items: [String]) -> HTML {
    .element("ul", [:], items.map { .element("li", $0) })
  }

  private var memorySentence: String? {
    guard let (gate, units) = gates.memories, !units.isEmpty else { return nil }
    let longest = units.prefix(5).map { "\($0.unit) (\(Self.span($0.steps)))" }
    let median = Quantile.of(units.map(\.steps).reversed(), 0.5)
    let others =
      units.count == 1
      ? ""
      : median.isFinite
        ? "; the median of all units is \(Self.span(median))"
        : "; at least half of all units have no end, since f rounds to 1"
    return "By the \(gate) alone, −1/ln f with f its median over time:"
      + " \(longest.count > 1 ? "units" : "unit") \(longest.joined(separator: ", ")), counted from 0\(others)."
  }

  private static func span(_ steps: Double) -> String {
    steps.isFinite ? "\(ScientificNumber.text(steps)) steps" : "without end: f rounds to 1"
  }

  private func figures() throws -> [(chart: any Chart, caption: String)] {
    var figures: [(chart: any Chart, caption: String)] = []
    for trace in traces {
      // A single number has no picture.
      let title = Trace.chartTitle(fromLayer: settings.model.fromLayer)
      guard let chart = try? trace.chart(title: title) else { continue }
      figures.append((chart, Self.caption(of: chart)))
    }
    if let chart = ledger?.chart {
      figures.append(
        (chart, "What each edge, and each number of passages through h, adds to σ₁."))
    }
    if gates.gates.contains(where: { !$0.values[0].isEmpty }) {
      figures.append(
        (
          GateChart(title: gates.title, history: gates),
          "Bands between quantiles over the units."
        ))
    }
    return figures
  }

  private static func caption(of chart: any Chart) -> String {
    switch chart {
    case is SpectrumFan:
      "All singular values over the lag. Below the dashed line a product that is multiplied out holds"
        + " rounding noise only."
    case is Heatmap: "ln σ₁ over step and lag; 0 keeps a gradient, −6.9 is 10⁻³, −13.8 is 10⁻⁶."
    default: "ln σ₁; above 0 a gradient grows, below it fades."
    }
  }
}
