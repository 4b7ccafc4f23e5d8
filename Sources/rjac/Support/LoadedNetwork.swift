import RecurrentJacobians

/// A trajectory of a cell that is not known until the file has been read.
protocol AnyTrajectory<Scalar>: JacobianSequence {
  var cellName: String { get }
  /// The equations that the cell has.
  var conventions: RecurrentLayer.Conventions { get }
  var inputCount: Int { get }
  var hiddenStates: Matrix<Scalar> { get }
  var gateHistory: GateHistory { get }
  func stateErrors() throws(TraceError) -> [Double]
  func verifyDerivatives(progress: (TraceProgress) -> Void) throws -> [DerivativeCheck]
  func sensitivity(
    steps: some Sequence<Int>, lags: some Sequence<Int>, progress: (TraceProgress) -> Void
  ) throws -> Sensitivity
}

extension Trajectory: AnyTrajectory {
  var cellName: String { Cell.name }
  var conventions: RecurrentLayer.Conventions {
    let gru = cell as? GRU<Scalar>
    return .init(
      nonlinearity: (cell as? RNN<Scalar>)?.nonlinearity, reset: gru?.reset,
      gateActivation: (cell as? LSTM<Scalar>)?.gateActivation ?? gru?.gateActivation)
  }
  var inputCount: Int { cell.inputCount }
  var gateHistory: GateHistory { GateHistory(of: self) }
}

extension Checkpoint {
  /// Whether there is the other direction of `layer` as well.
  func isBidirectional(_ layer: RecurrentLayer) -> Bool {
    stack(around: layer).contains {
      $0.index == layer.index && $0.isReversed != layer.isReversed
    }
  }
}

/// A network from a file and its run over a sequence.
struct LoadedNetwork<Scalar: LinearAlgebraScalar> {
  let checkpoint: Checkpoint
  let layer: RecurrentLayer
  /// The run of the layer.
  let trajectory: any AnyTrajectory<Scalar>
  /// The joint Jacobians with a layer below, where one is asked for.
  let acrossLayers: (any JacobianSequence<Scalar>)?

  /// Whether the file has the layer's other direction as well.
  var isBidirectional: Bool { checkpoint.isBidirectional(layer) }

  /// What is traced.
  var sequence: any JacobianSequence<Scalar> { acrossLayers ?? trajectory }

  /// The errors of the layer's states from 0 to that after step `last`, which need not be there.
  func stateErrors(upTo last: Int?) throws -> ArraySlice<Double> {
    try trajectory.stateErrors().prefix(max(last ?? 0, 0) + 1)
  }
}
