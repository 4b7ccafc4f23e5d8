public import JacobianSpectra

extension LyapunovSpectrum {
  /// A table for people, with the first exponents and a few of the others, and what they mean.
  public var summary: String {
    var table = TextTable([
      ("index", .right), ("exponent", .right), ("standard error", .right), ("drift", .right),
    ])
    for index in exponents.indices where isShown(index) {
      table.append(
        ["\(index + 1)"]
          + [exponents[index], standardErrors[index], drifts[index]].map { value in
            value.map { isResolved(index) ? ScientificNumber.text(signed: $0) : "-" } ?? "-"
          })
    }
    return """
      Lyapunov exponents in nats per step, the mean over steps \(discardedStepCount + 1) to \
      \(discardedStepCount + stepCount); drift: second half less first.

      \(table.text)

      largest exponent\(meaning)
      sum of \(exponents.count < stateCount ? "the \(exponents.count)" : "all \(stateCount)"): \
      \(Self.text(sum, " nats per step"))
      Kolmogorov-Sinai entropy (sum of the positive): \(Self.text(entropy, " nats per step"))
      Kaplan-Yorke dimension: \(Self.text(kaplanYorkeDimension)) of \(stateCount)
      """
  }

  /// What the largest exponent says, in words.
  private var meaning: String {
    guard let largest, let regime else { return ": rounding noise" }
    let value = exponents[largest]
    guard value > -.infinity else {
      return ": -inf, every small change of the state is gone exactly before the end"
    }
    let error = standardErrors[largest].map { " ± \(ScientificNumber.text($0))" } ?? ""
    let time = ScientificNumber.text(1 / value.magnitude)
    let words =
      switch regime {
      case .contracting: "contracting: a small change of the state fades e-fold in \(time) steps"
      case .marginal:
        "marginal: zero within two standard errors, changes neither fade nor grow for certain"
      case .chaotic: "chaotic: a small change of the state grows e-fold in \(time) steps"
      }
    return ", λ_\(largest + 1): \(ScientificNumber.text(signed: value))\(error), \(words)"
  }

  /// The first ten, then those at round numbers, and the last.
  private func isShown(_ index: Int) -> Bool {
    index < 10 || index == exponents.count - 1 || RoundNumber.isRound(index + 1)
  }

  private static func text(_ value: Double?, _ unit: String = "") -> String {
    value.map { ScientificNumber.text(signed: $0) + unit } ?? "not known"
  }
}
