import RecurrentJacobians
import Testing

@Suite struct ExperimentTests {
  @Test(arguments: Experiment.all.map(\.name))
  func everyFindingHolds(name: String) throws {
    let experiment = try #require(Experiment.all.first { $0.name == name })
    let report = try experiment.run()
    for finding in report.findings {
      print(name, finding.statement)
      #expect(finding.holds, "\(finding.statement)")
    }
    try report.chart.write(to: "/tmp/w/hlproto/\(name).png")
  }
}
