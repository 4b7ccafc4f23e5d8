public import DenseLinearAlgebra

/// The weights that PyTorch's cells share: W_ih, W_hh and the bias that goes with the inputs, with
/// the gates stacked in rows.
public struct CellWeights<Scalar: LinearAlgebraScalar>: Sendable, Equatable {
  /// W_ih, shape [gates · n, inputCount].
  public let input: Matrix<Scalar>
  /// W_hh, shape [gates · n, n]; [4n, p] for an LSTM that projects n units to p.
  public let recurrent: Matrix<Scalar>
  /// b_ih + b_hh, length gates · n; for the candidate of a GRU that resets after the product b_ih
  /// alone.
  public let bias: [Scalar]

  /// The smallest magnitude of an entry of W_ih and W_hh that is not zero.
  let smallestMagnitude: Scalar

  /// The number of units n.
  public let unitCount: Int
  /// The length of an input.
  public var inputCount: Int { input.columnCount }

  /// Checks shapes and finiteness.
  ///
  /// - Parameters:
  ///   - gates: 4 for an LSTM, 3 for a GRU, 1 for an RNN.
  ///   - units: n, where it is not the number of columns of W_hh.
  ///   - hidden: The length of the hidden state, where it is not n.
  /// - Throws: ``NetworkError`` that names the weight by PyTorch's name.
  init(
    gates: Int, units: Int? = nil, hidden: Int? = nil, input: Matrix<Scalar>,
    recurrent: Matrix<Scalar>, bias: [Scalar]?
  ) throws(NetworkError) {
    let units = units ?? recurrent.columnCount
    try NetworkError.require(
      shape: [gates * units, hidden ?? units], of: "weight_hh",
      found: [recurrent.rowCount, recurrent.columnCount])
    try NetworkError.require(
      shape: [gates * units, input.columnCount], of: "weight_ih",
      found: [input.rowCount, input.columnCount])
    let bias = bias ?? Array(repeating: 0, count: gates * units)
    try NetworkError.require(shape: [gates * units], of: "bias", found: [bias.count])
    for (name, matrix) in [("weight_ih", input), ("weight_hh", recurrent)] {
      if let place = matrix.firstNonFinite {
        throw NetworkError(.nonFinite(index: [place.row, place.column]), in: name)
      }
    }
    if let index = bias.firstIndex(where: { !$0.isFinite }) {
      throw NetworkError(.nonFinite(index: [index]), in: "bias")
    }
    unitCount = units
    self.input = input
    self.recurrent = recurrent
    self.bias = bias
    smallestMagnitude = min(input.smallestMagnitude, recurrent.smallestMagnitude)
  }

  /// W_ih·x_t + b for all steps: shape [gates · n, T].
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func inputDrive(of inputs: Matrix<Scalar>) -> Matrix<Scalar> {
    var drive = Matrix<Scalar>(rows: bias.count, columns: inputs.rowCount)
    drive.setToProduct(of: input, and: inputs, transposingRight: true)
    for t in 0..<drive.columnCount {
      for i in 0..<bias.count { drive[i, t] += bias[i] }
    }
    return drive
  }

  /// Rows `rows` of W_ih·x + b for one input.
  func inputDrive<Number: StepNumber<Scalar>>(
    rows: Range<Int>, of x: [Number]
  ) -> [Number] {
    input.product(rows: rows, with: x, plus: bias[rows])
  }

  /// Rows `rows` of W_ih·x + W_hh·h + b for one input and hidden state.
  func arguments<Number: StepNumber<Scalar>>(
    rows: Range<Int>, of x: [Number], and h: [Number]
  ) -> [Number] {
    let zeros = [Scalar](repeating: 0, count: rows.count)
    return zip(
      inputDrive(rows: rows, of: x), recurrent.product(rows: rows, with: h, plus: zeros[...])
    ).map { $0 + $1 }
  }
}
