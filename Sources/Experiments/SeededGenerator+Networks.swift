import DenseLinearAlgebra
import RecurrentCells

extension SeededGenerator {
  /// The number of inputs of the random networks.
  static let inputCount = 4

  /// Weights of variance gain²/columns, uniformly distributed.
  mutating func weights(_ rows: Int, _ columns: Int, gain: Double) -> Matrix<Double> {
    matrix(rows, columns, within: gain * (3 / Double(columns)).squareRoot())
  }

  /// Inputs of variance 1, uniformly distributed: shape [steps, columns].
  mutating func inputs(steps: Int, columns: Int) -> Matrix<Double> {
    matrix(steps, columns, within: Double(3).squareRoot())
  }
}

extension LSTM<Double> {
  /// A random LSTM over random inputs; the same seed gives the same network up to its gains.
  ///
  /// - Parameters:
  ///   - recurrentGain: Weights of U_i, U_f and U_g have variance gain²/n.
  ///   - outputGain: The same of U_o.
  ///   - inputGain: The same of W, over the number of inputs.
  static func seeded(
    _ seed: UInt64, units n: Int, steps: Int, recurrentGain: Double, outputGain: Double,
    inputGain: Double, forgetBias: Double
  ) throws -> Trajectory<LSTM> {
    var generator = SeededGenerator(seed: seed)
    var recurrent = generator.weights(4 * n, n, gain: 1)
    recurrent.scale(
      rows: Array(repeating: recurrentGain, count: 3 * n) + Array(repeating: outputGain, count: n),
      columns: Array(repeating: 1, count: n))
    let zeros = [Double](repeating: 0, count: n)
    return try LSTM(
      inputWeights: generator.weights(4 * n, SeededGenerator.inputCount, gain: inputGain),
      recurrentWeights: recurrent,
      bias: zeros + zeros.map { $0 + forgetBias } + zeros + zeros
    ).trajectory(over: generator.inputs(steps: steps, columns: SeededGenerator.inputCount))
  }
}
