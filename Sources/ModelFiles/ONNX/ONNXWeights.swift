#if ONNX
  import DenseLinearAlgebra
  import RecurrentCells

  /// The weights of a recurrent node in the order of ONNX: gates i, o, f, c of an LSTM and z, r, h of a GRU,
  /// in rows, and peepholes i, o, f.
  struct ONNXWeights {
    let kind: RecurrentLayer.Kind
    /// n.
    let unitCount: Int
    /// Which of the directions is meant.
    let direction: Int
    /// Shape [directions, gates · n, inputs].
    let input: Tensor
    /// Shape [directions, gates · n, n].
    let recurrent: Tensor
    /// Shape [directions, 2 · gates · n]; nil for zeros.
    let bias: Tensor?
    /// Shape [directions, 3n]; nil where there are none.
    let peepholes: Tensor?

    /// The gates by their numbers in ONNX, in PyTorch's order.
    private var gates: [Int] {
      switch kind {
      case .lstm: [0, 2, 3, 1]
      case .gru: [1, 0, 2]
      case .rnn: [0]
      }
    }

    /// W_ih, shape [gates · n, inputs].
    func inputMatrix<Scalar: LinearAlgebraScalar>() -> Matrix<Scalar> { matrix(input) }

    /// W_hh, shape [gates · n, n].
    func recurrentMatrix<Scalar: LinearAlgebraScalar>() -> Matrix<Scalar> { matrix(recurrent) }

    /// Both biases, gates in PyTorch's order.
    var biases: (input: [Double], recurrent: [Double]) {
      guard let bias else {
        let zeros = [Double](repeating: 0, count: kind.gateCount * unitCount)
        return (zeros, zeros)
      }
      func half(_ index: Int) -> [Double] {
        gates.flatMap { block((2 * direction + index) * kind.gateCount + $0, of: bias) }
      }
      return (half(0), half(1))
    }

    /// P, where there is one.
    func lstmPeepholes<Scalar: LinearAlgebraScalar>() -> LSTMPeepholes<Scalar>? {
      peepholes.map { all in
        func gate(_ index: Int) -> [Scalar] {
          block(3 * direction + index, of: all).map { Scalar($0) }
        }
        return LSTMPeepholes(input: gate(0), forget: gate(2), output: gate(1))
      }
    }

    private func matrix<Scalar: LinearAlgebraScalar>(_ tensor: Tensor) -> Matrix<Scalar> {
      let columns = tensor.shape[2]
      let elements = gates.flatMap {
        block(direction * kind.gateCount + $0, of: tensor, columns: columns)
      }
      return Matrix(
        rows: kind.gateCount * unitCount, columns: columns, rowMajor: elements[...])
    }

    /// The n rows with this number among all of a tensor, in row-major order.
    private func block(_ index: Int, of tensor: Tensor, columns: Int = 1) -> ArraySlice<Double> {
      tensor.values[(index * unitCount * columns)...].prefix(unitCount * columns)
    }
  }

  extension LayerWeights {
    /// The weights of an ONNX node.
    init(_ onnx: ONNXWeights) {
      let biases = onnx.biases
      self.init(
        input: onnx.inputMatrix(), recurrent: onnx.recurrentMatrix(), inputBias: biases.input,
        recurrentBias: biases.recurrent, peepholes: onnx.lstmPeepholes())
    }
  }
#endif
