import RecurrentJacobians

/// A network from a file and its run over a sequence.
struct LoadedNetwork<Scalar: LinearAlgebraScalar> {
  let checkpoint: Checkpoint
  let layer: RecurrentLayer
  /// The run of the layer.
  let trajectory: any LoadedTrajectory<Scalar>
  /// The joint Jacobians with a layer below, where one is asked for.
  let acrossLayers: (any JacobianSequence<Scalar>)?
  /// The weights that h is read by, and the Jacobians of what they read, where that is looked at.
  var readout: (weights: Matrix<Scalar>, jacobians: ReadoutJacobians<Scalar>)?
  /// Of the inputs, where the file has several sequences.
  var sequenceName: String?

  /// What neither the options nor the files say, and what was taken.
  var notes: [String] = []

  /// Whether the file has the layer's other direction as well.
  var isBidirectional: Bool { checkpoint.isBidirectional(layer) }

  /// What is traced.
  var sequence: any JacobianSequence<Scalar> { readout?.jacobians ?? acrossLayers ?? trajectory }
}
