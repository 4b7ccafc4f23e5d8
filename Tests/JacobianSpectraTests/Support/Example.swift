import RecurrentJacobians

enum Example {
  /// The network that comes with the package over its recording.
  static func sileroVAD<Scalar: LinearAlgebraScalar>(
    in _: Scalar.Type = Double.self
  ) throws -> Trajectory<LSTM<Scalar>> {
    try LSTM(contentsOf: ExampleModel.weightsPath)
      .trajectory(over: Matrix(contentsOf: ExampleModel.inputsPath))
  }
}
