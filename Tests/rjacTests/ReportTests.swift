import Foundation
import RecurrentJacobians
import Testing

/// `rjac trace --report`.
@Suite(.enabled(if: Command.hasGnuplot, "gnuplot is not installed")) struct ReportTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func report(_ options: String...) throws -> Page {
    let outcome = try Command.run(
      ["trace"] + Workplace.files + options + ["--report", "report.html"], in: place.folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("wrote report.html\n"))
    return try Page(place.folder.bytes("report.html"))
  }

  @Test func everyPart() throws {
    let page = try report()
    // Spectra, ledger, gates.
    #expect(page.figureCount == 3)
    for words in [
      "LSTM with 3 units on 10 steps", "How far back gradients reach", "Whether they explode",
      "Which edge carries them", "What remembers longest", "model.sha256", "software.lapack",
    ] {
      #expect(page.text.contains(words))
    }
  }

  @Test func whatWasAssumed() throws {
    #expect(try !report().text.contains("What was assumed"))
    var weights = Weights.lstm
    weights["peephole_i"] = .init(shape: [3], values: [1, 2, 3])
    let place = try Workplace(weights)
    _ = try place.trace("--report", "report.html")
    let text = try Page(place.folder.bytes("report.html")).text
    #expect(text.contains("What was assumed") && text.contains("beside peephole_i"))
  }

  @Test func settingsAreForPeople() throws {
    let page = try report()
    #expect(page.text.contains("<td>isReversed</td><td>false</td>"))
    #expect(page.text.contains("<td>stepCount</td><td>10</td>"))
    let bound = try #require(page.text.firstMatch(of: /<td>largestErrorBound<\/td><td>([^<]*)</))
    #expect(bound.output.1.wholeMatch(of: /\d\.\d\de-\d+/) != nil)
  }

  /// Of an even number of units: the mean of the two in the middle.
  @Test func medianOfTheMemories() throws {
    var weights = Weights()
    weights.add(gates: 4, units: 4)
    let place = try Workplace(weights)
    let outcome = try Command.run(
      ["trace"] + Workplace.files + ["--report", "report.html"], in: place.folder)
    #expect(outcome.status == 0)
    let run = try LSTM<Double>(contentsOf: place.folder.file("model.safetensors"))
      .trajectory(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
    let steps = (0..<4).map { unit in
      let gates = (1...10).map { run.gates(at: $0).first { $0.name == "forgetGate" }!.values[unit] }
      let middle = gates.sorted()[4...5]
      return -1 / log(middle.reduce(0, +) / 2)
    }.sorted()
    #expect(
      try Page(place.folder.bytes("report.html")).text.contains(
        "the median of all units is \(ScientificNumber.text((steps[1] + steps[2]) / 2)) steps."))
  }

  @Test func namesAreEscaped() throws {
    try FileManager.default.copyItem(
      atPath: place.folder.file("model.safetensors"), toPath: place.folder.file("a<b>&\"c\".st"))
    let outcome = try Command.run(
      ["trace", "a<b>&\"c\".st", "inputs.npy", "--report", "report.html"], in: place.folder)
    #expect(outcome.status == 0)
    let page = try Page(place.folder.bytes("report.html"))
    #expect(page.text.contains("a&lt;b&gt;&amp;&quot;c&quot;.st"))
  }

  @Test func stepsAndLags() throws {
    let page = try report("--steps", "2...end", "--lags", "1...5", "--measures", "norm")
    #expect(page.text.contains("over 9 steps t"))
    #expect(page.text.contains("data:image/png;base64,"))
  }

  @Test func outputAlone() throws {
    #expect(
      try report("--quantity", "output").text.contains("output, step 10, the largest share of σ₁"))
  }

  @Test func outputBesideOthers() throws {
    let page = try report("--quantity", "hidden,output")
    #expect(
      page.text.contains("respect to the state, or for output the output gate, k steps before"))
  }

  @Test func acrossLayers() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, inputs: 3, suffix: "_l1")
    let place = try Workplace(weights)
    let outcome = try place.trace("--layer", "1", "--from-layer", "0", "--report", "a.html")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let text = try place.folder.text("a.html")
    #expect(text.contains("with respect to the state of layer 0 k steps before"))
    #expect(text.contains("<li>hidden from layer 0: σ₁"))
  }

  @Test func oneUnitAndOneStep() throws {
    let place = try Workplace(.closed)
    try place.write(inputs: [1], columns: 1)
    #expect(try place.trace("--report", "a.html").status == 0)
    #expect(try place.folder.text("a.html").contains("LSTM with 1 unit on 1 step of"))
  }

  /// tanh(2·h + x) is flat but at step 25 of 80, where its slope is 2: one pair of 3240.
  @Test func onePairOfMany() throws {
    var weights = Weights()
    weights["weight_ih_l0"] = .init(shape: [1, 1], values: [1])
    weights["weight_hh_l0"] = .init(shape: [1, 1], values: [2])
    let place = try Workplace(weights)
    try place.write(inputs: (1...80).map { $0 == 25 ? -2 : 10 }, columns: 1)
    let outcome = try place.trace("--steps", "1...end", "--report", "a.html")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      try place.folder.text("a.html").contains(
        "σ₁ &gt; 1 in less than 0.1 % of the pairs (t,k); the largest is 2.00, step 25, lag 1."))
  }

  @Test func mostUnitsWithoutEnd() throws {
    var weights = Weights.lstm
    weights["bias_hh_l0"] = .init(shape: [12], values: (0..<12).map { (3..<6) ~= $0 ? 100 : 0 })
    let place = try Workplace(weights)
    #expect(try place.trace("--report", "a.html").status == 0)
    #expect(
      try place.folder.text("a.html").contains(
        "counted from 0; at least half of all units have no end, since f rounds to 1."))
  }

  @Test func anRNNHasNoLedger() throws {
    let place = try Workplace(.rnn)
    let outcome = try Command.run(
      ["trace"] + Workplace.files + ["--report", "report.html"], in: place.folder)
    #expect(outcome.status == 0)
    let page = try Page(place.folder.bytes("report.html"))
    #expect(!page.text.contains("Which edge carries them"))
    #expect(!page.text.contains("What remembers longest"))
  }

  /// f = 1 but for e^-900 at step 6 of 10, and h is closed by an output gate of e^-1000.
  @Test func whatIsNotKnown() throws {
    var weights = Weights.closed
    weights["weight_ih_l0"] = .init(shape: [4, 1], values: [0, -940, 0, 0])
    weights["bias_hh_l0"] = .init(shape: [4], values: [0, 1040, 0, 0])
    let place = try Workplace(weights)
    try place.write(inputs: (1...10).map { $0 == 6 ? 1 : 0 }, columns: 1)
    let outcome = try Command.run(
      ["trace"] + Workplace.files + ["--report", "report.html"], in: place.folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("not known from 5") && !outcome.output.contains("never"))
    let page = try Page(place.folder.bytes("report.html"))
    for words in [
      "hidden: σ₁ is not known from lag 1 on", "hidden: no σ₁ is known.",
      "cell along carousel: σ₁ is not known from lag 5 on",
      "of the pairs (t,k) that are known, all but 6;",
      "hidden, step 10: no shares of σ₁, which is zero or not known at every lag.",
      "unit 0 (without end: f rounds to 1)",
    ] {
      #expect(page.text.contains(words), "\(words)")
    }
    #expect(!page.text.contains("(inf") && !page.text.contains("σ₁: ."))
  }

  @Test func singlePrecision() throws {
    #expect(try report("--precision", "single").figureCount == 3)
  }

  // CI installs the browser; .ci/run fails without it.
  @Test(.enabled(if: Chromium.isInstalled, "Chromium is not installed"))
  func theBrowserShowsIt() throws {
    _ = try report("--steps", "1...end")
    let (profile, path) = (try Folder(), place.folder.file("report.html"))
    let document = try Chromium.run(["--dump-dom"], on: path, profile: profile)
    // The last line of the script was reached.
    #expect(document.contains("data-figures=\"3\""))
    let picture = place.folder.file("page.png")
    _ = try Chromium.run(
      ["--window-size=900,3000", "--screenshot=" + picture], on: path, profile: profile)
    let bytes = try place.folder.bytes("page.png")
    #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    // An empty page of this size takes less than 20 kB.
    #expect(bytes.count > 60_000)
  }

  @Test func withoutGnuplotTheNumbersAreWritten() throws {
    let outcome = try Command.run(
      ["trace"] + Workplace.files + ["--csv", "trace.csv", "--report", "report.html"],
      in: place.folder, environment: ["PATH": "/nonexistent"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("report.html: not drawn, because gnuplot is not installed"))
    #expect(try place.folder.names.contains("trace.csv.json"))
    #expect(try !place.folder.names.contains("report.html"))
  }
}
