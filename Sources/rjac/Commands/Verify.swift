import ArgumentParser
import RecurrentJacobians

/// `rjac verify`.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Analytic Jacobians against the complex step and central differences, on your model.",
    discussion: """
      Compares ∂(h, C)_t/∂(h, C)_{t-k}, along every edge for k = 1 and along all edges for longer \
      lags, at the first, middle and last step; up to 32 columns each. Errors are relative to the \
      largest entry. Exit status 1 if one is beyond the tolerance.
      """)

  @OptionGroup var network: NetworkOptions

  func run() throws {
    let trajectory = try network.source.load(as: Double.self).trajectory
    let checks = try trajectory.verifyDerivatives()
    var table = TextTable([
      ("edges", .left), ("step", .right), ("lag", .right), ("complex step", .right),
      ("central differences", .right), ("", .left),
    ])
    for check in checks {
      table.append([
        check.edges.name(among: trajectory.edges), "\(check.step)", "\(check.lag)",
        ScientificNumber.text(check.complexStepError),
        ScientificNumber.text(check.centralDifferenceError),
        check.isPassed ? "" : "beyond the tolerance",
      ])
    }
    print(table.text)
    let complexStep = checks.map(\.complexStepError).max() ?? 0
    let differences = checks.map(\.centralDifferenceError).max() ?? 0
    let isPassed = checks.allSatisfy(\.isPassed)
    print(
      """

      largest error, complex step: \(ScientificNumber.text(complexStep)), tolerance \
      \(checks[0].complexStepTolerance)
      largest error, central differences: \(ScientificNumber.text(differences)), tolerance \
      \(checks[0].centralDifferenceTolerance) and what rounding does to them
      \(isPassed ? "The Jacobians agree." : "The Jacobians do NOT agree.")
      """)
    if !isPassed { throw ExitCode(1) }
  }
}
