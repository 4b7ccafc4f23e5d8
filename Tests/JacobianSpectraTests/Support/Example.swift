import RecurrentJacobians

enum Example {
  /// The network that comes with the package over its recording.
  static func sileroVAD() throws -> Trajectory<LSTM<Double>> {
    try LSTM(contentsOf: ExampleModel.weightsPath)
      .trajectory(over: Matrix(contentsOf: ExampleModel.inputsPath))
  }
}
