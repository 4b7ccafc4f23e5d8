import Foundation
import TestSupport
import Testing

@Suite struct NotebookCommandTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private struct Document: Decodable {
    struct Cell: Decodable {
      let id: String
      let type: String
      let source: String

      enum CodingKeys: String, CodingKey {
        case id, source
        case type = "cell_type"
      }
    }
    let nbformat: Int
    let cells: [Cell]
  }

  private func notebook(_ options: String...) throws -> Document {
    _ = try Command.run(
      ["trace"] + Workplace.files + options + ["--csv", "trace.csv"], in: place.folder)
    let outcome = try Command.run(
      ["notebook", "trace.csv", "--output", "trace.ipynb"], in: place.folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "wrote trace.ipynb\n")
    return try JSONDecoder().decode(Document.self, from: Data(place.folder.bytes("trace.ipynb")))
  }

  @Test func whatItDrawsFollowsTheTrace() throws {
    let spectra = try notebook()
    #expect(spectra.nbformat == 4)
    #expect(Set(spectra.cells.map(\.id)).count == spectra.cells.count)
    #expect(spectra.cells[1].source.contains("read_csv(\"trace.csv\")"))
    #expect(spectra.cells.contains { $0.source.contains("ε·σ₁") })
    #expect(!spectra.cells.contains { $0.source.contains("pcolormesh") })
    let map = try notebook("--steps", "1...end", "--measures", "norm")
    #expect(map.cells.contains { $0.source.contains("pcolormesh") })
    #expect(!map.cells.contains { $0.source.contains("ε·σ₁") })
    // A sentence follows every figure.
    for document in [spectra, map] {
      #expect(document.cells.last?.type == "markdown")
      #expect(document.cells.count % 2 == 0)
    }
  }

  @Test func nameWithAnEndOfLine() throws {
    let name = "a \"b\"\n\\c.csv"
    _ = try Command.run(["trace"] + Workplace.files + ["--csv", name], in: place.folder)
    let outcome = try Command.run(["notebook", name, "--output", "a.ipynb"], in: place.folder)
    #expect(outcome.status == 0)
    let cells = try JSONDecoder().decode(Document.self, from: Data(place.folder.bytes("a.ipynb")))
      .cells
    #expect(cells[1].source.contains(#"read_csv("a \"b\"\n\\c.csv")"#))
  }

  /// The state has more singular values than h: each series counts its own. One that is zero throughout has
  /// no least value, of which NumPy would warn.
  @Test func seriesOfDifferentSizes() throws {
    let cells = try notebook("--quantity", "hidden,state", "--steps", "1...end").cells
    #expect(cells.contains { $0.source.contains("rows.notna().any().sum()") })
    #expect(!cells.contains { $0.source.contains("len(sigma)") || $0.source.contains("nanmin") })
  }

  /// A batch of sequences: quantiles, as bands over the lag or over the step.
  @Test(arguments: [
    (["--steps", "1...end"], "index=\"lag\"", true),
    (["--steps", "1...end", "--lags", "1", "--measures", "norm"], "index=\"step\"", false),
    ([], "index=\"lag\"", true),
  ])
  func quantilesOfABatch(options: [String], band: String, isOverLag: Bool) throws {
    let trace = try Command.run(
      ["trace", "model.safetensors", Fixture.path("sequences/arrays.npz")] + options
        + ["--csv", "trace.csv"], in: place.folder)
    #expect(trace.status == 0)
    let outcome = try Command.run(
      ["notebook", "trace.csv", "--output", "trace.ipynb"], in: place.folder)
    #expect(outcome.status == 0)
    let cells = try JSONDecoder().decode(
      Document.self, from: Data(place.folder.bytes("trace.ipynb"))
    ).cells
    #expect(cells.contains { $0.source.contains(band) })
    #expect(cells.contains { $0.source.contains("ε·σ₁") } == isOverLag)
    #expect(cells.contains { $0.source.contains("pcolormesh") } == (isOverLag && !options.isEmpty))
    #expect(cells.last?.type == "markdown")
  }

  /// A copy that ended early, in a number, in a name, between rows; and a row with a field too many.
  @Test func rowsOfOtherLengths() throws {
    let header = "quantity,edges,step,lag,log_spectral_norm,log_spectral_radius,log_sigma_1"
    let row = "hidden,\"carry,readout\",3,1,-0.5,-0.75,-0.5"
    func refuse(_ rows: String..., saying words: String...) throws {
      let text = ([header] + rows).joined(separator: "\r\n")
      try place.folder.file("cut.csv", holding: Array(text.utf8))
      try expectRefusal(
        ["notebook", "cut.csv", "--output", "a.ipynb"], in: place.folder,
        saying: ["cut.csv: "] + words)
      #expect(try !place.folder.names.contains("a.ipynb"))
    }
    let expected = "expected 7 fields as in the first line, found"
    try refuse(row, String(row.dropLast(7)), saying: "\(expected) 6 in line 3", "rjac trace")
    try refuse(row, "hid", row, saying: "\(expected) 1 in line 3")
    try refuse(row, "hidden,\"carry,rea", saying: "line 3")
    try refuse(row + ",1", row, saying: "\(expected) 8 in line 2")
  }

  /// A copy that ended early in the last field has as many fields as a whole one.
  @Test func aLastLineThatIsNotEnded() throws {
    _ = try place.trace("--measures", "norm", "--csv", "trace.csv")
    let whole = try place.folder.bytes("trace.csv")
    try place.folder.file("cut.csv", holding: whole.dropLast(2))
    try expectRefusal(
      ["notebook", "cut.csv", "--output", "a.ipynb"], in: place.folder,
      saying: ["cut.csv: is cut short: expected an end of line behind the last row", "rjac trace"])
    try place.folder.file("cut.csv", holding: whole)
    let outcome = try Command.run(
      ["notebook", "cut.csv", "--output", "a.ipynb"], in: place.folder)
    #expect(outcome.status == 0)
  }

  @Test(arguments: [
    (["none.csv", "--output", "a.ipynb"], ["none.csv: no such file"]),
    (
      ["model.safetensors", "--output", "a.ipynb"],
      ["model.safetensors: ", "found safetensors", "--csv"]
    ),
    (["numbers.csv", "--output", "a.ipynb"], ["numbers.csv", "a trace", "rjac trace"]),
    (["header.csv", "--output", "a.ipynb"], ["header.csv", "no rows"]),
    (["numbers.csv", "--output", "a.html"], ["a.html", ".ipynb"]),
    (["numbers.csv"], ["--output"]),
  ])
  func whatCannotBeDone(arguments: [String], words: [String]) throws {
    try place.folder.file("numbers.csv", holding: Array("a,b\n1,2\n".utf8))
    try place.folder.file(
      "header.csv",
      holding: Array("quantity,edges,step,lag,log_spectral_norm,log_spectral_radius\r\n".utf8))
    try expectRefusal(["notebook"] + arguments, in: place.folder, saying: words)
  }
}
