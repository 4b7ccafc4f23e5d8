import Foundation
import RecurrentJacobians
import TestSupport
import Testing

/// `--readout`: what a layer above reads from h.
@Suite struct ReadoutCommandTests {
  private static let decoder = Weights.Entry(
    shape: [2, 3], values: [0.5, -1, 0.25, 2, 0.125, -0.75])

  private func place() throws -> Workplace {
    var weights = Weights.lstm
    weights["decoder.weight"] = Self.decoder
    let place = try Workplace(weights)
    try NumPyFile.write(
      shape: [3], values: [1, -2, 0.5], to: place.folder.file("gradient.npy"))
    return place
  }

  private func run(in place: Workplace) throws -> Trajectory<LSTM<Double>> {
    try LSTM<Double>(contentsOf: place.folder.file("model.safetensors"))
      .trajectory(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
  }

  /// By its name, and from a file.
  @Test(arguments: ["decoder.weight", "gradient.npy"])
  func traces(readout: String) throws {
    let place = try place()
    let outcome = try place.trace(
      "--readout", readout, "--quantity", "hidden,hiddenFromInput", "--csv", "a.csv")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let weights =
      readout == "gradient.npy"
      ? Matrix([[1, -2, 0.5]])
      : Matrix(rows: 2, columns: 3, rowMajor: Self.decoder.values)
    let words = "W = \(readout) with \(Count.text(weights.rowCount, "output")) and σ₁ = "
    #expect(outcome.errors.contains(words))
    #expect(
      try place.folder.sidecar("a.csv.json").notes?.contains { $0.contains(words) } == true)
    let read = try run(in: place).read(by: weights)
    let trace = try read.trace(
      TraceRequest(
        series: [.init(.hidden), .init(.hiddenFromInput)], steps: [10], lags: 0...10))
    let rows = Table(try place.folder.text("a.csv"))
    #expect(
      rows.column("log_sigma_1") == trace.rows.map { "\($0.logSingularValues[0])" })
    let sidecar = try place.folder.sidecar("a.csv.json")
    #expect(sidecar.readout == readout)
    #expect((sidecar.readoutSHA256 != nil) == (readout == "gradient.npy"))
    // What stands in the table where nothing is asked for.
    let table = try place.trace("--readout", readout)
    #expect(table.status == 0 && table.output.contains("hiddenFromCell"))
    #expect(!table.output.contains("carousel") && table.output.contains("outputPath"))
  }

  @Test func ledgerAndSensitivity() throws {
    let place = try place()
    let options = ["--readout", "decoder.weight", "--csv", "a.csv"]
    let ledger = try Command.run(
      ["ledger"] + Workplace.files + options + ["--lags", "4"], in: place.folder)
    #expect(ledger.status == 0, "\(ledger.errors)")
    let run = try run(in: place)
    let weights = Matrix(rows: 2, columns: 3, rowMajor: Self.decoder.values)
    let row = try run.read(by: weights).ledger(.hidden, step: 10, lags: [4], hops: 3).rows[0]
    let table = Table(try place.folder.text("a.csv"))
    #expect(table.column("quantity") == ["hidden", "hiddenFromCell"])
    #expect(table.column("log_spectral_norm")[0] == "\(row.logSpectralNorm!)")
    let outcome = try Command.run(
      ["sensitivity"] + Workplace.files + options + ["--lags", "4"], in: place.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = try run.sensitivity(step: 10, lags: [4], readout: weights).rows[0]
    #expect(
      Table(try place.folder.text("a.csv")).rows[0].dropFirst(2)
        == found.logNorms.map { "\($0!)" }[...])
  }

  /// As many outputs as hidden values, or as both directions have, make no difference.
  @Test(arguments: [1, 2, 3, 6]) func theHalfOfADirection(outputs: Int) throws {
    var weights = Weights()
    weights.add(gates: 4)
    weights.add(gates: 4, suffix: "_l0_reverse")
    let values = (0..<6 * outputs).map { sin(1 + 2.3 * Double($0 * $0)) }
    weights["fc.weight"] = .init(shape: [outputs, 6], values: values)
    let place = try Workplace(weights)
    for (options, columns) in [([], 0..<3), (["--reverse"], 3..<6)] {
      let own = (0..<outputs).flatMap { row in columns.map { values[6 * row + $0] } }
      try NumPyFile.write(shape: [outputs, 3], values: own, to: place.folder.file("own.npy"))
      let rows = try ["fc.weight", "own.npy"].map { readout in
        try Command.run(
          ["trace"] + Workplace.files + options + ["--readout", readout, "--csv", "-"],
          in: place.folder
        ).rows
      }
      #expect(!rows[0].isEmpty && rows[0] == rows[1])
    }
  }

  @Test func aReport() throws {
    guard Command.hasGnuplot else { return }
    let place = try place()
    let outcome = try place.trace("--readout", "decoder.weight", "--report", "a.html")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try place.folder.text("a.html").contains("of y = decoder.weight·h at step t"))
  }

  @Test func whatCannotBeRead() throws {
    let place = try place()
    try place.expectRefusal(
      "--readout", "fc", saying: "--readout fc: model.safetensors has no such tensor")
    try place.expectRefusal(
      "--readout", "weight_ih_l0",
      saying:
        "model.safetensors: tensor weight_ih_l0: wrong shape: expected [outputs, hidden] with 3 hidden",
      "found [12, 2]")
    // Weights of PyTorch have their inputs in columns.
    try NumPyFile.write(
      shape: [3, 2], values: [1, 2, 3, 4, 5, 6], to: place.folder.file("turned.npy"))
    try place.expectRefusal(
      "--readout", "turned.npy", saying: "turned.npy: wrong shape", "found [3, 2]")
    try NumPyFile.write(
      shape: [1025, 3], values: Array(repeating: 1, count: 3075), to: place.folder.file("many.npy"))
    try place.expectRefusal(
      "--readout", "many.npy", saying: "--readout many.npy: 1025 outputs; up to 1024")
    try NumPyFile.write(shape: [3], values: [1, .nan, 2], to: place.folder.file("nan.npy"))
    try place.expectRefusal("--readout", "nan.npy", saying: "nan.npy")
    try place.expectRefusal(
      "--readout", "decoder.weight", "--quantity", "cell", saying: "quantity cell: choose among")
    try place.expectRefusal(
      "--readout", "gradient.npy", "--csv", "gradient.npy", saying: "is read by this run")
  }
}
