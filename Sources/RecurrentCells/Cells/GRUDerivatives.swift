import DenseLinearAlgebra

/// The factors of the four edges of a GRU step.
struct GRUDerivatives<Scalar: LinearAlgebraScalar> {
  /// z, zero where the carry is left out.
  let carry: [Scalar]
  /// (h₋ - n) σ'(a_z).
  let updateGate: [Scalar]
  /// What rounding of h₋ and n is relative to in it, where that is far more than it is itself; nil where it is nowhere.
  let cancelledUpdate: [Scalar]?
  /// (1-z) sech²(a_n).
  let candidate: [Scalar]
  /// r.
  let resetGate: [Scalar]
  /// σ'(a_r).
  let reset: [Scalar]
  /// Of all of these.
  var watch = UnderflowWatch<Scalar>()

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(of step: StepRecord<Scalar>, in cell: GRU<Scalar>, along edges: EdgeSet) {
    let gates = GRU<Scalar>.Gates(of: step.preActivations, in: cell)
    let change = Change(from: gates.candidate, to: step.previous)
    carry =
      edges.contains(.carry)
      ? gates.update.values : Array(repeating: 0, count: cell.unitCount)
    let slopes = sechSquared(at: gates.candidateArguments)
    for gate in [gates.update, gates.reset] { watch.see(smallest: gate.smallest) }
    watch.see(slopes)
    let updateSlopes = gates.update.derivatives
    updateGate = watch.products(change.values[...], updateSlopes)
    cancelledUpdate = change.cancelled.map { zip($0, updateSlopes).map { $0 * $1 } }
    candidate = watch.products(gates.update.complements[...], slopes)
    resetGate = gates.reset.values
    reset = gates.reset.derivatives
  }

  /// Looks for what goes below the exponent range behind the gates.
  ///
  /// - Parameter least: The smallest weight; behind the candidate there may be two.
  mutating func watchGates(timesWeightsFrom least: Scalar) {
    watch.see(updateGate, timesWeightsFrom: least)
    for factor in [resetGate, reset] {
      watch.see(watch.products(candidate[...], factor), timesWeightsFrom: least * least)
    }
  }

  /// d (U_n h₋ + b_hn) σ'(a_r), where the reset acts after the product, whose value is the last part
  /// of the pre-activations.
  func resetAfterProduct(_ step: StepRecord<Scalar>) -> [Scalar] {
    zip(candidate, zip(step.preActivations.suffix(candidate.count), reset)).map {
      $0 * $1.0 * $1.1
    }
  }

  /// h₋ σ'(a_r).
  func resetBeforeProduct(_ step: StepRecord<Scalar>) -> [Scalar] {
    zip(step.previous, reset).map { $0 * $1 }
  }
}

/// h₋ - n of every unit, which go to zero together where a network comes to rest.
private struct Change<Scalar: LinearAlgebraScalar> {
  /// Where two numbers that are not zero cancel altogether it is rounding that they did: what is left is not known, and
  /// no exact zero.
  private(set) var values: [Scalar]
  /// Twice the larger of the two, for both are right to a unit roundoff or two, where less than an eighth of it is left,
  /// zero elsewhere; nil if it is everywhere.
  let cancelled: [Scalar]?

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(from candidate: [Scalar], to previous: ArraySlice<Scalar>) {
    values = elementwise(previous, candidate) { $0 - $1 }
    let sizes = elementwise(previous, candidate) { max($0.magnitude, $1.magnitude) }
    let cancelled = elementwise(sizes[...], values) { size, value in
      8 * value.magnitude < size ? 2 * size : 0
    }
    guard cancelled.contains(where: { $0 > 0 }) else {
      self.cancelled = nil
      return
    }
    self.cancelled = cancelled
    for i in values.indices where values[i] == 0 && sizes[i] > 0 {
      values[i] = max(Scalar.ulpOfOne / 4 * sizes[i], .leastNonzeroMagnitude)
    }
  }
}
