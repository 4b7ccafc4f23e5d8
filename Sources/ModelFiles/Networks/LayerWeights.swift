import DenseLinearAlgebra
import RecurrentCells

/// The weights of one layer, gates stacked in the rows in PyTorch's order: i, f, g, o of an LSTM and
/// r, z, n of a GRU.
struct LayerWeights<Scalar: LinearAlgebraScalar> {
  /// W_ih.
  let input: Matrix<Scalar>
  /// W_hh.
  let recurrent: Matrix<Scalar>
  /// b_ih, in double precision.
  let inputBias: [Double]
  /// b_hh.
  let recurrentBias: [Double]
  /// W_hr of an LSTM with projections.
  var projection: Matrix<Scalar>?
  /// Those of an LSTM that has them.
  var peepholes: LSTMPeepholes<Scalar>?

  /// b_ih + b_hh, rounded once.
  var bias: [Scalar] { zip(inputBias, recurrentBias).map { Scalar($0 + $1) } }
}
