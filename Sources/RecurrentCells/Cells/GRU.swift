import ComplexModule
public import DenseLinearAlgebra
import RealModule

/// The gated recurrent unit, with PyTorch's equations and gate order r, z, n:
///
///     r = σ(a_r)   z = σ(a_z)   a = W_ih x_t + W_hh h_{t-1} + b
///     n = tanh(W_in x_t + b_in + r⊙(W_hn h_{t-1} + b_hn))     reset after the product
///     n = tanh(W_in x_t + W_hn (r⊙h_{t-1}) + b_n)             reset before the product
///     h_t = (1-z)⊙n + z⊙h_{t-1}
///
/// - Source: Cho et al. 2014, "Learning phrase representations using RNN encoder-decoder" (reset
///   before); the reset after the product is cuDNN's and PyTorch's.
public struct GRU<Scalar: LinearAlgebraScalar>: RecurrentCell, Equatable {
  public static var name: String { "gru" }

  /// Rows of gates r, z, n, n units each, as in PyTorch.
  public let weights: CellWeights<Scalar>
  /// b_hn, length n, which stays apart where the reset acts after the product; zeros elsewhere.
  public let candidateRecurrentBias: [Scalar]
  /// Where the reset gate acts.
  public let reset: ResetPlacement
  /// σ.
  public let gateActivation: GateActivation
  /// max_i |U_z,ij| for each column j.
  let updateSizes: [Scalar]

  /// A GRU with n units.
  ///
  /// - Parameters:
  ///   - inputWeights: W_ih, shape [3n, inputCount], gates r, z, n.
  ///   - recurrentWeights: W_hh, shape [3n, n].
  ///   - inputBias: b_ih, length 3n; zeros if nil.
  ///   - recurrentBias: b_hh, length 3n; zeros if nil.
  ///   - reset: Where the reset gate acts.
  ///   - gateActivation: σ.
  /// - Throws: ``NetworkError`` if shapes do not fit or a weight is not finite.
  public init(
    inputWeights: Matrix<Scalar>, recurrentWeights: Matrix<Scalar>, inputBias: [Scalar]? = nil,
    recurrentBias: [Scalar]? = nil, reset: ResetPlacement = .afterProduct,
    gateActivation: GateActivation = .sigmoid
  ) throws(NetworkError) {
    let n = recurrentWeights.columnCount
    let zeros = [Scalar](repeating: 0, count: 3 * n)
    let (fromInput, fromState) = (inputBias ?? zeros, recurrentBias ?? zeros)
    try NetworkError.require(shape: [3 * n], of: "bias_ih", found: [fromInput.count])
    try NetworkError.require(shape: [3 * n], of: "bias_hh", found: [fromState.count])
    if let index = fromState.firstIndex(where: { !$0.isFinite }) {
      throw NetworkError(.nonFinite(index: [index]), in: "bias_hh")
    }
    let joined = reset == .afterProduct ? 2 * n : 3 * n
    weights = try CellWeights(
      gates: 3, input: inputWeights, recurrent: recurrentWeights,
      bias: fromInput.indices.map { $0 < joined ? fromInput[$0] + fromState[$0] : fromInput[$0] })
    candidateRecurrentBias = joined == 3 * n ? Array(zeros[..<n]) : Array(fromState[(2 * n)...])
    self.reset = reset
    self.gateActivation = gateActivation
    updateSizes = recurrentWeights.submatrix(rows: n..<2 * n, columns: 0..<n)
      .columnMagnitudes()
  }

  /// The number of units n.
  public var unitCount: Int { weights.unitCount }
  public var inputCount: Int { weights.inputCount }
  public var layout: StateLayout { StateLayout(hiddenCount: unitCount) }
  public var quantities: [Quantity] { [.hidden, .state] }

  /// Those of r, z, n, and where the reset acts after the product W_hn h + b_hn.
  public var preActivationCount: Int { (reset == .afterProduct ? 4 : 3) * unitCount }

  /// The rows of one gate in the stacked weights and in the pre-activations.
  func rows(_ gate: Gate) -> Range<Int> {
    gate.rawValue * unitCount..<(gate.rawValue + 1) * unitCount
  }

  /// The three gates in the order in which they are stacked.
  enum Gate: Int, CaseIterable {
    case reset, update, candidate

    /// The edge that leads through it, which gives it its name.
    var edge: EdgeSet {
      switch self {
      case .reset: .resetGate
      case .update: .updateGate
      case .candidate: .candidate
      }
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func gates(of step: StepRecord<Scalar>) -> [(name: String, values: [Scalar])] {
    let gates = Gates(of: step.preActivations, in: self)
    return Gate.allCases.map { gate in
      let values =
        switch gate {
        case .reset: gates.reset.values
        case .update: gates.update.values
        case .candidate: gates.candidate
        }
      return (gate.edge.memberNames, values)
    }
  }

  public func inputDrive(of inputs: Matrix<Scalar>) -> Matrix<Scalar> {
    let drive = weights.inputDrive(of: inputs)
    guard reset == .afterProduct else { return drive }
    var elements: [Scalar] = []
    elements.reserveCapacity(preActivationCount * drive.columnCount)
    for t in 0..<drive.columnCount {
      elements += drive.column(t)
      elements += candidateRecurrentBias
    }
    return Matrix(
      rows: preActivationCount, columns: drive.columnCount, columnMajor: elements)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func advance(
    step: Int, preActivations: inout Matrix<Scalar>, states: inout Matrix<Scalar>
  ) {
    let (n, t) = (unitCount, step - 1)
    let gates = rows(.reset).lowerBound..<rows(.update).upperBound
    let candidate = rows(.candidate)
    let previous = Array(states.column(t))
    preActivations.addProduct(
      of: weights.recurrent, rows: gates, with: previous[...], toColumn: t, fromRow: 0)
    let r = GateFunction(gateActivation, at: arguments(.reset, in: preActivations.column(t))).values
    switch reset {
    case .afterProduct:
      preActivations.addProduct(
        of: weights.recurrent, rows: candidate, with: previous[...], toColumn: t,
        fromRow: 3 * n)
      for j in 0..<n { preActivations[2 * n + j, t] += r[j] * preActivations[3 * n + j, t] }
    case .beforeProduct:
      let kept = zip(r, previous).map { $0 * $1 }
      preActivations.addProduct(
        of: weights.recurrent, rows: candidate, with: kept[...], toColumn: t,
        fromRow: candidate.lowerBound)
    }
    let update = GateFunction(
      gateActivation, at: arguments(.update, in: preActivations.column(t)))
    let next = Scalar.hyperbolicTangents(of: arguments(.candidate, in: preActivations.column(t)))
    let written = zip(update.complements, next).map { $0 * $1 }
    let kept = zip(update.values, previous).map { $0 * $1 }
    for j in 0..<n { states[j, step] = written[j] + kept[j] }
  }

  @specialized(where Scalar == Double, Number == Complex<Double>)
  @specialized(where Scalar == Double, Number == Displaced<Double>)
  @specialized(where Scalar == Float, Number == Complex<Float>)
  @specialized(where Scalar == Float, Number == Displaced<Float>)
  public func evaluate<Number: StepNumber<Scalar>>(
    state: [Number], input: [Number], carrying edges: EdgeSet
  ) -> [Number] {
    func carried(_ edge: EdgeSet) -> [Number] { state.map { $0.carried(along: edge, of: edges) } }
    let r = weights.arguments(rows: rows(.reset), of: input, and: carried(.resetGate))
      .map { gateActivation.value(of: $0) }
    let update = weights.arguments(rows: rows(.update), of: input, and: carried(.updateGate))
    let candidate =
      switch reset {
      case .afterProduct:
        zip(
          weights.inputDrive(rows: rows(.candidate), of: input),
          zip(
            r,
            weights.recurrent.product(
              rows: rows(.candidate), with: carried(.candidate), plus: candidateRecurrentBias[...]))
        ).map { drive, product in drive + product.0 * product.1 }
      case .beforeProduct:
        weights.arguments(
          rows: rows(.candidate), of: input, and: zip(r, carried(.candidate)).map { $0 * $1 })
      }
    return zip(zip(update, candidate), carried(.carry)).map { arguments, h in
      let (a, n) = (arguments.0, arguments.1.hyperbolicTangent)
      return gateActivation.value(of: -a) * n + gateActivation.value(of: a) * h
    }
  }
}
