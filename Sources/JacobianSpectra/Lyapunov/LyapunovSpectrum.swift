import RealModule
public import RecurrentCells

/// The Lyapunov exponents of a sequence: how fast volumes of the state grow along it, in nats per step.
///
///     λ_i = 1/T · Σ_t ln|r_ii(t)|,   J_t·Q_{t-1} = Q_t·R_t
///
/// The sum of the first i is the mean rate at which a volume of i dimensions grows. An exponent over a finite
/// sequence is not a singular value: the ln σ_i of P(t,k) lie a few nats off the Σ ln|r_ii| of the same k steps, since Q
/// begins in some direction and not in that of the largest gain, and off k·λ_i as far as these steps are from the mean.
/// For these ask for a trace.
///
/// In JSON `-inf` needs an encoder with a `nonConformingFloatEncodingStrategy`.
public struct LyapunovSpectrum: Sendable, Equatable, Codable {
  /// What the largest exponent says of a small change of the state.
  public enum Regime: String, Sendable, Codable {
    /// It fades.
    case contracting
    /// It neither fades nor grows, as far as the sequence tells.
    case marginal
    /// It grows.
    case chaotic
  }

  /// Why the steps do not tell whether changes fade or grow.
  public enum Doubt: String, Sendable, Codable {
    /// The exponent is within two standard errors and rounding of 0.
    case withinErrors
    /// It is within these and its drift, as where the steps begin with a transient, or where growth by a power of the
    /// steps makes it fall with their number.
    case transient
    /// All the steps make changes grow by ln n nats or less, n the size of the state. That much depends on the norm
    /// alone: the sum of n magnitudes is up to n times the largest.
    case littleGrowth
  }

  /// λ_1, λ_2, … in nats per step, `-inf` for an exact zero: a direction that ended, by inactive units
  /// or nilpotent Jacobians.
  ///
  /// In the order of the sweep, which descends where the gap between neighbours times the steps is many nats. Others
  /// may stand the other way round, by more than their standard errors where directions had not turned to where they
  /// belong: of a short sequence take a few exponents more than are wanted.
  public let exponents: [Double]
  /// The standard error of each, from the means of a batches of neighbouring steps,
  /// √(Σ_j(m_j - λ)²/(a·(a - 1))), a ≈ √T; nil where the exponent is infinite.
  ///
  /// It says how far another stretch of the same process would be off, if the process forgets within a batch; not
  /// what is left of a transient, for which ``drifts`` are there.
  ///
  /// - Source: Flegal and Jones 2010, "Batch means and spectral variance estimators in Markov chain Monte
  ///   Carlo".
  public let standardErrors: [Double?]
  /// The exponent of the second half of the steps less that of the first; nil where one is infinite. Where all has
  /// converged, it is like twice the standard error.
  public let drifts: [Double?]
  /// What rounding inside the steps has done to each exponent, relative to the Jacobians as they are given; infinite
  /// where it is rounding noise.
  ///
  /// An estimate to first order, which small rows of saturated units have exceeded up to 50 times. From step to step
  /// rounding turns the directions a little, as another start would: it leaves the volumes as they are, and single
  /// exponents within a small part of their standard errors.
  public let roundingErrors: [Double]
  /// The number of directions that the state has.
  public let stateCount: Int
  /// T, the steps that were averaged.
  public let stepCount: Int
  /// The steps before them, in which the directions turned to where they grow as the exponents say.
  public let discardedStepCount: Int
  /// Those that carried the derivative, all others held constant; nil for all that the sequence has.
  public let edges: EdgeSet?

  /// A spectrum from what was measured of each direction, in one order, and the numbers of directions and steps.
  ///
  /// - Precondition: There is a standard error, a drift and a rounding error for each exponent.
  public init(
    exponents: [Double], standardErrors: [Double?], drifts: [Double?], roundingErrors: [Double],
    stateCount: Int, stepCount: Int, discardedStepCount: Int, edges: EdgeSet? = nil
  ) {
    precondition(
      [standardErrors.count, drifts.count, roundingErrors.count].allSatisfy {
        $0 == exponents.count
      }, "not as much is known of each of \(exponents.count) exponents")
    self.exponents = exponents
    self.standardErrors = standardErrors
    self.drifts = drifts
    self.roundingErrors = roundingErrors
    self.stateCount = stateCount
    self.stepCount = stepCount
    self.discardedStepCount = discardedStepCount
    self.edges = edges
  }

  /// Whether λ_{index + 1} is more than rounding noise; see ``LogSpectrum/resolutionLimit``.
  public func isResolved(_ index: Int) -> Bool {
    roundingErrors[index] < LogSpectrum.resolutionLimit
  }

  /// The exponents up to the first that is rounding noise; zero those that rounding does not tell from it.
  private var resolved: [Double] {
    exponents.indices.prefix(while: isResolved).map {
      exponents[$0].magnitude <= roundingErrors[$0] ? 0 : exponents[$0]
    }
  }

  /// The index of the largest exponent of those that were asked for, from 0; nil where rounding leaves none.
  public var largestIndex: Int? { resolved.indices.max { exponents[$0] < exponents[$1] } }

  /// What the largest exponent says, marginal where there is a ``doubt``; nil where rounding leaves none. It is a
  /// maximum over estimates, which is too large rather than too small.
  public var regime: Regime? {
    largestIndex.map { doubt != nil ? .marginal : exponents[$0] < 0 ? .contracting : .chaotic }
  }

  /// Why the steps do not tell the sign of the largest exponent; nil where they do, and where rounding leaves none.
  public var doubt: Doubt? {
    guard let index = largestIndex else { return nil }
    let value = exponents[index]
    let error = 2 * (standardErrors[index] ?? 0) + roundingErrors[index]
    if value.magnitude <= error { return .withinErrors }
    if value.magnitude <= error + (drifts[index] ?? 0).magnitude { return .transient }
    return value > 0 && value * Double(stepCount) <= .log(Double(stateCount)) ? .littleGrowth : nil
  }

  /// The sum of the exponents, in nats per step: of all directions the mean of ln|det J_t|, of some the rate at which
  /// a volume of so many dimensions grows; nil where one is rounding noise.
  public var sum: Double? {
    resolved.count == exponents.count ? exponents.reduce(0, +) : nil
  }

  /// The sum of the positive exponents, in nats per step, which is the Kolmogorov-Sinai entropy of an attractor
  /// whose measure is smooth along its unstable directions, and no less than that of any other; nil where some may
  /// be missing. Exponents count that are within their errors of 0: where ``regime`` is marginal it is not told from 0.
  ///
  /// - Source: Pesin 1977, "Characteristic Lyapunov exponents and smooth ergodic theory"; Ruelle 1978, "An
  ///   inequality for the entropy of differentiable maps".
  public var entropy: Double? {
    let positive = resolved.filter { $0 > 0 }
    return positive.count < resolved.count || isComplete ? positive.reduce(0, +) : nil
  }

  /// The number of dimensions in which volumes neither grow nor shrink,
  ///
  ///     D = j + (λ_1 + … + λ_j)/|λ_{j+1}|
  ///
  /// with the last j for which the sum is not negative; 0 where all exponents are negative, that of the state where
  /// no sum is. Nil where exponents that it needs are missing; as far as ``entropy`` from being told from 0 where
  /// ``regime`` is marginal.
  ///
  /// - Source: Kaplan and Yorke 1979, "Chaotic behavior of multidimensional difference equations".
  public var kaplanYorkeDimension: Double? {
    var sum = 0.0
    for (count, exponent) in resolved.sorted(by: >).enumerated() {
      if sum + exponent < 0 { return Double(count) + sum / exponent.magnitude }
      sum += exponent
    }
    return isComplete ? Double(stateCount) : nil
  }

  private var isComplete: Bool { resolved.count == stateCount }
}
