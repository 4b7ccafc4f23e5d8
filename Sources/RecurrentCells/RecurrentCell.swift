public import DenseLinearAlgebra

/// A recurrent cell: how one step maps the state and the input to the next state, and the
/// Jacobian of that map.
///
/// A new cell conforms to this and nothing else changes. The step is written twice: once for
/// speed, in ``advance(step:preActivations:states:)``, and once as plain arithmetic over any
/// number type, in ``evaluate(state:input:carrying:)``, from which derivatives are checked.
public protocol RecurrentCell<Scalar>: Sendable {
  associatedtype Scalar: LinearAlgebraScalar

  /// The cell's name on the command line and in files, such as `lstm`.
  static var name: String { get }
  /// The length of an input x_t.
  var inputCount: Int { get }
  /// The parts of the state.
  var layout: StateLayout { get }
  /// The edges that the cell has, of those in ``EdgeSet/named``: no others may be used.
  var edges: EdgeSet { get }
  /// The derivatives that the cell has, but for that by the input, which all have.
  var quantities: [Quantity] { get }
  /// How many arguments of activations one step has.
  var preActivationCount: Int { get }
  /// The values of the gates that a step's pre-activations stand for, by name; for an RNN, which has none,
  /// `derivative`, the slopes of its nonlinearity.
  func gates(of step: StepRecord<Scalar>) -> [(name: String, values: [Scalar])]

  /// The part of the pre-activations that the inputs give, for all steps at once.
  ///
  /// - Parameter inputs: Shape [T, inputCount], a row a step.
  /// - Returns: Shape [preActivationCount, T], a column a step.
  func inputDrive(of inputs: Matrix<Scalar>) -> Matrix<Scalar>

  /// Completes column `step - 1` of the pre-activations from column `step - 1` of the states, and
  /// writes column `step` of the states.
  func advance(step: Int, preActivations: inout Matrix<Scalar>, states: inout Matrix<Scalar>)

  /// The blocks of a step's Jacobian, entries undefined.
  func makeJacobian() -> BlockMatrix<Scalar>

  /// Writes J = ∂state/∂previous of one step along `edges` into what ``makeJacobian()`` made, and by
  /// `setUnderflow` whether numbers below the exponent range went into it.
  ///
  /// - Complexity: O(n²); O(n³) where a matrix stands between (a projection, a GRU whose reset comes
  ///   before the product).
  /// - Accuracy: a few ε of each entry, since derivatives are computed from pre-activations, and of the terms that have
  ///   cancelled in it where `cancelledTerms` of the matrix names some.
  func writeJacobian(
    of step: StepRecord<Scalar>, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>)

  /// The part of a step's Jacobian that the single edge `edge` accounts for: the sum over its paths
  /// through the edge, where a path along several edges is shared evenly among them. The parts of
  /// all edges sum to J.
  ///
  /// - Returns: Only the blocks that are not zero; by default the Jacobian along `edge` alone, which
  ///   is right where every path inside a step is a single edge.
  /// - Complexity: O(n²); O(n³) where a matrix stands between (a projection, a GRU whose reset comes
  ///   before the product).
  func jacobianShare(of edge: EdgeSet, in step: StepRecord<Scalar>) -> BlockMatrix<Scalar>

  /// The matrix W_hr that a cell shows its units by, shape [hidden, cell]; nil if it shows them as they
  /// are.
  var projection: Matrix<Scalar>? { get }

  /// The diagonal of ∂h_t/∂C_t inside a step, before the projection; nil where there is no cell
  /// state.
  func cellReadout(of step: StepRecord<Scalar>) -> UnitFactors<Scalar>?

  /// The diagonal of ∂h_t/∂o_t inside a step, before the projection; nil where there is no output gate.
  func outputGateGain(of step: StepRecord<Scalar>) -> UnitFactors<Scalar>?

  /// The parameters by blocks; empty if the cell does not say.
  var parameterBlocks: [ParameterBlock] { get }

  /// ∂⁺state/∂a of one step: how the state after it moves with its pre-activations alone, the state
  /// before it held fixed. Shape [layout.count, preActivationCount], with further columns for other sums that
  /// ``parameterBlocks`` name rows of; zeros if the cell does not say.
  func preActivationJacobian(of step: StepRecord<Scalar>) -> BlockMatrix<Scalar>

  /// One step in the arithmetic of `Number`, derivatives of the state passing only along `edges`: along
  /// all others the variable is held constant. Those of the input reach every gate.
  func evaluate<Number: StepNumber<Scalar>>(
    state: [Number], input: [Number], carrying edges: EdgeSet
  ) -> [Number]

  /// ∂state_t/∂x_t of one step, shape [layout.count, inputCount]: through every gate, and on inside
  /// the step along `edges`; what went below the exponent range and what has cancelled is said as by
  /// ``writeJacobian(of:along:into:)``.
  ///
  /// - Parameters:
  ///   - step: The step.
  ///   - input: x_t.
  ///   - edges: Those that carry the derivative inside the step.
  func inputJacobian(
    of step: StepRecord<Scalar>, input: [Scalar], along edges: EdgeSet
  ) -> BlockMatrix<Scalar>
}

extension RecurrentCell {
  public func jacobianShare(
    of edge: EdgeSet, in step: StepRecord<Scalar>
  ) -> BlockMatrix<Scalar> {
    var share = makeJacobian()
    writeJacobian(of: step, along: edge, into: &share)
    return share
  }

  public var parameterBlocks: [ParameterBlock] { [] }

  public func preActivationJacobian(of step: StepRecord<Scalar>) -> BlockMatrix<Scalar> {
    BlockMatrix(rows: layout.count, columns: preActivationCount)
  }

  /// By dual numbers, eight columns an evaluation of the step.
  public func inputJacobian(
    of step: StepRecord<Scalar>, input: [Scalar], along edges: EdgeSet
  ) -> BlockMatrix<Scalar> {
    let state = step.previous.map(DualNumber.init(constant:))
    var jacobian = BlockMatrix(Matrix<Scalar>(rows: layout.count, columns: inputCount))
    jacobian.setToDerivatives { first in
      evaluate(
        state: state, input: DualNumber.variables(input[...], from: first), carrying: edges)
    }
    return jacobian
  }

  public var projection: Matrix<Scalar>? { nil }
  public func cellReadout(of step: StepRecord<Scalar>) -> UnitFactors<Scalar>? { nil }
  public func outputGateGain(of step: StepRecord<Scalar>) -> UnitFactors<Scalar>? { nil }
}
