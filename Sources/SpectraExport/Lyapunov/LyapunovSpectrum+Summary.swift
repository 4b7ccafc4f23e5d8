public import JacobianSpectra
import RecurrentCells

extension LyapunovSpectrum {
  /// A table for people, with the first exponents and a few of the others, and what they mean.
  public var summary: String {
    var table = TextTable([
      ("index", .right), ("exponent", .right), ("standard error", .right), ("drift", .right),
    ])
    for index in shownIndices {
      guard let index else {
        table.append(["…", "", "", ""])
        continue
      }
      table.append(
        ["\(index + 1)"]
          + [exponents[index], standardErrors[index], drifts[index]].map { value in
            value.map { isResolved(index) ? ScientificNumber.text(signed: $0) : "-" } ?? "-"
          })
    }
    return """
      Lyapunov exponents\(along)\(edges == nil ? "" : ", all others held constant"), in nats per step, the mean over steps \(discardedStepCount + 1) to \
      \(discardedStepCount + stepCount); drift: second half less first.

      \(table.text)

      largest exponent\(meaning)
      sum of \(exponents.count < stateCount ? "the \(exponents.count)" : "all \(stateCount)"): \
      \(Self.text(sum, " nats per step"))
      Kolmogorov-Sinai entropy (sum of the positive): \(Self.text(entropy, " nats per step"))\(untold(entropy))
      Kaplan-Yorke dimension: \(Self.text(kaplanYorkeDimension)) of \(stateCount)\(untold(kaplanYorkeDimension))
      """
  }

  /// The edges, where they are not all.
  var along: String { edges.map { " along \($0.name(among: .all)) alone" } ?? "" }

  /// Of what counts exponents that may as well be negative.
  private func untold(_ value: Double?) -> String {
    value != nil && regime == .marginal ? ", not told from 0" : ""
  }

  /// What the largest exponent says, in words.
  private var meaning: String {
    guard let largest = largestIndex, let regime else { return ": rounding noise" }
    let value = exponents[largest]
    guard value > -.infinity else {
      return ": -inf, every small change of the state\(along) is gone exactly before the end"
    }
    let error = standardErrors[largest].map { " ± \(ScientificNumber.text($0))" } ?? ""
    let time = ScientificNumber.text(1 / value.magnitude)
    let words =
      switch regime {
      case .contracting:
        "contracting: a small change of the state\(along) fades e-fold in \(time) steps"
      case .marginal:
        "marginal: \(hesitation(at: largest))"
      case .chaotic:
        "\(edges == nil ? "chaotic" : "growing"): a small change of the state\(along) grows e-fold in"
          + " \(time) steps"
      }
    return ", λ_\(largest + 1): \(ScientificNumber.text(signed: value))\(error), \(words)"
  }

  /// Why the largest exponent says nothing, in words.
  private func hesitation(at largest: Int) -> String {
    switch doubt {
    case .transient:
      "it drifts by as much as it is; discard more steps, or give a longer sequence"
    case .littleGrowth:
      "growth by \(ScientificNumber.text(exponents[largest] * Double(stepCount))) nats in all the steps may be"
        + " that of the norm alone; give a longer sequence"
    case .withinErrors, nil:
      "zero within "
        + (roundingErrors[largest] < 2 * (standardErrors[largest] ?? 0)
          ? "two standard errors" : "rounding")
        + ", changes neither fade nor grow for certain"
    }
  }

  /// The first ten, then those at round numbers, and the last; nil in place of two or more between them.
  private var shownIndices: [Int?] {
    let last = exponents.count - 1
    let shown = exponents.indices.filter {
      $0 < 10 || $0 == last || RoundNumber.isRound($0 + 1)
    }
    return zip([-1] + shown, shown).flatMap { previous, index -> [Int?] in
      switch index - previous {
      case 1: [index]
      case 2: [index - 1, index]
      default: [nil, index]
      }
    }
  }

  private static func text(_ value: Double?, _ unit: String = "") -> String {
    value.map { ScientificNumber.text(signed: $0) + unit } ?? "not known"
  }
}
