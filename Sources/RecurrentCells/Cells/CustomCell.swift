public import DenseLinearAlgebra

/// The cell whose step is a ``StepFunction``: its Jacobians come from forward-mode differentiation.
///
/// It has one edge, ``EdgeSet/recurrent``, which is the whole step.
public struct CustomCell<Step: StepFunction>: RecurrentCell {
  public typealias Scalar = Step.Scalar

  public static var name: String { "custom" }

  /// The step that the cell makes.
  public let function: Step

  /// A cell that makes the step `function`.
  public init(_ function: Step) { self.function = function }

  public var inputCount: Int { function.inputCount }
  public var layout: StateLayout { function.layout }
  public var edges: EdgeSet { .recurrent }
  public var quantities: [Quantity] {
    layout.cell == nil ? [.hidden, .state] : [.hidden, .cell, .state]
  }

  /// What is remembered of a step is its input.
  public var preActivationCount: Int { inputCount }

  public func gates(of step: StepRecord<Scalar>) -> [(name: String, values: [Scalar])] { [] }

  public func inputDrive(of inputs: Matrix<Scalar>) -> Matrix<Scalar> { inputs.transposed() }

  public func advance(
    step: Int, preActivations: inout Matrix<Scalar>, states: inout Matrix<Scalar>
  ) {
    let next = next(
      states.column(step - 1).map(PlainNumber.init(constant:)),
      input: preActivations.column(step - 1).map(PlainNumber.init(constant:)))
    for (i, number) in next.enumerated() { states[i, step] = number.value }
  }

  public func makeJacobian() -> BlockMatrix<Scalar> {
    BlockMatrix(Matrix(rows: layout.count, columns: layout.count))
  }

  /// Eight columns an evaluation of the step.
  ///
  /// - Complexity: n/8 evaluations in numbers nine times as long, each O(n²) for n units.
  public func writeJacobian(
    of step: StepRecord<Scalar>, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    let count = layout.count
    jacobian.setUnderflow(false)
    guard edges.contains(.recurrent) else {
      return jacobian.dense[0].matrix.fillRows(0..<count, with: 0)
    }
    let input = step.preActivations.map(DualNumber.init(constant:))
    jacobian.setToDerivatives { first in
      next(DualNumber.variables(step.previous, from: first), input: input)
    }
  }

  public func evaluate<Number: StepNumber<Scalar>>(
    state: [Number], input: [Number], carrying edges: EdgeSet
  ) -> [Number] {
    next(state.map { $0.carried(along: .recurrent, of: edges) }, input: input)
  }

  private func next<Number: StepNumber<Scalar>>(
    _ state: [Number], input: [Number]
  ) -> [Number] {
    let next = function.step(state: state, input: input)
    demand(
      next.count == layout.count, "the step gives \(next.count) numbers of \(layout.count)")
    return next
  }
}
