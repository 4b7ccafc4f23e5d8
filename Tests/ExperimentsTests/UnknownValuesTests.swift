import RecurrentJacobians
import Testing

@testable import Experiments

/// What experiments say of gates that are closed beyond the exponent range.
@Suite struct UnknownValuesTests {
  @Test func firstLags() {
    #expect(FirstLag(of: [false, true, nil]) == .lag(2))
    #expect(FirstLag(of: [false, nil, true]) == .unknown)
    #expect(FirstLag(of: [false, false]) == .later)
    #expect(FirstLag.later.isLater(than: .lag(5)) && FirstLag.lag(5).isLater(than: .lag(4)))
    #expect(!FirstLag.later.isLater(than: .later) && !FirstLag.lag(5).isLater(than: .lag(5)))
    #expect(!FirstLag.unknown.isLater(than: .lag(1)) && !FirstLag.later.isLater(than: .unknown))
  }

  @Test func numbersInWords() {
    #expect(
      Words.nats(-4e-18) == "-4.00e-18" && Words.nats(0) == "0" && Words.nats(-1.38) == "-1.38")
    #expect(
      Words.lifetime(.lag(1), of: 9) == "1 step" && Words.lifetime(.lag(2), of: 9) == "2 steps")
  }

  @Test func lifetimesAreNotLong() throws {
    var settings = Experiment.lstmMemory.defaults
    (settings.size, settings.steps, settings.forgetBiases) = (2, 10, [1, -750])
    let report = try Experiment.lstmMemory.run(settings)
    #expect(!report.holds)
    let closed = try #require(report.findings.first { $0.statement.contains("b = -750") })
    #expect(closed.statement.contains("∏f lives a number of steps that is not known"))
    #expect(closed.holds == false && !closed.statement.contains("more than"))
    let both = try #require(report.findings.first { $0.statement.contains("both lifetimes") })
    #expect(both.holds == false)
  }

  @Test func growthIsNoNumber() throws {
    var settings = Experiment.lstmExplodes.defaults
    (settings.size, settings.steps, settings.gains) = (2, 10, [1e300])
    let report = try Experiment.lstmExplodes.run(settings)
    #expect(!report.holds)
    #expect(report.findings.allSatisfy { !$0.statement.contains("nan") })
    #expect(report.findings.contains { $0.statement.contains("output path not known") })
  }

  @Test func mediansAreOfNoPart() throws {
    var settings = Experiment.sensitivity.defaults
    (settings.size, settings.steps, settings.forgetBiases) = (2, 10, [0, -800])
    let report = try Experiment.sensitivity.run(settings)
    let closed = try #require(report.findings.first { $0.statement.contains("bias -800") })
    #expect(closed.statement.contains("at no known lag"))
    #expect(report.findings.last?.isUntested == true && !report.isComplete)
  }
}
