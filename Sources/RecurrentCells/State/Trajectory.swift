public import DenseLinearAlgebra

/// The run of a cell over a sequence of inputs: every state, and what the derivatives need.
///
/// Steps are t = 1…T: step t consumes input t and maps state t - 1 to state t. State 0 is given.
/// Memory is O(T·n).
public struct Trajectory<Cell: RecurrentCell>: Sendable {
  public typealias Scalar = Cell.Scalar

  /// The cell that ran.
  public let cell: Cell
  /// The inputs, shape [T, inputCount].
  public let inputs: Matrix<Scalar>
  /// The states, shape [layout.count, T + 1]: column t is state t.
  public let states: Matrix<Scalar>
  /// The arguments of the activations, shape [preActivationCount, T]: column t - 1 is step t.
  public let preActivations: Matrix<Scalar>

  /// Runs `cell` over `inputs`, with one thread inside every BLAS call, for the whole process meanwhile: states do not
  /// depend on the number of processors. A run goes to its end also when the current task is cancelled.
  ///
  /// - Parameters:
  ///   - cell: The cell.
  ///   - inputs: Shape [T, inputCount], a row a step; T ≥ 1.
  ///   - initialState: State 0, length layout.count (an LSTM's h before its C); zeros if nil.
  /// - Throws: ``NetworkError`` if a shape does not fit, an input is not finite, or a state becomes
  ///   NaN or infinite, with the step and the unit where that happens first.
  /// - Complexity: O(T·n²).
  public init(
    of cell: Cell, over inputs: Matrix<Scalar>, from initialState: [Scalar]? = nil
  ) throws(NetworkError) {
    let size = cell.layout.count
    guard inputs.rowCount > 0 else { throw NetworkError(.emptySequence, in: "inputs") }
    try NetworkError.require(
      shape: [inputs.rowCount, cell.inputCount], of: "inputs",
      found: [inputs.rowCount, inputs.columnCount])
    if let place = inputs.firstNonFinite {
      throw NetworkError(.nonFinite(index: [place.row, place.column]), in: "inputs")
    }
    let start = initialState ?? Array(repeating: 0, count: size)
    try NetworkError.require(shape: [size], of: "initial state", found: [start.count])
    if let index = start.firstIndex(where: { !$0.isFinite }) {
      throw NetworkError(.nonFinite(index: [index]), in: "initial state")
    }
    // A step of fewer than some 200 units takes two threads longer, which then wait for the next, busily, beside what
    // comes after the last.
    let (states, preActivations) = LinearAlgebraBackend.withOneThread {
      Self.run(cell, over: inputs, from: start)
    }
    if let place = states.firstNonFinite {
      let name = cell.layout.name(of: place.row)
      throw NetworkError(.nonFiniteState(step: place.column, unit: name), in: "state")
    }
    self.cell = cell
    self.inputs = inputs
    self.states = states
    self.preActivations = preActivations
  }

  private static func run(
    _ cell: Cell, over inputs: Matrix<Scalar>, from start: [Scalar]
  ) -> (states: Matrix<Scalar>, preActivations: Matrix<Scalar>) {
    var states = Matrix<Scalar>(rows: start.count, columns: inputs.rowCount + 1)
    for (i, value) in start.enumerated() { states[i, 0] = value }
    var preActivations = cell.inputDrive(of: inputs)
    for t in 1...inputs.rowCount {
      cell.advance(step: t, preActivations: &preActivations, states: &states)
    }
    return (states, preActivations)
  }

  /// The number of steps T.
  public var stepCount: Int { preActivations.columnCount }

  /// What is remembered of step `step`.
  ///
  /// - Precondition: `step` is one of 1 … T.
  public func record(of step: Int) -> StepRecord<Scalar> {
    precondition((1...stepCount).contains(step), "step \(step) of \(stepCount)")
    return StepRecord(
      previous: states.column(step - 1), preActivations: preActivations.column(step - 1),
      state: states.column(step))
  }

  /// The input of step `step`.
  ///
  /// - Precondition: `step` is one of 1 … T.
  public func input(at step: Int) -> [Scalar] {
    (0..<inputs.columnCount).map { inputs[step - 1, $0] }
  }

  /// The hidden state after step `step`.
  ///
  /// - Precondition: `step` is one of 0 … T.
  public func hidden(at step: Int) -> ArraySlice<Scalar> {
    states.column(step)[relative: cell.layout.hidden]
  }

  /// The cell state after step `step`; nil for a cell that has none.
  ///
  /// - Precondition: `step` is one of 0 … T.
  public func cellState(at step: Int) -> ArraySlice<Scalar>? {
    cell.layout.cell.map { states.column(step)[relative: $0] }
  }

  /// The values of the gates in step `step`, by name; see ``RecurrentCell/gates(of:)``.
  ///
  /// - Precondition: `step` is one of 1 … T.
  public func gates(at step: Int) -> [(name: String, values: [Scalar])] {
    cell.gates(of: record(of: step))
  }
}

extension RecurrentCell {
  /// Runs the cell over `inputs`, shape [T, inputCount]; see ``Trajectory/init(of:over:from:)``.
  ///
  /// - Throws: ``NetworkError`` if a shape does not fit, an input is not finite, or a state becomes NaN or infinite.
  public func trajectory(
    over inputs: Matrix<Scalar>, from initialState: [Scalar]? = nil
  ) throws(NetworkError) -> Trajectory<Self> {
    try Trajectory(of: self, over: inputs, from: initialState)
  }
}
