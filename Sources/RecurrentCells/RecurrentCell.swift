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
  /// The edges that the cell has.
  var edges: EdgeSet { get }
  /// The derivatives that the cell has.
  var quantities: [Quantity] { get }
  /// How many arguments of activations one step has.
  var preActivationCount: Int { get }
  /// The values of the gates that a step's pre-activations stand for, by name.
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

  /// Writes J = ∂state/∂previous of one step along `edges` into what ``makeJacobian()`` made.
  ///
  /// - Complexity: O(n²).
  /// - Accuracy: a few ε of each entry: derivatives are computed from pre-activations.
  func writeJacobian(
    of step: StepRecord<Scalar>, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>)

  /// The matrix W_hr that a cell shows its units by, shape [hidden, cell]; nil if it shows them as they
  /// are.
  var projection: Matrix<Scalar>? { get }

  /// The diagonal of ∂h_t/∂C_t inside a step, before the projection; nil where there is no cell
  /// state.
  func cellReadout(of step: StepRecord<Scalar>) -> [Scalar]?

  /// The diagonal of ∂h_t/∂o_t inside a step, before the projection; nil where there is no output gate.
  func outputGateGain(of step: StepRecord<Scalar>) -> [Scalar]?

  /// One step in the arithmetic of `Number`, derivatives passing only along `edges`: along all
  /// others the variable is held constant.
  func evaluate<Number: StepNumber<Scalar>>(
    state: [Number], input: [Scalar], carrying edges: EdgeSet
  ) -> [Number]
}

extension RecurrentCell {
  public var projection: Matrix<Scalar>? { nil }
  public func cellReadout(of step: StepRecord<Scalar>) -> [Scalar]? { nil }
  public func outputGateGain(of step: StepRecord<Scalar>) -> [Scalar]? { nil }
}
