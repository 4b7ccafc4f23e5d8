import ComplexModule
public import DenseLinearAlgebra
import RealModule

/// The long short-term memory, with PyTorch's equations and gate order i, f, g, o:
///
///     i = σ(a_i)   f = σ(a_f)   g = tanh(a_g)   o = σ(a_o)   a = W_ih x_t + W_hh h_{t-1} + b
///     C_t = f⊙C_{t-1} + i⊙g
///     h_t = o⊙tanh(C_t)
///
/// With peepholes p_i⊙C_{t-1}, p_f⊙C_{t-1} and p_o⊙C_t are added to a_i, a_f and a_o. With a
/// projection (PyTorch's `proj_size`) h_t = W_hr·(o⊙tanh(C_t)), shorter than C_t.
///
/// - Source: Hochreiter and Schmidhuber 1997; the forget gate is Gers, Schmidhuber and Cummins 2000;
///   the projection Sak, Senior and Beaufays 2014.
public struct LSTM<Scalar: LinearAlgebraScalar>: RecurrentCell, Equatable {
  public static var name: String { "lstm" }

  /// Rows of gates i, f, g, o, n units each, as in PyTorch.
  public let weights: CellWeights<Scalar>
  /// Connections from the cell state to the gates; nil for the usual LSTM, which has none.
  public let peepholes: LSTMPeepholes<Scalar>?
  /// W_hr, shape [p, n]; nil for the usual LSTM, which shows its units as they are.
  public let projection: Matrix<Scalar>?
  /// σ.
  public let gateActivation: GateActivation

  /// An LSTM with n units.
  ///
  /// - Parameters:
  ///   - inputWeights: W_ih, shape [4n, inputCount], gates i, f, g, o.
  ///   - recurrentWeights: W_hh, shape [4n, n]; with a projection [4n, p].
  ///   - bias: b_ih + b_hh, length 4n; zeros if nil.
  ///   - peepholes: n weights for each gate.
  ///   - projection: W_hr, shape [p, n].
  ///   - gateActivation: σ.
  /// - Throws: ``NetworkError`` if shapes do not fit or a weight is not finite.
  public init(
    inputWeights: Matrix<Scalar>, recurrentWeights: Matrix<Scalar>, bias: [Scalar]? = nil,
    peepholes: LSTMPeepholes<Scalar>? = nil, projection: Matrix<Scalar>? = nil,
    gateActivation: GateActivation = .sigmoid
  ) throws(NetworkError) {
    weights = try CellWeights(
      gates: 4, units: projection?.columnCount, hidden: projection?.rowCount,
      input: inputWeights, recurrent: recurrentWeights, bias: bias)
    try peepholes?.check(count: weights.unitCount)
    if let place = projection?.firstNonFinite {
      throw NetworkError(.nonFinite(index: [place.row, place.column]), in: "weight_hr")
    }
    self.peepholes = peepholes
    self.projection = projection
    self.gateActivation = gateActivation
  }

  /// The number of units n.
  public var unitCount: Int { weights.unitCount }
  public var inputCount: Int { weights.inputCount }
  /// The length of the hidden state: p with a projection, n without.
  public var hiddenCount: Int { projection?.rowCount ?? unitCount }
  public var layout: StateLayout { StateLayout(hiddenCount: hiddenCount, cellCount: unitCount) }
  public var quantities: [Quantity] {
    [.hidden, .cell, .cellTotal, .hiddenFromCell, .state, .output]
  }
  public var preActivationCount: Int { 4 * unitCount }

  /// The four gates in the order in which they are stacked.
  enum Gate: Int, CaseIterable {
    case input, forget, candidate, output

    /// The edge that leads through it, which gives it its name.
    var edge: EdgeSet {
      switch self {
      case .input: .inputGate
      case .forget: .forgetGate
      case .candidate: .candidate
      case .output: .outputGate
      }
    }
  }

  /// The rows of one gate in the stacked weights.
  func rows(_ gate: Gate) -> Range<Int> {
    gate.rawValue * unitCount..<(gate.rawValue + 1) * unitCount
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func gates(of step: StepRecord<Scalar>) -> [(name: String, values: [Scalar])] {
    let gates = Gates(of: step.preActivations, in: self)
    return Gate.allCases.map { gate in
      let values =
        switch gate {
        case .input: gates.input.values
        case .forget: gates.forget.values
        case .candidate: gates.candidate
        case .output: gates.output.values
        }
      return (gate.edge.memberNames, values)
    }
  }

  public func inputDrive(of inputs: Matrix<Scalar>) -> Matrix<Scalar> {
    weights.inputDrive(of: inputs)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func advance(
    step: Int, preActivations: inout Matrix<Scalar>, states: inout Matrix<Scalar>
  ) {
    let (n, p) = (unitCount, hiddenCount)
    preActivations.addProduct(
      of: weights.recurrent, with: states.column(step - 1).prefix(p), toColumn: step - 1)
    if let peepholes {
      for j in 0..<n {
        preActivations[j, step - 1] += peepholes.input[j] * states[p + j, step - 1]
        preActivations[n + j, step - 1] += peepholes.forget[j] * states[p + j, step - 1]
      }
    }
    let next = activate(
      preActivations.column(step - 1), cell: states.column(step - 1).suffix(n))
    if let arguments = next.outputArguments {
      for j in 0..<n { preActivations[3 * n + j, step - 1] = arguments[j] }
    }
    for j in 0..<n { states[p + j, step] = next.cell[j] }
    let hidden = projection.map { $0 * next.shown } ?? next.shown
    for j in 0..<p { states[j, step] = hidden[j] }
  }

  /// C_t and o⊙tanh(C_t), and the arguments of the output gate where it sees C_t through a peephole.
  private func activate(
    _ arguments: ArraySlice<Scalar>, cell before: ArraySlice<Scalar>
  ) -> (cell: [Scalar], shown: [Scalar], outputArguments: [Scalar]?) {
    let gates = Gates(of: arguments, in: self)
    let kept = zip(gates.forget.values, before).map { $0 * $1 }
    let written = zip(gates.input.values, gates.candidate).map { $0 * $1 }
    let cell = zip(kept, written).map { $0 + $1 }
    func shown(_ output: [Scalar]) -> [Scalar] {
      zip(output, Scalar.hyperbolicTangents(of: cell[...])).map { $0 * $1 }
    }
    guard let peepholes else { return (cell, shown(gates.output.values), nil) }
    let seen = zip(peepholes.output, cell).map { $0 * $1 }
    let outputArguments = zip(arguments.suffix(unitCount), seen).map { $0 + $1 }
    let output = GateFunction(gateActivation, at: outputArguments[...])
    return (cell, shown(output.values), outputArguments)
  }

  @specialized(where Scalar == Double, Number == Complex<Double>)
  @specialized(where Scalar == Double, Number == Displaced<Double>)
  @specialized(where Scalar == Float, Number == Complex<Float>)
  @specialized(where Scalar == Float, Number == Displaced<Float>)
  public func evaluate<Number: StepNumber<Scalar>>(
    state: [Number], input: [Number], carrying edges: EdgeSet
  ) -> [Number] {
    let (h, c) = (Array(state.prefix(hiddenCount)), Array(state.dropFirst(hiddenCount)))
    func arguments(
      _ gate: Gate, _ edge: EdgeSet, peephole: [Scalar]?, from cell: [Number], _ through: EdgeSet
    ) -> [Number] {
      let a = weights.arguments(
        rows: rows(gate), of: input, and: h.map { $0.carried(along: edge, of: edges) })
      guard let peephole else { return a }
      return a.indices.map {
        a[$0] + peephole[$0] * cell[$0].carried(along: through, of: edges)
      }
    }
    let i = arguments(.input, .inputGate, peephole: peepholes?.input, from: c, .inputPeephole)
      .map(gateActivation.value(of:))
    let f = arguments(.forget, .forgetGate, peephole: peepholes?.forget, from: c, .forgetPeephole)
      .map(gateActivation.value(of:))
    let g = arguments(.candidate, .candidate, peephole: nil, from: c, [])
      .map(\.hyperbolicTangent)
    let cell = c.indices.map { j in
      f[j] * c[j].carried(along: .carry, of: edges) + i[j] * g[j]
    }
    let o = arguments(
      .output, .outputGate, peephole: peepholes?.output, from: cell, .outputPeephole
    ).map(gateActivation.value(of:))
    let shown = zip(o, cell).map { o, c in
      o * c.carried(along: .readout, of: edges).hyperbolicTangent
    }
    let hidden = projection.map { $0.product(with: shown) } ?? shown
    return hidden + cell
  }
}
