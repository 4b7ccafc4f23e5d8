import ComplexModule
import RecurrentJacobians

/// An LSTM written again in complex numbers, gate by gate, as an oracle that shares no code with
/// the library's.
struct TextbookLSTM<Scalar: LinearAlgebraScalar> {
  typealias Number = Complex<Scalar>

  struct State {
    var h: [Number]
    var c: [Number]
    /// The output gate that made h; zeros for state 0, which is given.
    var o: [Number]
    /// The argument of the output gate without its peephole.
    var a: [Number]
  }

  let lstm: LSTM<Scalar>
  let run: Trajectory<LSTM<Scalar>>
  /// Its square is nothing beside 1.
  static var eta: Scalar { .ulpOfOne * .ulpOfOne }
  /// A parameter that is displaced by iη.
  var displaced: (factor: ParameterBlock.Factor, row: Int, column: Int)?
  /// An input that is displaced by iη.
  private var displacedInput: (step: Int, column: Int)?

  init(_ run: Trajectory<LSTM<Scalar>>) {
    self.run = run
    lstm = run.cell
  }

  private func logistic(_ z: Number) -> Number { Number(1) / (Number(1) + Number.exp(-z)) }

  /// A parameter, as `displaced` has it.
  private func number(
    _ value: Scalar, _ factor: ParameterBlock.Factor, _ row: Int, _ column: Int
  ) -> Number {
    displaced.map { $0 == (factor, row, column) } == true ? Number(value, Self.eta) : Number(value)
  }

  private func input(_ column: Int, at step: Int) -> Number {
    let value = run.inputs[step - 1, column]
    return displacedInput.map { $0 == (step, column) } == true
      ? Number(value, Self.eta) : Number(value)
  }

  private func advance(_ state: State, step: Int) -> State {
    let n = lstm.unitCount
    let (w, u, b) = (lstm.weights.input, lstm.weights.recurrent, lstm.weights.bias)
    let a = (0..<4 * n).map { row in
      let drive = (0..<lstm.inputCount).reduce(number(b[row], .one, row, 0)) {
        $0 + number(w[row, $1], .input, row, $1) * input($1, at: step)
      }
      return state.h.indices.reduce(drive) {
        $0 + number(u[row, $1], .hidden, row, $1) * state.h[$1]
      }
    }
    func peep(_ weights: [Scalar]?, _ row: Int) -> Number {
      number(weights?[row % n] ?? 0, .cell, row, 0) * state.c[row % n]
    }
    let c = (0..<n).map { j in
      logistic(a[n + j] + peep(lstm.peepholes?.forget, n + j)) * state.c[j]
        + logistic(a[j] + peep(lstm.peepholes?.input, j)) * Number.tanh(a[2 * n + j])
    }
    let argument = Array(a[(3 * n)...])
    let o = outputGate(argument, c)
    return State(h: shown(o, c), c: c, o: o, a: argument)
  }

  private func outputGate(_ a: [Number], _ c: [Number]) -> [Number] {
    a.indices.map { j in
      let peephole = number(lstm.peepholes?.output[j] ?? 0, .newCell, 3 * lstm.unitCount + j, 0)
      return logistic(a[j] + peephole * c[j])
    }
  }

  /// W_hr·(o⊙tanh(c)).
  private func shown(_ o: [Number], _ c: [Number]) -> [Number] {
    let units = o.indices.map { o[$0] * Number.tanh(c[$0]) }
    guard let w = lstm.projection else { return units }
    return (0..<w.rowCount).map { i in
      units.indices.reduce(Number(0)) {
        let weight = number(
          w[i, $1], .gatedCell(gate: "outputGate"), 4 * lstm.unitCount + i, $1)
        return $0 + weight * units[$1]
      }
    }
  }

  private func nominal(at step: Int) -> State {
    let zeros = [Number](repeating: 0, count: lstm.unitCount)
    let start = State(h: Array(zeros.prefix(lstm.hiddenCount)), c: zeros, o: zeros, a: zeros)
    return (0..<step).reduce(start) { advance($0, step: $1 + 1) }
  }

  /// The derivative of a later state with respect to variable `j` at an earlier one.
  private func column(_ quantity: Quantity, _ j: Int, step: Int, lag: Int) -> [Scalar] {
    let p = lstm.hiddenCount
    let tiny = Number(0, Self.eta)
    var state = nominal(at: step - lag)
    switch quantity {
    case .hidden: state.h[j] += tiny
    case .cell: state.c[j] += tiny
    case .state: if j < p { state.h[j] += tiny } else { state.c[j - p] += tiny }
    case .cellTotal, .hiddenFromCell:
      state.c[j] += tiny
      if step > lag { state.h = shown(outputGate(state.a, state.c), state.c) }
    case .hiddenFromInput:
      var other = self
      other.displacedInput = (step - lag, j)
      return other.nominal(at: step).h.map { $0.imaginary / Self.eta }
    case .output:
      state.o[j] += tiny
      state.h = shown(state.o, state.c)
    }
    for s in step - lag + 1..<step + 1 { state = advance(state, step: s) }
    let seen: [Number]
    switch quantity {
    case .hidden, .hiddenFromCell, .hiddenFromInput, .output: seen = state.h
    case .cell, .cellTotal: seen = state.c
    case .state: seen = state.h + state.c
    }
    return seen.map { $0.imaginary / Self.eta }
  }

  /// ∂h_t/∂θ for the displaced parameter.
  func parameterColumn(step: Int) -> [Scalar] {
    nominal(at: step).h.map { $0.imaginary / Self.eta }
  }

  func jacobian(_ quantity: Quantity, step: Int, lag: Int) -> Matrix<Scalar> {
    let columns =
      switch quantity {
      case .hidden: lstm.hiddenCount
      case .cell, .cellTotal, .hiddenFromCell, .output: lstm.unitCount
      case .state: lstm.layout.count
      case .hiddenFromInput: lstm.inputCount
      }
    let entries = (0..<columns).flatMap { column(quantity, $0, step: step, lag: lag) }
    return Matrix(rows: entries.count / columns, columns: columns, columnMajor: entries)
  }
}
