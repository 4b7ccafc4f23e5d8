import RecurrentJacobians

/// A trajectory of a cell that is not known until the file has been read.
protocol AnyTrajectory<Scalar>: JacobianSequence {
  var cellName: String { get }
  var nonlinearityName: String? { get }
  var inputCount: Int { get }
  func verifyDerivatives() throws -> [DerivativeCheck]
}

extension Trajectory: AnyTrajectory {
  var cellName: String { Cell.name }
  var nonlinearityName: String? { (cell as? RNN<Scalar>)?.nonlinearity.rawValue }
  var inputCount: Int { cell.inputCount }
}

extension StackJacobians: AnyTrajectory {
  var cellName: String { Cell.name }
  var nonlinearityName: String? { run.layers[0].forward.nonlinearityName }
  var inputCount: Int { run.layers[0].forward.inputCount }

  /// Those of every layer.
  func verifyDerivatives() throws -> [DerivativeCheck] {
    try run.layers.flatMap { try $0.forward.verifyDerivatives() }
  }
}

/// A network from a file and its run over a sequence.
struct LoadedNetwork<Scalar: LinearAlgebraScalar> {
  let checkpoint: Checkpoint
  let layer: RecurrentLayer
  let trajectory: any AnyTrajectory<Scalar>
}
