import Foundation
import RecurrentJacobians
import Testing

@Suite struct LyapunovCommandTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func lyapunov(_ options: String...) throws -> Outcome {
    try Command.run(["lyapunov"] + Workplace.files + options, in: place.folder)
  }

  private func run() throws -> Trajectory<LSTM<Double>> {
    try LSTM(contentsOf: place.folder.file("model.safetensors"))
      .trajectory(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
  }

  @Test func rowsAndSidecar() throws {
    let outcome = try lyapunov("--csv", "a.csv")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("every exponent of this orbit is off by rounding by at most"))
    #expect(!outcome.errors.contains("amplifies rounding"))
    #expect(outcome.errors.hasSuffix("wrote a.csv\nwrote a.csv.json\n"))
    let table = Table(try place.folder.text("a.csv"))
    #expect(table.header == ["index", "exponent", "standard_error", "drift"])
    let spectrum = try run().lyapunovSpectrum()
    #expect(table.column("index") == ["1", "2", "3", "4", "5", "6"])
    #expect(table.column("exponent") == spectrum.exponents.map { "\($0)" })
    #expect(table.column("standard_error") == spectrum.standardErrors.map { "\($0!)" })
    #expect(table.column("drift") == spectrum.drifts.map { "\($0!)" })
    let sidecar = try place.folder.sidecar("a.csv.json")
    #expect(sidecar.rowCount == 6 && sidecar.unresolvedValueCount == 0)
    // Steps follow from each other.
    #expect(sidecar.software.threadCount == 1)
    #expect(
      sidecar.lyapunov
        == .init(edges: "all", discardedStepCount: 1, kaplanYorkeDimension: 0, entropy: 0))
    #expect(outcome.output.contains("the mean over steps 2 to 10"))
    #expect(outcome.output.contains("contracting: a small change of the state fades e-fold in"))
    #expect(outcome.output.contains("Kaplan-Yorke dimension: 0 of 6"))
  }

  @Test func optionsAreTheLibrarys() throws {
    let outcome = try lyapunov(
      "--count", "2", "--discard", "4", "--edges", "carry,readout", "--csv", "-")
    #expect(outcome.status == 0)
    let spectrum = try run().lyapunovSpectrum(
      count: 2, discarding: 4, edges: [.carry, .readout])
    #expect(outcome.rows.map { $0[1] } == spectrum.exponents.map { "\($0)" })
    #expect(outcome.errors.contains("largest exponent") && !outcome.errors.contains("wrote"))
    #expect(try place.folder.names == ["inputs.npy", "model.safetensors"])
  }

  /// The carousel moves the cell state alone: as many exact zeros as there are units.
  @Test func exactZeros() throws {
    let outcome = try lyapunov("--edges", "carousel", "--csv", "-")
    #expect(outcome.rows.map { $0[1] == "-inf" } == [false, false, false, true, true, true])
    #expect(outcome.rows.suffix(3).allSatisfy { $0[2...] == ["", ""] })
    #expect(outcome.errors.contains("sum of all 6: -inf nats per step"))
    for words in [
      "Lyapunov exponents along carousel alone, all others held constant, in nats per step",
      "a small change of the state along carousel alone fades e-fold in",
    ] {
      #expect(outcome.errors.contains(words), "\(words)")
    }
    #expect(
      try lyapunov("--edges", "readout").output.contains(
        ": -inf, every small change of the state along readout alone is gone exactly"))
  }

  /// Like random weights of standard deviation 7/√n: rounding of the states grows to their size.
  @Test func aChaoticOrbitIsAnother() throws {
    var weights = Weights()
    weights.add(gates: 1, units: 24)
    weights["weight_hh_l0"] = .init(
      shape: [24, 24], values: (0..<576).map { 2 * sin(1000 * sin(Double($0 + 1))) })
    let place = try Workplace(weights)
    try place.write(inputs: (0..<600).map { sin(0.3 + 2.1 * Double($0)) }, columns: 2)
    let outcome = try Command.run(
      ["lyapunov"] + Workplace.files + ["--csv", "a.csv"], in: place.folder)
    #expect(outcome.output.contains("chaotic: a small change of the state grows"))
    let run = try RNN<Double>(contentsOf: place.folder.file("model.safetensors"))
      .trajectory(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
    let errors = try run.stateErrors()
    let step = try #require(errors.firstIndex { $0 > 1e-9 })
    #expect(outcome.errors.contains("the network amplifies rounding: from step \(step) on"))
    #expect(try place.folder.sidecar("a.csv.json").largestStateError == errors.max())
  }

  /// What the table leaves out it says, and it leaves out no single one.
  @Test(arguments: [
    (5, ["10"]), (6, ["10", "11", "12"]), (7, ["10", "…", "14"]),
    (13, ["10", "…", "20", "…", "26"]),
  ])
  func exponentsLeftOut(units: Int, indices: [String]) throws {
    var weights = Weights()
    weights.add(gates: 4, units: units)
    let outcome = try Command.run(
      ["lyapunov"] + Workplace.files, in: Workplace(weights).folder)
    let table = outcome.output.components(separatedBy: "\n\n")[1]
    let shown = table.split(separator: "\n").map { String($0.split(separator: " ")[0]) }
    #expect(shown.drop { $0 != "10" } == indices[...])
  }

  @Test func initialStateAndPrecision() throws {
    try place.write(inputs: [0.1, 0.2, 0.3, -0.1, 0.5, 1], columns: 1, to: "state.npy")
    let outcome = try lyapunov(
      "--initial-state", "state.npy", "--precision", "single", "--csv", "-")
    #expect(outcome.status == 0)
    let lstm = try LSTM<Float>(contentsOf: place.folder.file("model.safetensors"))
    let spectrum = try lstm.trajectory(
      over: Matrix(contentsOf: place.folder.file("inputs.npy")),
      from: [0.1, 0.2, 0.3, -0.1, 0.5, 1]
    ).lyapunovSpectrum()
    #expect(outcome.rows.map { $0[1] } == spectrum.exponents.map { "\($0)" })
  }

  /// Two equal columns of W_hh: what is left of a direction is rounding, and files leave it empty.
  @Test func roundingNoise() throws {
    var weights = Weights.rnn
    weights["weight_hh_l0"] = .init(
      shape: [3, 3], values: [0.3, 0.3, 0.1, 0.7, 0.7, -0.2, 0.1, 0.1, 0.4])
    let outcome = try Command.run(
      ["lyapunov"] + Workplace.files + ["--csv", "-"], in: Workplace(weights).folder)
    #expect(outcome.status == 0)
    #expect(outcome.rows[2] == ["3", "", "", ""])
    #expect(outcome.errors.contains("1 exponent is rounding noise by their bounds"))
    #expect(outcome.errors.contains("sum of all 3: not known"))
  }

  @Test(.enabled(if: Command.hasGnuplot, "gnuplot is not installed"), arguments: ["svg", "png"])
  func aPicture(suffix: String) throws {
    for count in ["6", "1"] {
      let outcome = try lyapunov("--count", count, "--plot", "a.\(suffix)")
      #expect(outcome.status == 0)
      #expect(outcome.errors.hasSuffix("wrote a.\(suffix)\n"))
      let bytes = try place.folder.bytes("a.\(suffix)")
      if suffix == "png" {
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      } else {
        let picture = try Picture(String(decoding: bytes, as: UTF8.self))
        #expect(!picture.places(of: "Lyapunov spectrum").isEmpty)
        #expect(!picture.places(of: "mean over 9 steps").isEmpty)
        picture.expectLegible()
      }
    }
  }

  @Test(.enabled(if: Command.hasGnuplot, "gnuplot is not installed"))
  func aPictureOfSomeEdges() throws {
    #expect(try lyapunov("--edges", "carry,readout", "--plot", "a.svg").status == 0)
    let picture = try Picture(place.folder.text("a.svg"))
    #expect(!picture.places(of: "mean over 9 steps, along carry+readout alone").isEmpty)
  }

  @Test func withoutGnuplotTheRowsAreWritten() throws {
    let outcome = try Command.run(
      ["lyapunov"] + Workplace.files + ["--csv", "a.csv", "--plot", "a.svg"], in: place.folder,
      environment: ["PATH": "/nonexistent"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("a.svg: not drawn, because gnuplot is not installed"))
    #expect(Table(try place.folder.text("a.csv")).rows.count == 6)
  }

  @Test(arguments: [
    (["--count", "0"], ["0 Lyapunov exponents", "ask for 1 to 6"]),
    (["--count", "7"], ["7 Lyapunov exponents", "ask for 1 to 6"]),
    (["--discard", "9"], ["9 steps discarded", "discard 0 to 8"]),
    (["--discard=-1"], ["-1 steps discarded", "discard 0 to 8"]),
    (["--edges", "all,carousel"], ["--edges", "one set"]),
    (["--edges", "all", "--edges", "carry"], ["--edges", "one set"]),
    (["--edges", "recurrent"], ["edges recurrent", "forgetGate"]),
    (["--edges", "carosel"], ["'carosel' is no edge"]),
    (["--plot", "a.pdf"], ["a.pdf", ".svg or .png"]),
    (["--plot", "missing/a.svg"], ["missing/"]), (["--csv", "missing/a.csv"], ["missing/"]),
    (["--csv", "inputs.npy"], ["is read by this run"]),
    (["--csv", "a.svg", "--plot", "a.svg"], ["written twice", "--plot"]),
    (["--precision", "half"], ["'half'"]),
  ])
  func whatCannotBeDone(options: [String], words: [String]) throws {
    try expectRefusal(
      ["lyapunov"] + Workplace.files + options, in: place.folder, saying: words)
  }

  @Test func aSingleStep() throws {
    try place.write(inputs: [1, 2], columns: 2)
    try expectRefusal(
      ["lyapunov"] + Workplace.files, in: place.folder, saying: ["at least 2 steps", "has 1"])
  }
}
