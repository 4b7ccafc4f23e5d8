import RealModule
import RecurrentJacobians
import Testing

extension DataTable.Field {
  /// The number that the field holds.
  fileprivate var value: Double? {
    switch self {
    case .name: nil
    case .count(let count): Double(count)
    case .number(let number): number
    }
  }
}

/// The classic claims, from computed numbers.
@Suite struct ExperimentTests {
  /// The rows of a report's table whose `column` has `value`.
  private func rows(
    of report: ExperimentReport, where column: String, is value: DataTable.Field
  ) -> [[String: DataTable.Field]] {
    report.table.rows.map { Dictionary(uniqueKeysWithValues: zip(report.table.columns, $0)) }
      .filter { $0[column] == value }
  }

  private func values(_ rows: [[String: DataTable.Field]], _ column: String) -> [Double] {
    rows.compactMap { $0[column]?.value }
  }

  private func expectFindings(
    _ report: ExperimentReport, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(!report.findings.isEmpty, sourceLocation: sourceLocation)
    for finding in report.findings {
      #expect(finding.holds ?? true, "\(finding.statement)", sourceLocation: sourceLocation)
    }
    #expect(report.holds, sourceLocation: sourceLocation)
  }

  /// Of 10 000 steps w^t leaves the range of a Double many times over.
  @Test(arguments: [
    (1000, [0.9, 0.99, 1, 1.01, 1.1]), (10_000, [0.5, -0.999, 1.1, -1e250, 1e-250]),
  ])
  func linearRNN(steps: Int, weights: [Double]) throws {
    var settings = Experiment.linearRNN.defaults
    (settings.steps, settings.gains) = (steps, weights)
    let report = try Experiment.linearRNN.run(settings)
    expectFindings(report)
    for w in weights {
      let rows = rows(of: report, where: "weight", is: .number(w))
      #expect(rows.last?["step"] == .count(steps))
      for row in rows {
        let t = row["step"]!.value!
        let state = t * .log(w.magnitude) + .log(0.5)
        let tolerance = 8 * Double.ulpOfOne * (t + state.magnitude)
        #expect((row["log_state"]!.value! - state).magnitude <= tolerance)
        let gradient = state - Double.log(w.magnitude) + .log(t)
        #expect((row["log_gradient"]!.value! - gradient).magnitude <= tolerance)
      }
    }
  }

  @Test func rnn() throws {
    let report = try Experiment.rnn.run()
    expectFindings(report)
    for gain in Experiment.rnn.defaults.gains {
      let rows = rows(of: report, where: "gain", is: .number(gain))
      #expect(rows.count == 200)
      for row in rows {
        let bound = row["lag"]!.value! * .log(gain)
        #expect(row["log_spectral_norm"]!.value! <= bound + 1e-10)
      }
      let last = values(rows, "log_spectral_norm").last!
      if gain <= 2 { #expect(last < -10) }
      if gain >= 4 { #expect(last > 10) }
    }
  }

  @Test func lstmMemory() throws {
    let report = try Experiment.lstmMemory.run()
    expectFindings(report)
    func lifetime(_ bias: Double, _ column: String) -> Int {
      let norms = values(rows(of: report, where: "forget_bias", is: .number(bias)), column)
      #expect(norms.count == 600)
      return norms.firstIndex { $0 < -1 }.map { $0 + 1 } ?? .max
    }
    for bias in [2.0, 3, 4] {
      let constant = 1 / Double.log(onePlus: .exp(-bias))
      let carousel = lifetime(bias, "log_norm_carousel")
      #expect(Double(carousel) > 0.7 * constant && Double(carousel) < 2 * constant)
      // The recurrent connections carry what the forget gate lets go.
      #expect(lifetime(bias, "log_norm_cell") > carousel)
    }
    #expect(
      values(rows(of: report, where: "lag", is: .count(1)), "log_norm_carousel").allSatisfy {
        $0 < 0
      })
  }

  @Test func lstmExplodes() throws {
    let report = try Experiment.lstmExplodes.run()
    expectFindings(report)
    for gain in Experiment.lstmExplodes.defaults.gains {
      let rows = rows(of: report, where: "gain", is: .number(gain))
      #expect(values(rows, "log_norm_carousel").allSatisfy { $0 < 0 })
      let ends = ["log_norm_hidden", "log_norm_output_path"].map { values(rows, $0).last! }
      if gain <= 4 { #expect(ends.allSatisfy { $0 < -10 }) }
      if gain >= 32 { #expect(ends.allSatisfy { $0 > 10 }) }
    }
  }

  @Test func lstmWithoutCell() throws {
    let report = try Experiment.lstmWithoutCell.run()
    expectFindings(report)
    func curve(_ network: String) -> [Double] {
      values(rows(of: report, where: "network", is: .name(network)), "log_spectral_norm")
    }
    let (without, rnn) = (curve("lstm_without_cell"), curve("rnn_sigmoid"))
    #expect(without.count == 200)
    for (lag, pair) in zip(without, rnn).enumerated() {
      // n products a lag, each entry to a few ε.
      #expect((pair.0 - pair.1).magnitude <= 100 * 32 * Double.ulpOfOne * Double(lag + 1))
    }
    #expect(without.last! < -100)
    #expect(curve("lstm_forget_bias_4").last! > -10)
  }

  @Test func sensitivity() throws {
    let report = try Experiment.sensitivity.run()
    expectFindings(report)
    #expect(report.table.rows.count == 3 * 12 * 150)
    // How far back is measured, not claimed.
    #expect(report.findings.map(\.holds) == [true, nil, nil, nil, true] && report.isComplete)
    // Farther back the higher the bias, for every block.
    let far = Dictionary(grouping: rows(of: report, where: "lag", is: .count(100))) {
      "\($0["block"]!)"
    }
    #expect(far.count == 12)
    for norms in far.values.map({ values($0, "log_norm") }) {
      #expect(norms.count == 3)
      #expect(norms[0] < norms[1] && norms[1] < norms[2])
    }
  }

  /// Of one value nothing is said to grow.
  @Test(arguments: [Experiment.lstmMemory.name, Experiment.sensitivity.name])
  func oneBiasShowsNoTrend(name: String) throws {
    let experiment = try #require(Experiment.all.first { $0.name == name })
    var settings = experiment.defaults
    (settings.size, settings.steps, settings.forgetBiases) = (6, 12, [0])
    let one = try experiment.run(settings)
    settings.forgetBiases = [0, 1]
    let two = try experiment.run(settings)
    #expect(two.findings.count == one.findings.count + 1)
    #expect(!one.isComplete && two.isComplete)
  }

  /// At 1 the bound neither forbids nor allows growth.
  @Test func everyGainIsListed() throws {
    let report = try Experiment.rnn.run()
    let statements = report.findings.map(\.statement).joined(separator: "\n")
    for gain in ["0.5", "0.8", "1", "1.5", "2", "3", "4", "6"] {
      #expect(statements.contains(" \(gain) ("), "\(gain)")
    }
    #expect(!statements.contains("chaotic"))
  }

  /// What was not tried is said, and is no evidence.
  @Test(arguments: [
    (Experiment.linearRNN.name, [0.9], "no weight above 1"),
    (Experiment.linearRNN.name, [1.5], "no weight below 1"),
    (Experiment.rnn.name, [0.5, 2], "no gain well above 1"),
    (Experiment.rnn.name, [4], "no gain below 1"),
    (Experiment.lstmExplodes.name, [1], "no large gain"),
    (Experiment.linearRNN.name, [1.0000000000000002, 0.5], "too few steps to see it explode"),
    (Experiment.linearRNN.name, [0.9999, 1.5], "too few steps to see it vanish"),
  ])
  func whatIsNotTested(name: String, gains: [Double], words: String) throws {
    let experiment = try #require(Experiment.all.first { $0.name == name })
    var settings = experiment.defaults
    (settings.steps, settings.gains) = (100, gains)
    let report = try experiment.run(settings)
    #expect(report.holds && !report.isComplete)
    let untested = report.findings.filter(\.isUntested).map(\.statement)
    #expect(untested.count == 1 && untested[0].contains(words), "\(untested)")
    #expect(try experiment.run().isComplete)
  }

  /// Of few units, all of which saturate.
  @Test func largeGainsThatVanish() throws {
    var settings = Experiment.rnn.defaults
    (settings.size, settings.steps, settings.gains) = (4, 60, [0.5, 4, 30])
    let report = try Experiment.rnn.run(settings)
    #expect(!report.holds)
    #expect(report.findings.contains { $0.holds == false && $0.statement.contains("above 1: 30") })
  }

  @Test func anExplosionIsNoMemory() throws {
    var settings = Experiment.lstmWithoutCell.defaults
    (settings.gains, settings.forgetBiases) = ([64], [0, 2])
    let report = try Experiment.lstmWithoutCell.run(settings)
    let untested = report.findings.filter(\.isUntested)
    #expect(untested.count == 2 && untested.allSatisfy { $0.statement.contains("it explodes") })
  }

  /// h fades, but its gradient is still larger than at step 1.
  @Test func aGradientPastItsLargestValue() throws {
    var settings = Experiment.linearRNN.defaults
    (settings.steps, settings.gains) = (1000, [0.998])
    let report = try Experiment.linearRNN.run(settings)
    #expect(report.findings[1].isUntested)
    #expect(report.findings[1].statement.hasSuffix("the gradient is largest at step 499"))
  }

  @Test(arguments: Experiment.all.map(\.name))
  func valuesGivenTwice(name: String) throws {
    let experiment = try #require(Experiment.all.first { $0.name == name })
    var settings = experiment.defaults
    if experiment.sweeps == .gain { settings.gains = [2, 3, 2] }
    if experiment.sweeps == .forgetBias { settings.forgetBiases = [0, -0.0] }
    let error = #expect(throws: ExperimentError.self) { _ = try experiment.run(settings) }
    #expect(error?.description.contains("is given twice; give each value once") == true)
  }

  /// Within ten steps no lifetime ends: none is seen to grow.
  @Test func lifetimesBeyondTheEndDoNotGrow() throws {
    var settings = Experiment.lstmMemory.defaults
    (settings.steps, settings.forgetBiases) = (10, [5, 6])
    let report = try Experiment.lstmMemory.run(settings)
    #expect(report.findings.first { $0.statement == "both lifetimes grow with b" }?.holds == false)
  }

  /// f = e^-1000 is below the exponent range: what may have vanished bears out no claim.
  @Test func whatIsNotKnownIsNoEvidence() throws {
    var settings = Experiment.lstmMemory.defaults
    (settings.steps, settings.forgetBiases) = (10, [-1000])
    let report = try Experiment.lstmMemory.run(settings)
    #expect(report.table.rows.allSatisfy { $0[3].value?.isNaN == true })
    #expect(!report.holds)
  }

  @Test(arguments: Experiment.all.map(\.name))
  func theSameEveryTime(name: String) throws {
    let experiment = try #require(Experiment.all.first { $0.name == name })
    var settings = experiment.defaults
    (settings.size, settings.steps) = (6, 12)
    let first = try experiment.run(settings)
    let second = try experiment.run(settings)
    #expect(first.table == second.table)
    #expect(first.findings == second.findings)
    #expect(first.chart == second.chart)
    guard experiment.uses.contains(where: { $0.name == .seed }) else { return }
    settings.seed = 2
    #expect(try experiment.run(settings).table != first.table)
  }

  @Test(arguments: Experiment.all.map(\.name))
  func everySettingThatIsUsedIsChecked(name: String) throws {
    let experiment = try #require(Experiment.all.first { $0.name == name })
    #expect(!experiment.claim.isEmpty && !experiment.formula.isEmpty && !experiment.lookAt.isEmpty)
    for (setting, _) in experiment.uses {
      var settings = experiment.defaults
      switch setting {
      case .size: settings.size = 0
      case .steps: settings.steps = 0
      case .gain: settings.gains = experiment.sweeps == .gain ? [.infinity] : [1, 2]
      case .forgetBias: settings.forgetBiases = []
      case .seed: continue
      }
      let error = #expect(throws: ExperimentError.self) { _ = try experiment.run(settings) }
      #expect(error?.description.contains(name) == true)
      #expect(error?.description.contains(setting.rawValue) == true)
    }
  }

  @Test(arguments: [
    (Experiment.linearRNN, [1, 0], "weights other than 0"),
    (Experiment.linearRNN, [1e-307], "from 1e-250 to 1e+250"),
    (.rnn, [0.5, -1], "above 0"), (.rnn, [1e308], "at most 1000000"),
  ])
  func gainsThatMakeNoSense(experiment: Experiment, gains: [Double], words: String) {
    var settings = experiment.defaults
    settings.gains = gains
    let error = #expect(throws: ExperimentError.self) { _ = try experiment.run(settings) }
    #expect(error?.description.contains(words) == true)
  }
}
