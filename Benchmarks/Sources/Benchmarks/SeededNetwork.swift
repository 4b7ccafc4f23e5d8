import RecurrentJacobians

/// A linear congruential generator (Knuth's MMIX), the same in the NumPy script beside.
struct KnuthGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// Uniform in [-1, 1).
  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / Double(1 << 52) - 1
  }

  mutating func matrix(rows: Int, columns: Int, scale: Double) -> Matrix<Double> {
    Matrix(
      rows: rows, columns: columns,
      rowMajor: (0..<rows * columns).map { _ in scale * next() })
  }
}

/// The cases of the benchmark: seeded weights of size gain·√3/√n, so that their variance is gain²/n.
enum SeededNetwork {
  static func lstm(units n: Int, steps: Int) throws -> Trajectory<LSTM<Double>> {
    var random = KnuthGenerator(seed: 1)
    let input = random.matrix(rows: 4 * n, columns: 32, scale: 0.15)
    let recurrent = random.matrix(
      rows: 4 * n, columns: n, scale: 1.2 * (3 / Double(n)).squareRoot())
    var bias = (0..<4 * n).map { _ in 0.1 * random.next() }
    for i in n..<2 * n { bias[i] += 1 }
    let inputs = random.matrix(rows: steps, columns: 32, scale: 1.7)
    return try LSTM(inputWeights: input, recurrentWeights: recurrent, bias: bias)
      .trajectory(over: inputs)
  }

  static func rnn(units n: Int, steps: Int) throws -> Trajectory<RNN<Double>> {
    var random = KnuthGenerator(seed: 2)
    let input = random.matrix(rows: n, columns: 32, scale: 0.15)
    let recurrent = random.matrix(rows: n, columns: n, scale: 1.2 * (3 / Double(n)).squareRoot())
    let bias = (0..<n).map { _ in 0.1 * random.next() }
    let inputs = random.matrix(rows: steps, columns: 32, scale: 1.7)
    return try RNN(inputWeights: input, recurrentWeights: recurrent, bias: bias)
      .trajectory(over: inputs)
  }
}
