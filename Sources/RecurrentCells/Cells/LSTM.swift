public import DenseLinearAlgebra
import RealModule

/// The long short-term memory, with PyTorch's equations and gate order i, f, g, o:
///
///     i = σ(a_i)   f = σ(a_f)   g = tanh(a_g)   o = σ(a_o)   a = W_ih x_t + W_hh h_{t-1} + b
///     C_t = f⊙C_{t-1} + i⊙g
///     h_t = o⊙tanh(C_t)
///
/// - Source: Hochreiter and Schmidhuber 1997; the forget gate is Gers, Schmidhuber and Cummins 2000.
public struct LSTM<Scalar: LinearAlgebraScalar>: RecurrentCell {
  public static var name: String { "lstm" }

  public let weights: CellWeights<Scalar>

  /// An LSTM with n units.
  ///
  /// - Parameters:
  ///   - inputWeights: W_ih, shape [4n, inputCount], gates i, f, g, o.
  ///   - recurrentWeights: W_hh, shape [4n, n].
  ///   - bias: b_ih + b_hh, length 4n; zeros if nil.
  /// - Throws: ``NetworkError`` if shapes do not fit or a weight is not finite.
  public init(
    inputWeights: Matrix<Scalar>, recurrentWeights: Matrix<Scalar>, bias: [Scalar]? = nil
  ) throws(NetworkError) {
    weights = try CellWeights(
      gates: 4, input: inputWeights, recurrent: recurrentWeights, bias: bias)
  }

  /// The number of units n.
  public var unitCount: Int { weights.unitCount }
  public var inputCount: Int { weights.inputCount }
  public var layout: StateLayout { StateLayout(hiddenCount: unitCount, cellCount: unitCount) }
  public var quantities: [Quantity] { Quantity.allCases }
  public var preActivationCount: Int { 4 * unitCount }

  /// The four gates in the order in which they are stacked.
  enum Gate: Int, CaseIterable {
    case input, forget, candidate, output
  }

  /// The rows of one gate in the stacked weights.
  func rows(_ gate: Gate) -> Range<Int> {
    gate.rawValue * unitCount..<(gate.rawValue + 1) * unitCount
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func gates(of step: StepRecord<Scalar>) -> [(name: String, values: [Scalar])] {
    let gates = Gates(of: step.preActivations, unitCount: unitCount)
    return [
      ("inputGate", gates.input.values), ("forgetGate", gates.forget.values),
      ("candidate", gates.candidate), ("outputGate", gates.output.values),
    ]
  }

  public func inputDrive(of inputs: Matrix<Scalar>) -> Matrix<Scalar> {
    weights.inputDrive(of: inputs)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func advance(
    step: Int, preActivations: inout Matrix<Scalar>, states: inout Matrix<Scalar>
  ) {
    let n = unitCount
    preActivations.addProduct(
      of: weights.recurrent, with: states.column(step - 1).prefix(n), toColumn: step - 1)
    let gates = Gates(of: preActivations.column(step - 1), unitCount: unitCount)
    let (i, f, o) = (gates.input.values, gates.forget.values, gates.output.values)
    let cell = (0..<n).map { j in f[j] * states[n + j, step - 1] + i[j] * gates.candidate[j] }
    let tanhCell = Scalar.hyperbolicTangents(of: cell[...])
    for j in 0..<n {
      states[n + j, step] = cell[j]
      states[j, step] = o[j] * tanhCell[j]
    }
  }

  public func evaluate<Number: StepNumber<Scalar>>(
    state: [Number], input: [Scalar], carrying edges: EdgeSet
  ) -> [Number] {
    let n = unitCount
    let drive = weights.inputDrive(of: input)
    let (h, c) = (state[0..<n], state[n...])
    func arguments(_ gate: Gate, _ edge: EdgeSet) -> [Number] {
      weights.recurrent.product(
        rows: rows(gate), with: h.map { $0.carried(along: edge, of: edges) }, plus: drive)
    }
    let i = arguments(.input, .inputGate).map(\.logistic)
    let f = arguments(.forget, .forgetGate).map(\.logistic)
    let g = arguments(.candidate, .candidate).map(\.hyperbolicTangent)
    let o = arguments(.output, .outputGate).map(\.logistic)
    let cell = (0..<n).map { j in
      f[j] * c[n + j].carried(along: .carry, of: edges) + i[j] * g[j]
    }
    let hidden = zip(o, cell).map { o, c in
      o * c.carried(along: .readout, of: edges).hyperbolicTangent
    }
    return hidden + cell
  }
}
