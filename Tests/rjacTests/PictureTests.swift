import Foundation
import RecurrentJacobians
import Testing

/// Where things stand in pictures: text is whole and apart, ticks are at what they name.
@Suite(.enabled(if: Command.hasGnuplot, "gnuplot is not installed")) struct PictureTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func picture(_ command: String, _ options: [String]) throws -> Picture {
    let outcome = try Command.run(
      [command] + Workplace.files + options + ["--plot", "a.svg"], in: place.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let picture = try Picture(place.folder.text("a.svg"))
    picture.expectLegible()
    return picture
  }

  private func picture(of chart: some Chart) throws -> Picture {
    try chart.write(to: place.folder.file("b.svg"))
    let picture = try Picture(place.folder.text("b.svg"))
    picture.expectLegible()
    return picture
  }

  private static let everything = [
    "--quantity", "hidden,cell,cellTotal,state,output", "--edges", "all,carousel,outputPath",
    "--edges", "carry,forgetGate,inputGate,candidate,readout",
  ]

  @Test(arguments: [
    ["--lags", "1...end"], ["--lags", "1...end", "--measures", "norm"], ["--lags", "1,2"],
    ["--steps", "1...end", "--lags", "2"],
    ["--steps", "1,2,7,end", "--lags", "1,3,8", "--measures", "norm"],
  ])
  func everySeriesIsNamed(options: [String]) throws {
    let picture = try picture("trace", options + Self.everything)
    let words = picture.texts.map(\.words).joined(separator: " ")
    // Panels of zeros have titles, lines of zeros are not drawn.
    #expect(words.contains("cellTotal along carry+forgetGate+inputGate+candidate"))
    #expect(words.contains("state along outputPath: P(t,k)"))
  }

  @Test func panelsOfNothingSaySo() throws {
    let charts: [any Chart] = [
      ShareChart(title: "", panels: [.init(title: "", parts: [.edge(.carry)], rows: [])]),
      SpectrumFan(title: "", panels: [.init(title: "", rows: [])]),
      LineChart(title: "", panels: [.init(title: "", xLabel: "x", yLabel: "y", lines: [])]),
      Heatmap(title: "", panels: [.init(title: "", points: [])]),
    ]
    for chart in charts {
      let words = try picture(of: chart).texts.map(\.words).joined(separator: " ")
      #expect(words.contains("known") || words.contains("nothing"), "\(words)")
    }
  }

  @Test(arguments: [["--steps", "2,5,10"], ["--steps", "4,7,10"], ["--steps", "9,10"]])
  func fewColumnsOfAMapAreNamed(options: [String]) throws {
    let picture = try picture(
      "trace", options + ["--lags", "1,2,8", "--quantity", "hidden", "--measures", "norm"])
    let steps = options[1].split(separator: ",").map { String($0) }
    #expect(picture.images.count == 1)
    let map = picture.images[0]
    for (index, step) in steps.enumerated() {
      let x = map.minX + map.width * (Double(index) + 0.5) / Double(steps.count)
      #expect(picture.places(of: step).contains { ($0.x - x).magnitude < 1 && $0.y > map.maxY })
    }
    for (index, lag) in ["1", "2", "8"].enumerated() {
      let y = map.maxY - map.height * (Double(index) + 0.5) / 3
      // The baseline of a label is below the tick.
      #expect(picture.places(of: lag).contains { ($0.y - y).magnitude < 6 && $0.x < map.minX })
    }
    #expect(!picture.places(of: "lag k (steps, not to scale)").isEmpty)
    #expect(picture.places(of: "step t, not to scale").isEmpty == (options[1] != "2,5,10"))
  }

  @Test(arguments: [(1, 80, 1), (3, 240, 3)])
  func manyColumnsOfAMapAreToScale(first: Int, last: Int, spacing: Int) throws {
    let steps = Array(stride(from: first, through: last, by: spacing))
    let chart = Heatmap(
      title: "a map",
      panels: [
        .init(
          title: "a panel",
          points: steps.flatMap { step in
            (1...30).map { (step: step, lag: $0, logNorm: Double(step - 12 * $0)) }
          })
      ])
    let picture = try picture(of: chart)
    let map = picture.images[0]
    let ticks = picture.texts.filter { $0.y > map.maxY && $0.y < map.maxY + 45 && $0.x <= map.maxX }
    #expect(ticks.count >= 4)
    for tick in ticks {
      let place = try #require(Double(tick.words))
      let share =
        (place - Double(first) + Double(spacing) / 2) / Double(last - first + spacing)
      #expect((tick.x - map.minX - share * map.width).magnitude < 1)
    }
    #expect(picture.texts.contains { $0.words.hasPrefix("ln σ₁ (nats") })
  }

  /// A single number has ticks with many digits.
  @Test(arguments: [(-1.5057, -1.5058), (-1.49e-5, -1.63e-5), (-123457, -123470), (0.99995, 1)])
  func wideTicksLeaveRoomForTheLabel(values: (Double, Double)) throws {
    let picture = try picture(
      of: Self.chart(.init("", [(x: 1, y: values.0), (x: 2, y: values.1)])))
    #expect(!picture.places(of: "y (nats)").isEmpty)
  }

  /// The title and what stands over the axes have one middle.
  @Test(arguments: ["", "a legend"])
  func titlesAreCentredOverTheAxes(label: String) throws {
    let picture = try picture(
      of: LineChart(
        title: "Title",
        panels: [
          .init(
            title: "Panel", xLabel: "x", yLabel: "y",
            lines: [.init(label, [(x: 1, y: 1), (x: 2, y: 2)])])
        ]))
    let places = ["Title", "Panel", "x"].map { picture.places(of: $0).first?.x ?? 0 }
    #expect(places.allSatisfy { ($0 - places[0]).magnitude < 1 }, "\(places)")
  }

  /// A map of one panel.
  private func map(
    steps: ClosedRange<Int>, lags: ClosedRange<Int>, logNorm: (_ step: Int, _ lag: Int) -> Double
  ) -> Heatmap {
    Heatmap(
      title: "a map",
      panels: [
        .init(
          title: "a panel",
          points: steps.flatMap { step in
            lags.map { (step: step, lag: $0, logNorm: logNorm(step, $0)) }
          })
      ])
  }

  /// The label of the bar stands beside its ticks: of a map of one panel, too.
  @Test(arguments: [0.01, 2, 30])
  func labelsOfTheColourBar(growth: Double) throws {
    let picture = try picture(of: map(steps: 1...40, lags: 1...20) { growth * Double($1) })
    let label = try #require(picture.places(of: "ln σ₁ (nats)").first)
    #expect(label.x > picture.images[0].maxX + 90)
  }

  /// What is not known stays white, in its place.
  @Test func unknownColumnsOfAMap() throws {
    let chart = map(steps: 1...5, lags: 1...3) { step, lag in step == 3 ? .nan : -Double(lag) }
    #expect(try !picture(of: chart).places(of: "3").isEmpty)
  }

  /// Between whole steps there are none.
  @Test func shortAxesHaveWholeTicks() throws {
    let options = ["--steps", "8,9", "--lags", "1", "--quantity", "hidden", "--measures", "norm"]
    let picture = try picture("trace", options)
    let axis = try #require(picture.places(of: "8").first)
    #expect(picture.texts.filter { $0.y == axis.y }.map(\.words) == ["8", "9"])
  }

  @Test func ledgersHaveTicksAtLags() throws {
    let picture = try picture("ledger", ["--lags", "3...7", "--quantity", "cell"])
    let axis = try #require(picture.places(of: "3").first)
    let ticks = picture.texts.filter { $0.y == axis.y }
    #expect(ticks.map(\.words) == ["3", "5", "7"])
    let share = log(5.0 / 3) / log(7.0 / 3)
    #expect((ticks[1].x - ticks[0].x - share * (ticks[2].x - ticks[0].x)).magnitude < 1)
  }

  @Test func oneLagOfALedgerIsABar() throws {
    let picture = try picture("ledger", ["--lags", "3", "--quantity", "hidden"])
    #expect(picture.places(of: "3").count == 2)
    // Half of the axis, which shows lags 2 to 4.
    #expect(picture.areas.count { ($0.width - 265).magnitude < 2 } >= 4)
  }

  private static func chart(_ lines: LineChart.Line...) -> LineChart {
    LineChart(
      title:
        "Quotes ' \" and \\n, a long title that goes on and on until it needs a second line of text",
      panels: [.init(title: "", xLabel: "x", yLabel: "y (nats)", lines: lines)])
  }

  @Test func zerosLeaveGaps() throws {
    let points = (1...40).map { (x: Double($0), y: $0 == 20 ? -Double.infinity : Double($0)) }
    let whole = try picture(of: Self.chart(.init("line", points.filter { $0.y.isFinite })))
    let parted = try picture(of: Self.chart(.init("line", points)))
    func parts(_ picture: Picture) -> Int {
      picture.paths.max { $0.count < $1.count }?.count { $0 == "M" } ?? 0
    }
    #expect(parts(parted) == parts(whole) + 1)
  }

  /// Of a network of rank 1 all values but the first are noise: nothing is drawn of them.
  @Test func noiseIsNotDrawn() throws {
    var generator = SeededGenerator(seed: 7)
    func areaCount(rank: Int) throws -> Int {
      let rnn = try RNN<Double>(
        inputWeights: generator.matrix(6, 2),
        recurrentWeights: generator.matrix(6, rank) * generator.matrix(rank, 6))
      let run = try rnn.trajectory(over: generator.matrix(9, 2))
      return try picture(of: run.trace(.hidden, step: 9, lags: 2...9).chart(title: "Rank"))
        .areas.count
    }
    // Every band ends at another value than the first: none is left. Six values make four, which the legend
    // shows as well.
    let (low, full) = (try areaCount(rank: 1), try areaCount(rank: 6))
    #expect(low == 0 && full == 8, "\(low) and \(full)")
  }

  @Test(arguments: [1, 8, 30])
  func legendsAreWhole(count: Int) throws {
    let lines = (1...count).map { index in
      LineChart.Line(
        "series \(index)" + String(repeating: " of many", count: index % 9),
        [(x: 0, y: -1e4), (x: 1, y: Double(index))])
    }
    let chart = LineChart(
      title: "Legends",
      panels: [.init(title: "one", xLabel: "x", yLabel: "y (nats)", lines: lines)])
    let picture = try picture(of: chart)
    #expect(picture.texts.count { $0.words.hasPrefix("series") } == count)
  }
}
