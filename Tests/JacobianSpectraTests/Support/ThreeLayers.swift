import ComplexModule
import RealModule
import RecurrentJacobians
import TestSupport

/// A stack of three layers with 5, 4 and 6 units, or as many hidden states, over 40 steps, its kind of cell hidden;
/// and the definitions that it is checked against.
struct ThreeLayers<Scalar: LinearAlgebraScalar> {
  let joint: any JacobianSequence<Scalar>
  let jacobians: (_ source: Int?, _ target: Int?) throws -> any JacobianSequence<Scalar>
  let layers: [any JacobianSequence<Scalar>]
  let states: [StateLayout]
  /// Column j of P(step, lag) by the complex step of the cells' definitions.
  let complexStep: (_ j: Int, _ step: Int, _ lag: Int, _ edges: EdgeSet) -> [Scalar]

  init(_ kind: ThreeLayersKind) throws {
    var generator = SeededGenerator(seed: 90)
    let sizes = [(3, 5), (5, 4), (4, 6)]
    let inputs: Matrix<Scalar> = generator.matrix(40, 3)
    func made<Cell: RecurrentCell<Scalar>>(of cells: [Cell]) throws -> Self {
      try Self(run: LayerStack(cells).run(over: inputs))
    }
    switch kind {
    case .lstm:
      self = try made(of: sizes.map { try generator.lstm(units: $1, inputs: $0) as LSTM<Scalar> })
    case .projectedLSTM:
      self = try made(
        of: sizes.map {
          try generator.lstm(units: 7, inputs: $0, projectedTo: $1, peepholes: true)
            as LSTM<Scalar>
        })
    case .gru, .gruResetBefore:
      self = try made(
        of: sizes.map {
          try generator.gru(
            units: $1, inputs: $0, reset: kind == .gru ? .afterProduct : .beforeProduct)
            as GRU<Scalar>
        })
    case .rnn:
      self = try made(
        of: sizes.map {
          try generator.rnn(units: $1, inputs: $0, nonlinearity: .tanh) as RNN<Scalar>
        })
    case .custom:
      self = try made(
        of: sizes.map {
          CustomCell(
            Mixing<Scalar>(recurrent: generator.matrix($1, $1), input: generator.matrix($1, $0)))
        })
    }
  }

  private init<Cell: RecurrentCell<Scalar>>(run: StackRun<Cell>) throws {
    joint = try run.jacobians()
    jacobians = { try run.jacobians(from: $0, to: $1) }
    layers = run.layers.map(\.forward)
    states = run.layers.map(\.forward.layout)
    complexStep = { j, step, lag, edges in
      let eta = Scalar.ulpOfOne * Scalar.ulpOfOne
      var all = run.layers.flatMap { $0.forward.states.column(step - lag) }.map { Complex($0, 0) }
      all[j].imaginary = eta
      for s in step - lag + 1..<step + 1 {
        let inputs = run.layers[0].forward.inputs
        var given = (0..<inputs.columnCount).map { Complex(inputs[s - 1, $0], 0) }
        var (next, begin) = ([Complex<Scalar>](), 0)
        for layer in run.layers {
          let cell = layer.forward.cell
          let state = cell.evaluate(
            state: Array(all[begin..<begin + cell.layout.count]),
            input: given.map { $0.carried(along: .fromBelow, of: edges) }, carrying: edges)
          begin += cell.layout.count
          next += state
          given = Array(state[cell.layout.hidden])
        }
        all = next
      }
      return all.map { $0.imaginary / eta }
    }
  }

  /// The rows of a layer's hidden state in the joint state.
  func hidden(_ layer: Int) -> Range<Int> {
    let begin = states[..<layer].reduce(0) { $0 + $1.count }
    return begin..<begin + states[layer].hidden.count
  }
}

enum ThreeLayersKind: CaseIterable, Sendable {
  case lstm, projectedLSTM, gru, gruResetBefore, rnn, custom
}

/// A step function, whose Jacobian of the input comes from dual numbers.
private struct Mixing<Scalar: LinearAlgebraScalar>: StepFunction {
  let recurrent: Matrix<Scalar>
  let input: Matrix<Scalar>
  var inputCount: Int { input.columnCount }
  var layout: StateLayout { StateLayout(hiddenCount: recurrent.rowCount) }
  func step<Number: StepNumber<Scalar>>(state h: [Number], input x: [Number]) -> [Number] {
    zip(recurrent.product(with: h), input.product(with: x))
      .map { ($0 * $1 + $0 - $1).hyperbolicTangent }
  }
}
