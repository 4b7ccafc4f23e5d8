import ArgumentParser
import RecurrentJacobians

/// `rjac verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Analytic Jacobians against the complex step and central differences, on your model.",
    discussion: """
      Compares ∂(h, C)_t/∂(h, C)_{t-k}, along every edge for k = 1 and along all edges for longer \
      lags, at the first, middle and last step; up to 32 columns each. Errors are relative to the \
      largest entry. Exit status 1 if one is beyond the tolerance. Where units are saturated or the \
      network is chaotic, central differences have no digit of the derivative, and the complex step \
      decides.
      """)

  @OptionGroup var network: NetworkOptions

  func run() throws {
    let trajectory = try network.source.load(as: Double.self).trajectory
    let checks = try checks(of: trajectory)
    var table = TextTable([
      ("edges", .left), ("step", .right), ("lag", .right), ("complex step", .right),
      ("central differences", .right), ("", .left),
    ])
    for check in checks {
      table.append([
        check.edges.name(among: trajectory.edges), "\(check.step)", "\(check.lag)",
        Self.text(check.complexStep), Self.text(check.centralDifferences),
        check.isPassed ? "" : "beyond the tolerance",
      ])
    }
    print(table.text)
    let isPassed = checks.allSatisfy(\.isPassed)
    print(
      """

      largest error, complex step: \(Self.largest(checks.map(\.complexStep)))
      largest error, central differences: \(Self.largest(checks.map(\.centralDifferences)))
      \(isPassed ? "The Jacobians agree." : "The Jacobians do NOT agree.")
      """)
    if !isPassed { throw ExitCode(1) }
  }

  private func checks(of trajectory: any LoadedTrajectory<Double>) throws -> [DerivativeCheck] {
    var bar = ProgressBar()
    defer { bar.finish() }
    return try trajectory.verifyDerivatives { bar.show($0, of: "checks") }
  }

  private static func text(_ difference: DerivativeCheck.Difference) -> String {
    difference.isConclusive || !difference.isPassed
      ? ScientificNumber.text(difference.error) : "-"
  }

  private static func largest(_ differences: [DerivativeCheck.Difference]) -> String {
    let known = differences.filter { $0.isConclusive || !$0.isPassed }
    let silent = differences.count - known.count
    let error = known.map(\.error).max().map { ScientificNumber.text($0) } ?? "-"
    return
      "\(error), tolerance \(differences[0].tolerance) and what rounding and curvature do to it"
      + (silent > 0
        ? "; in \(silent) row\(silent == 1 ? "" : "s") (-) they leave no digit of it" : "")
  }
}
