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
    print("edges                 step   lag   complex step   central differences")
    for check in checks {
      let name = check.edges.name(among: trajectory.edges)
      print(
        name.padded(to: 20), "\(check.step)".padded(to: 6), "\(check.lag)".padded(to: 5),
        Self.format(check.complexStepError).padded(to: 14),
        Self.format(check.centralDifferenceError), check.isPassed ? "" : " beyond the tolerance")
    }
    let passed = checks.allSatisfy(\.isPassed)
    print(
      """
      largest: complex step \(Self.format(checks.map(\.complexStepError).max() ?? 0)) \
      (tolerance \(DerivativeCheck.complexStepTolerance)), central differences \
      \(Self.format(checks.map(\.centralDifferenceError).max() ?? 0)) (tolerance \
      \(DerivativeCheck.centralDifferenceTolerance) and what rounding does to them)
      \(passed ? "The Jacobians agree." : "The Jacobians do NOT agree.")
      """)
    if !passed { throw ExitCode(1) }
  }

  private static func format(_ error: Double) -> String {
    ScientificNumber.text(error)
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
