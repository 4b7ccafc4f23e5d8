import RecurrentJacobians

/// A run of the network beside the states that a framework computed.
struct StateCheck {
  /// What was taken for the equations.
  let conventions: RecurrentLayer.Conventions
  /// The largest |h - its state|, relative to the largest state.
  let difference: Double
  /// The first step at which the difference passes the limit, from 1; nil where none does.
  let firstStep: Int?

  /// Beyond this step rounding in single precision, in which a framework may have computed the states, has grown too
  /// far for a comparison; the last step where it has not.
  let lastStep: Int

  /// The columns that were compared, where the states have both directions side by side; nil where they
  /// have one.
  let half: Range<Int>?

  /// Rounding states to half precision stays below; another convention does not, and half precision in every step
  /// does as a rule not, either.
  static let limit = 1e-3

  var fits: Bool { firstStep == nil }

  /// - Parameter given: [steps, units], or [steps, 2·units] with the forward direction before the backward
  ///   one; row t belongs to row t of the inputs. Nil where the network has another shape, or no derivatives.
  init?(_ network: LoadedNetwork<Double>, beside given: Matrix<Double>, isReversed: Bool) {
    let run = network.trajectory.hiddenStates
    let count = run.columnCount
    let hasBoth = given.columnCount == 2 * count && network.isBidirectional
    guard run.rowCount == given.rowCount, count == given.columnCount || hasBoth,
      let errors = try? network.trajectory.stateErrors(through: nil)
    else { return nil }
    let growthLimit = Self.limit / 10 / Double(Float.ulpOfOne) * Double.ulpOfOne
    let lastStep = (errors.firstIndex { $0 > growthLimit } ?? errors.count) - 1
    half = hasBoth ? (isReversed ? count..<2 * count : 0..<count) : nil
    let columns = half.map { given.columns(Array($0)) } ?? given
    let states = isReversed ? columns.reversedRows() : columns
    conventions = network.trajectory.conventions
    let scale = max(states.maximumMagnitude, .leastNormalMagnitude)
    var difference = 0.0
    var firstStep: Int?
    for step in 0..<lastStep {
      for unit in 0..<states.columnCount {
        let error = abs(run[step, unit] - states[step, unit]) / scale
        difference = max(difference, error)
        if error > Self.limit { firstStep = firstStep ?? step + 1 }
      }
    }
    self.difference = difference
    self.firstStep = firstStep
    self.lastStep = lastStep
  }
}

extension RecurrentLayer.Kind {
  /// Every form that the equations of the kind have in some framework.
  var allConventions: [RecurrentLayer.Conventions] {
    switch self {
    case .lstm: GateActivation.allCases.map { .init(gateActivation: $0) }
    case .rnn: Nonlinearity.allCases.map { .init(nonlinearity: $0) }
    case .gru:
      ResetPlacement.allCases.flatMap { reset in
        GateActivation.allCases.map { .init(reset: reset, gateActivation: $0) }
      }
    }
  }
}
