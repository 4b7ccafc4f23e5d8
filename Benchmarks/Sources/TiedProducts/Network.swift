import RecurrentJacobians

/// A network, and what is asked about it. Weights of inputs are the identity: `inputs` are what is added to W_hh h.
struct Network: Decodable {
  enum Cell: String, Decodable { case lstm, gru, rnn }

  /// An LSTM that reads what the network gives, and from which layer to which derivatives lead; nil stands for both.
  struct Upper: Decodable {
    let inputWeights: [[Double]]
    let recurrentWeights: [[Double]]
    let bias: [Double]
    let source: Int?
    let target: Int?
  }

  let cell: Cell
  /// W_hh.
  let recurrentWeights: [[Double]]
  /// W_hr of an LSTM, if it has one.
  let projection: [[Double]]?
  /// p_i, p_f and p_o of an LSTM, if it has any.
  let peepholes: [[Double]]?
  /// b_hh of a GRU.
  let recurrentBias: [Double]?
  /// Where the reset gate of a GRU acts.
  let reset: ResetPlacement?
  /// φ of an RNN.
  let nonlinearity: Nonlinearity?
  /// The upper layer of a stack of two LSTMs.
  let upper: Upper?
  /// A row a step.
  let inputs: [[Double]]
  /// The sets of edges to go along.
  let edges: [[String]]
  /// The lag that is asked for at every step; if nil, all lags of the last step are.
  let slidingLag: Int?

  /// The network over its inputs.
  func run() throws -> any JacobianSequence<Double> {
    let (inputs, recurrent) = (Matrix(inputs), Matrix(recurrentWeights))
    let input = Matrix<Double>.identity(inputs.columnCount)
    switch cell {
    case .lstm:
      let cell = try LSTM(
        inputWeights: input, recurrentWeights: recurrent,
        peepholes: peepholes.map { LSTMPeepholes(input: $0[0], forget: $0[1], output: $0[2]) },
        projection: projection.map { Matrix($0) })
      guard let upper else { return try cell.trajectory(over: inputs) }
      let cells = [
        cell,
        try LSTM(
          inputWeights: Matrix(upper.inputWeights),
          recurrentWeights: Matrix(upper.recurrentWeights),
          bias: upper.bias),
      ]
      return try LayerStack(cells).run(over: inputs).jacobians(from: upper.source, to: upper.target)
    case .gru:
      return try GRU(
        inputWeights: input, recurrentWeights: recurrent, recurrentBias: recurrentBias,
        reset: reset ?? .afterProduct
      ).trajectory(over: inputs)
    case .rnn:
      return try RNN(
        inputWeights: input, recurrentWeights: recurrent, nonlinearity: nonlinearity ?? .tanh
      ).trajectory(over: inputs)
    }
  }
}
