import ComplexModule
import RecurrentJacobians

/// An LSTM written again in complex numbers, gate by gate, as an oracle that shares no code with
/// the library's.
struct TextbookLSTM {
  typealias Number = Complex<Double>

  struct State {
    var h: [Number]
    var c: [Number]
    /// The output gate that made h; zeros for state 0, which is given.
    var o: [Number]
  }

  let lstm: LSTM<Double>
  let run: Trajectory<LSTM<Double>>
  static let eta = 1e-100
  /// A parameter that is displaced by iη.
  var displaced: (factor: ParameterBlock.Factor, row: Int, column: Int)?

  init(_ run: Trajectory<LSTM<Double>>) {
    self.run = run
    lstm = run.cell
  }

  private func logistic(_ z: Number) -> Number { Number(1) / (Number(1) + Number.exp(-z)) }

  private func advance(_ state: State, step: Int) -> State {
    let n = lstm.unitCount
    let (w, u, b) = (lstm.weights.input, lstm.weights.recurrent, lstm.weights.bias)
    func number(_ value: Double, _ factor: ParameterBlock.Factor, _ row: Int, _ column: Int)
      -> Number
    {
      displaced.map { $0 == (factor, row, column) } == true
        ? Number(value, Self.eta) : Number(value)
    }
    let a = (0..<4 * n).map { row in
      let drive = (0..<lstm.inputCount).reduce(number(b[row], .one, row, 0)) {
        $0 + number(w[row, $1], .input, row, $1) * Number(run.inputs[step - 1, $1])
      }
      return (0..<n).reduce(drive) { $0 + number(u[row, $1], .hidden, row, $1) * state.h[$1] }
    }
    let c = (0..<n).map { j in
      logistic(a[n + j]) * state.c[j] + logistic(a[j]) * Number.tanh(a[2 * n + j])
    }
    let o = (0..<n).map { logistic(a[3 * n + $0]) }
    return State(h: (0..<n).map { o[$0] * Number.tanh(c[$0]) }, c: c, o: o)
  }

  private func nominal(at step: Int) -> State {
    let zeros = [Number](repeating: 0, count: lstm.unitCount)
    return (0..<step).reduce(State(h: zeros, c: zeros, o: zeros)) { advance($0, step: $1 + 1) }
  }

  /// The derivative of a later state with respect to variable `j` at an earlier one.
  private func column(_ quantity: Quantity, _ j: Int, step: Int, lag: Int) -> [Double] {
    let n = lstm.unitCount
    let tiny = Number(0, Self.eta)
    var state = nominal(at: step - lag)
    switch quantity {
    case .hidden: state.h[j] += tiny
    case .cell: state.c[j] += tiny
    case .state: if j < n { state.h[j] += tiny } else { state.c[j - n] += tiny }
    case .cellTotal:
      state.c[j] += tiny
      if step > lag { state.h[j] = state.o[j] * Number.tanh(state.c[j]) }
    case .output:
      state.o[j] += tiny
      state.h[j] = state.o[j] * Number.tanh(state.c[j])
    }
    for s in step - lag + 1..<step + 1 { state = advance(state, step: s) }
    let seen: [Number]
    switch quantity {
    case .hidden, .output: seen = state.h
    case .cell, .cellTotal: seen = state.c
    case .state: seen = state.h + state.c
    }
    return seen.map { $0.imaginary / Self.eta }
  }

  /// ∂h_t/∂θ for the displaced parameter.
  func parameterColumn(step: Int) -> [Double] {
    nominal(at: step).h.map { $0.imaginary / Self.eta }
  }

  func jacobian(_ quantity: Quantity, step: Int, lag: Int) -> Matrix<Double> {
    let size = quantity == .state ? 2 * lstm.unitCount : lstm.unitCount
    return Matrix(
      rows: size, columns: size,
      columnMajor: (0..<size).flatMap { column(quantity, $0, step: step, lag: lag) })
  }
}
