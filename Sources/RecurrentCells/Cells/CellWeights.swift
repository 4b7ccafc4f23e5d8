public import DenseLinearAlgebra

/// The weights that PyTorch's cells share: W_ih, W_hh and the sum of the two biases, with the
/// gates stacked in rows.
public struct CellWeights<Scalar: LinearAlgebraScalar>: Sendable {
  /// W_ih, shape [gates · n, inputCount].
  public let input: Matrix<Scalar>
  /// W_hh, shape [gates · n, n].
  public let recurrent: Matrix<Scalar>
  /// b_ih + b_hh, length gates · n.
  public let bias: [Scalar]

  /// The number of units n.
  public var unitCount: Int { recurrent.columnCount }
  /// The length of an input.
  public var inputCount: Int { input.columnCount }

  /// Checks shapes and finiteness.
  ///
  /// - Parameter gates: 4 for an LSTM, 1 for an RNN.
  /// - Throws: ``NetworkError`` that names the weight by PyTorch's name.
  init(
    gates: Int, input: Matrix<Scalar>, recurrent: Matrix<Scalar>, bias: [Scalar]?
  ) throws(NetworkError) {
    let units = recurrent.columnCount
    try NetworkError.require(
      shape: [gates * units, units], of: "weight_hh",
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
    self.input = input
    self.recurrent = recurrent
    self.bias = bias
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

  /// W_ih·x + b for one input.
  func inputDrive(of input: [Scalar]) -> [Scalar] {
    inputDrive(of: Matrix(rows: 1, columns: input.count, columnMajor: input)).elements
  }
}
