import RecurrentJacobians

/// A trajectory of a cell that is not known until the file has been read.
protocol LoadedTrajectory<Scalar>: JacobianSequence {
  var cellName: String { get }
  /// The equations that the cell has.
  var conventions: RecurrentLayer.Conventions { get }
  var inputCount: Int { get }
  var hiddenStates: Matrix<Scalar> { get }
  var gateHistory: GateHistory { get }
  func stateErrors(through last: Int?) throws -> [Double]
  func verifyDerivatives(progress: (TraceProgress) -> Void) throws -> [DerivativeCheck]
  func sensitivity(
    steps: some Sequence<Int>, lags: some Sequence<Int>, readout: Matrix<Scalar>?,
    progress: (TraceProgress) -> Void
  ) throws -> Sensitivity
}

extension Trajectory: LoadedTrajectory {
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
