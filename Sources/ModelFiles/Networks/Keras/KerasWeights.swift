import DenseLinearAlgebra

/// The weights of a layer in the order of Keras: gates i, f, c, o of an LSTM and z, r, h of a GRU, in
/// columns, W_ih and W_hh transposed.
///
/// The layers CuDNNLSTM and CuDNNGRU have cuDNN's own matrices instead, W_ih [n, inputs] and W_hh [n, n]
/// of each gate, and two biases in one vector. That vector tells them apart.
struct KerasWeights {
  let kind: RecurrentLayer.Kind
  /// n.
  let unitCount: Int
  /// Shape [inputs, gates · n].
  let kernel: Tensor
  /// Shape [n, gates · n].
  let recurrent: Tensor
  /// Shape [gates · n], [2, gates · n] or, of cuDNN, [2 · gates · n]; nil for zeros.
  let bias: Tensor?

  private var rowCount: Int { kind.gateCount * unitCount }
  private var isCuDNN: Bool { bias.map { $0.shape == [2 * rowCount] } ?? false }

  /// The gates by their numbers in Keras, in PyTorch's order.
  private var gates: [Int] { kind == .gru ? [1, 0, 2] : Array(0..<kind.gateCount) }

  /// Both biases, gates in PyTorch's order: zeros for one that is missing.
  var biases: (input: [Double], recurrent: [Double]) {
    let values = bias?.values ?? []
    let parts = [values.prefix(rowCount), values.dropFirst(rowCount)].map { part in
      part.isEmpty
        ? Array(repeating: 0, count: rowCount)
        : gates.flatMap { part.dropFirst($0 * unitCount).prefix(unitCount) }
    }
    return (parts[0], parts[1])
  }

  /// W_ih, shape [gates · n, inputs].
  func inputMatrix<Scalar: LinearAlgebraScalar>() -> Matrix<Scalar> {
    let n = unitCount
    return stacked(kernel) { unit, input, gate in
      guard isCuDNN else { return input * rowCount + gate * n + unit }
      // The [inputs, n] block of the gate is the memory of cuDNN's [n, inputs].
      let position = unit * kernel.shape[0] + input
      return position / n * rowCount + gate * n + position % n
    }
  }

  /// W_hh, shape [gates · n, n].
  func recurrentMatrix<Scalar: LinearAlgebraScalar>() -> Matrix<Scalar> {
    let n = unitCount
    return stacked(recurrent) { unit, other, gate in
      isCuDNN ? unit * rowCount + gate * n + other : other * rowCount + gate * n + unit
    }
  }

  /// The matrix [gates · n, columns] whose entries stand in `tensor` where `position` says, given the unit,
  /// the column and the gate.
  private func stacked<Scalar: LinearAlgebraScalar>(
    _ tensor: Tensor, at position: (Int, Int, Int) -> Int
  ) -> Matrix<Scalar> {
    var elements: [Double] = []
    elements.reserveCapacity(tensor.values.count)
    for gate in gates {
      for unit in 0..<unitCount {
        for column in 0..<tensor.shape[0] {
          elements.append(tensor.values[position(unit, column, gate)])
        }
      }
    }
    return Matrix(rows: rowCount, columns: tensor.shape[0], rowMajor: elements[...])
  }
}

extension LayerWeights {
  /// The weights of a Keras layer.
  init(_ keras: KerasWeights) {
    let biases = keras.biases
    self.init(
      input: keras.inputMatrix(), recurrent: keras.recurrentMatrix(), inputBias: biases.input,
      recurrentBias: biases.recurrent)
  }
}
