import Foundation
import RecurrentJacobians
import Testing

@Suite struct LedgerCommandTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func ledger(_ options: String...) throws -> Outcome {
    try Command.run(["ledger"] + Workplace.files + options, in: place.folder)
  }

  @Test func rowsAndColumns() throws {
    let outcome = try ledger("--hops", "1", "--csv", "ledger.csv")
    #expect(outcome.status == 0)
    #expect(outcome.errors == "wrote ledger.csv\nwrote ledger.csv.json\n")
    let edges = ["carry", "forgetGate", "inputGate", "candidate", "readout", "outputGate"]
    let parts = edges + ["hops_0", "hops_1", "hops_beyond_1"]
    let table = Table(try place.folder.text("ledger.csv"))
    #expect(
      table.header == ["quantity", "step", "lag", "log_spectral_norm"]
        + parts.map { "share_\($0)" } + parts.map { "log_norm_\($0)" })
    #expect(
      table.column("quantity")
        == ["hidden", "hiddenFromCell", "cell"].flatMap { Array(repeating: $0, count: 10) })
    #expect(table.column("lag") == (0..<30).map { "\($0 % 10 + 1)" })
    #expect(Set(table.column("step")) == ["10"])
    for row in table.rows {
      let shares = row[4..<13].map { Double($0)! }
      #expect((shares[..<6].reduce(0, +) - 1).magnitude <= 1e-12)
      #expect((shares[6...].reduce(0, +) - 1).magnitude <= 1e-12)
    }
    #expect(try place.folder.sidecar("ledger.csv.json").rowCount == 30)
    for title in ["hidden, step 10: by edge", "cell, step 10: by hops"] {
      #expect(outcome.output.contains("\n\n\(title)\n\nlag"))
    }
    // A line of an ordinary terminal.
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(outcome.output.contains("hops_beyond_1"))
    #expect(outcome.output.contains("The edges sum to 1 within"))
  }

  @Test func theNumbersAreTheLibrarys() throws {
    let outcome = try ledger("--quantity", "cell", "--steps", "4", "--lags", "3", "--csv", "-")
    let lstm = try LSTM<Double>(contentsOf: place.folder.file("model.safetensors"))
    let run = try lstm.trajectory(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
    let row = try run.ledger(.cell, step: 4, lags: [3], hops: 3).rows[0]
    #expect(outcome.rows.count == 1)
    #expect(
      outcome.rows[0] == ["cell", "4", "3", "\(row.logSpectralNorm!)"]
        + row.entries.map { "\($0.share!)" } + row.entries.map { "\($0.logNorm!)" })
    #expect(outcome.errors.contains("Shares"))
  }

  /// Into h_t nothing feeds back, so that ∂C/∂C is f·(f - i·U)ᵏ⁻¹ = 0.9·0.1ᵏ⁻¹ where the forget gate alone
  /// carries 0.9ᵏ: shares are as large as their ratio, and of both signs.
  @Test func sharesThatCancelByALot() throws {
    var weights = Weights()
    weights["weight_ih_l0"] = .init(shape: [4, 1], values: [0, 0, 0, 0])
    weights["weight_hh_l0"] = .init(shape: [4, 1], values: [0, 0, -0.8, 0])
    weights["bias_ih_l0"] = .init(shape: [4], values: [40, log(9), 0, 40])
    weights["bias_hh_l0"] = .init(shape: [4], values: [0, 0, 0, 0])
    let place = try Workplace(weights)
    try place.write(inputs: Array(repeating: 0, count: 60), columns: 1)
    let outcome = try Command.run(
      ["ledger"] + Workplace.files + ["--quantity", "cell"], in: place.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    // 9¹⁹ = 1.3509e18.
    #expect(outcome.output.contains("1.35e18"))
    #expect(outcome.output.contains(" -"))
  }

  @Test func whatVanishedIsLeftEmpty() throws {
    let place = try Workplace(.closed)
    try place.write(inputs: Array(repeating: 0, count: 6), columns: 1)
    let outcome = try Command.run(
      ["ledger"] + Workplace.files + ["--csv", "a.csv"], in: place.folder)
    #expect(outcome.output.hasPrefix("No shares of σ₁, which is zero or not known in every row."))
    #expect(!outcome.output.contains("sum to 1 within"))
    let table = Table(try place.folder.text("a.csv"))
    #expect(Set(table.column("log_spectral_norm")) == [""])
    let count = try place.folder.sidecar("a.csv.json").unresolvedValueCount
    #expect(count >= table.rows.count)
    #expect(
      outcome.errors.hasPrefix(
        "\(count) norms are rounding noise, or below the exponent range, and not known; files leave them empty\n"
      ))
  }

  @Test func anRNNHasOneEdge() throws {
    let place = try Workplace(.rnn)
    let outcome = try Command.run(
      ["ledger"] + Workplace.files + ["--lags", "2", "--csv", "-"], in: place.folder)
    #expect(
      Table(outcome.output).header == [
        "quantity", "step", "lag", "log_spectral_norm", "share_recurrent", "log_norm_recurrent",
      ])
    #expect((try #require(Double(outcome.rows[0][4])) - 1).magnitude <= 1e-15)
  }

  @Test(.enabled(if: Command.hasGnuplot, "gnuplot is not installed"), arguments: ["svg", "png"])
  func aPicture(suffix: String) throws {
    for lags in ["1...end", "3"] {
      let outcome = try ledger("--lags", lags, "--plot", "a.\(suffix)")
      #expect(outcome.status == 0)
      #expect(outcome.errors == "wrote a.\(suffix)\n")
      let bytes = try place.folder.bytes("a.\(suffix)")
      if suffix == "png" {
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      } else {
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("</svg>") && text.contains("candidate") && text.contains("once"))
      }
    }
  }

  @Test func withoutGnuplotTheRowsAreWritten() throws {
    let outcome = try Command.run(
      ["ledger"] + Workplace.files + ["--csv", "a.csv", "--plot", "a.svg"], in: place.folder,
      environment: ["PATH": "/nonexistent"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("a.svg: not drawn, because gnuplot is not installed"))
    #expect(Table(try place.folder.text("a.csv")).rows.count == 30)
    #expect(!FileManager.default.fileExists(atPath: place.folder.file("a.svg")))
  }

  @Test(arguments: [
    (["--plot", "a.pdf"], ["a.pdf", ".svg or .png"]), (["--hops", "-1"], ["--hops"]),
    (["--steps", "11"], ["step 11", "1 to 10"]), (["--lags", "0"], ["no (step, lag) pair"]),
    (["--csv", "inputs.npy"], ["is read by this run"]),
    (["--csv", "a.svg", "--plot", "a.svg"], ["written twice", "--plot"]),
    (["--csv", "missing/a.csv"], ["missing/"]),
  ])
  func whatCannotBeDone(options: [String], words: [String]) throws {
    try expectRefusal(
      ["ledger"] + Workplace.files + options, in: place.folder, saying: words)
  }
}
