import Foundation
import RecurrentJacobians
import Testing

/// `rjac trace --plot`.
@Suite(.enabled(if: Command.hasGnuplot, "gnuplot is not installed")) struct TracePlotTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func picture(_ options: String...) throws -> String {
    let outcome = try Command.run(
      ["trace"] + Workplace.files + options + ["--plot", "trace.svg"], in: place.folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("wrote trace.svg\n"))
    return try place.folder.text("trace.svg")
  }

  @Test func oneStepIsAFan() throws {
    let svg = try picture()
    #expect(svg.contains("ln σ (nats)") && svg.contains("carousel"))
  }

  /// Of three values only two bands have an extent, of six four; together they list those of both.
  @Test(arguments: [
    ("hidden", ["0–50 %", "50–100 %"]),
    ("state", ["0–25 %", "25–50 %", "50–75 %", "75–100 %"]),
    ("hidden,state", ["0–10 %", "10–25 %", "25–50 %", "50–75 %", "75–100 %"]),
  ])
  func legendListsWhatIsDrawn(quantities: String, bands: [String]) throws {
    let picture = try Picture(picture("--quantity", quantities))
    #expect(picture.texts.map(\.words).filter { $0.hasSuffix(" %") } == bands)
  }

  /// Of lags far apart a line alone would not say which were traced.
  @Test func fewLagsAreMarked() throws {
    #expect(try picture("--lags", "1,2,5").contains("<use xlink:href='#gpPt6'"))
  }

  @Test func oneStepOfNormsIsAComparison() throws {
    let svg = try picture("--measures", "norm")
    #expect(svg.contains("ln σ₁ (nats)") && svg.contains("carousel"))
    #expect(!svg.contains("ln σ (nats)"))
  }

  @Test func stepsAndLagsAreAMap() throws {
    let svg = try picture("--steps", "1...end", "--lags", "1,2,5", "--measures", "norm")
    #expect(svg.contains("<image") && svg.contains("lag k (steps, not to scale)"))
    #expect(svg.contains("step t"))
  }

  @Test func oneLagIsACourse() throws {
    let svg = try picture("--steps", "1...end", "--lags", "1")
    #expect(svg.contains("ln max|λ|") && svg.contains("step t") && !svg.contains("<image"))
  }

  /// A step without such lags has no part in the picture.
  @Test func oneStepThatHasRowsIsAFan() throws {
    let svg = try picture("--quantity", "hidden", "--steps", "1,5", "--lags", "3...5")
    #expect(svg.contains("ln σ (nats)"))
  }

  /// No more than a map shows.
  @Test func mapsComputeNormsAlone() throws {
    let outcome = try place.trace("--steps", "1...end", "--plot", "map.svg")
    #expect(outcome.status == 0 && outcome.errors.contains("ln σ₁ is right to"))
    let fan = try place.trace("--plot", "fan.svg")
    #expect(fan.status == 0 && fan.errors.contains("ln σ is right to"))
  }

  /// h along the carousel alone does not depend on its past at all.
  @Test func panelsOfZerosSaySo() throws {
    let zeros = ["--quantity", "hidden", "--edges", "all,carousel"]
    let alone = ["--quantity", "hidden", "--edges", "carousel", "--measures", "norm"]
    for options in [zeros, alone] {
      let outcome = try Command.run(
        ["trace"] + Workplace.files + options + ["--plot", "zeros.svg"], in: place.folder)
      #expect(outcome.status == 0)
      #expect(try place.folder.text("zeros.svg").contains("nothing but zeros"))
    }
    for options in [zeros, ["--quantity", "hidden", "--edges", "carousel"]] {
      let svg = try picture(
        options[0], options[1], options[2], options[3], "--steps", "1...end", "--lags", "1")
      #expect(svg.contains("nothing but zeros"))
    }
  }

  /// Behind closed gates ∂h/∂h is not known, ∂C/∂C through the input gate neither.
  @Test func seriesThatAreNotKnownAreNamed() throws {
    var weights = Weights.closed
    // f = 1.
    weights["bias_hh_l0"] = .init(shape: [4], values: [0, 1040, 0, 0])
    let place = try Workplace(weights)
    try place.write(inputs: Array(repeating: 0, count: 6), columns: 1)
    for options in [[], ["--measures", "norm"], ["--steps", "1...end", "--measures", "norm"]] {
      let outcome = try Command.run(
        ["trace"] + Workplace.files + options + ["--lags", "1...3", "--plot", "a.svg"],
        in: place.folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.folder.text("a.svg").contains("not known: hidden"))
    }
    let hidden = try place.trace("--quantity", "hidden", "--plot", "a.svg")
    #expect(hidden.status == 2)
    #expect(hidden.errors.contains("nothing to draw: no σ₁ is known"))
    let ledger = try Command.run(
      ["ledger"] + Workplace.files + ["--quantity", "hidden", "--plot", "b.svg"], in: place.folder)
    #expect(ledger.status == 0)
    #expect(try place.folder.text("b.svg").contains("no shares: σ₁ is zero or not known"))
  }

  /// f = 1 but for e^-900 at step 6 of 10.
  private func partlyKnown() throws -> Workplace {
    var weights = Weights.closed
    weights["weight_ih_l0"] = .init(shape: [4, 1], values: [0, -940, 0, 0])
    weights["bias_hh_l0"] = .init(shape: [4], values: [0, 1040, 0, 0])
    let place = try Workplace(weights)
    try place.write(inputs: (1...10).map { $0 == 6 ? 1 : 0 }, columns: 1)
    return place
  }

  @Test func oneStepAltogether() throws {
    let place = try Workplace()
    try place.write(inputs: [1, 2], columns: 2)
    let outcome = try place.trace("--csv", "a.csv", "--plot", "a.svg")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("nothing to draw: one step and one lag"))
    #expect(try !place.folder.names.contains("a.csv"))
  }

  @Test func oneValueThatIsKnown() throws {
    let place = try partlyKnown()
    let outcome = try place.trace(
      "--quantity", "cell", "--edges", "carousel", "--lags", "4...end", "--csv", "a.csv",
      "--plot", "a.svg")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.hasSuffix(
        "nothing to draw: σ₁ is known at one step and one lag alone; 6 values are rounding noise or"
          + " below the exponent range; ask for other steps or lags\n"))
    #expect(try place.folder.names.contains("a.csv.json"))
  }

  /// Step 6 has its column in a map, although nothing is known of it.
  @Test func unknownStepsOfAMapStayWhite() throws {
    let place = try partlyKnown()
    let outcome = try place.trace(
      "--quantity", "cell", "--edges", "carousel", "--steps", "1...end", "--lags", "1...5",
      "--plot", "a.svg")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let picture = try Picture(place.folder.text("a.svg"))
    #expect(!picture.places(of: "6").isEmpty && !picture.places(of: "step t").isEmpty)
  }

  @Test func png() throws {
    _ = try place.trace("--plot", "trace.PNG")
    #expect(try place.folder.bytes("trace.PNG").starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  @Test func nothingToDraw() throws {
    let outcome = try place.trace("--lags", "1", "--measures", "norm", "--plot", "trace.svg")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("one step and one lag"))
    #expect(try !place.folder.names.contains("trace.svg"))
  }

  @Test func badPictures() throws {
    for name in ["trace.pdf", "png"] {
      try place.expectRefusal("--plot", name, saying: "\(name): pictures", ".svg or .png")
    }
    try place.expectRefusal(
      "--measures", "radius", "--plot", "trace.svg", saying: "add norm to --measures")
    try place.expectRefusal("--csv", "a.svg", "--plot", "a.svg", saying: "twice", "--plot")
  }

  @Test func withoutGnuplotTheNumbersAreWritten() throws {
    let outcome = try Command.run(
      ["trace"] + Workplace.files + ["--csv", "trace.csv", "--plot", "trace.svg"],
      in: place.folder, environment: ["PATH": "/nonexistent"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("trace.svg: not drawn, because gnuplot is not installed"))
    #expect(try place.folder.names.contains("trace.csv"))
  }
}
