import ComplexModule
public import DenseLinearAlgebra

/// The vanilla (Elman) RNN: h_t = φ(W_ih x_t + W_hh h_{t-1} + b).
///
/// - Source: Elman 1990, "Finding structure in time"; weights and names as in PyTorch's `nn.RNN`.
public struct RNN<Scalar: LinearAlgebraScalar>: RecurrentCell, Equatable {
  public static var name: String { "rnn" }

  /// W_ih, W_hh and the bias, n rows each.
  public let weights: CellWeights<Scalar>
  /// φ.
  public let nonlinearity: Nonlinearity

  /// An RNN with n units.
  ///
  /// - Parameters:
  ///   - inputWeights: W_ih, shape [n, inputCount].
  ///   - recurrentWeights: W_hh, shape [n, n].
  ///   - bias: b_ih + b_hh, length n; zeros if nil.
  ///   - nonlinearity: φ.
  /// - Throws: ``NetworkError`` if shapes do not fit or a weight is not finite.
  public init(
    inputWeights: Matrix<Scalar>, recurrentWeights: Matrix<Scalar>, bias: [Scalar]? = nil,
    nonlinearity: Nonlinearity = .tanh
  ) throws(NetworkError) {
    weights = try CellWeights(
      gates: 1, input: inputWeights, recurrent: recurrentWeights, bias: bias)
    self.nonlinearity = nonlinearity
  }

  public var inputCount: Int { weights.inputCount }
  public var layout: StateLayout { StateLayout(hiddenCount: weights.unitCount) }
  public var edges: EdgeSet { .recurrent }
  public var quantities: [Quantity] { [.hidden, .state] }
  public var preActivationCount: Int { weights.unitCount }

  /// An RNN has no gates: in their place `derivative`, φ'(a) of each unit, which says how far it is saturated.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func gates(of step: StepRecord<Scalar>) -> [(name: String, values: [Scalar])] {
    [("derivative", nonlinearity.derivatives(at: step.preActivations))]
  }

  public func inputDrive(of inputs: Matrix<Scalar>) -> Matrix<Scalar> {
    weights.inputDrive(of: inputs)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func advance(
    step: Int, preActivations: inout Matrix<Scalar>, states: inout Matrix<Scalar>
  ) {
    preActivations.addProduct(
      of: weights.recurrent, with: states.column(step - 1), toColumn: step - 1)
    for (i, value) in nonlinearity.values(at: preActivations.column(step - 1)).enumerated() {
      states[i, step] = value
    }
  }

  public func makeJacobian() -> BlockMatrix<Scalar> {
    let n = weights.unitCount
    return BlockMatrix(
      rows: n, columns: n, dense: [.init(row: 0, column: 0, Matrix(rows: n, columns: n))])
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func writeJacobian(
    of step: StepRecord<Scalar>, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    let slopes = nonlinearity.derivatives(at: step.preActivations)
    jacobian.setUnderflow(hasUnderflow(slopes))
    jacobian.dense[0].matrix.setRows(
      0..<weights.unitCount,
      toSumOf: edges.contains(.recurrent)
        ? [.init(slopes, times: weights.recurrent, from: 0)] : [])
  }

  public var parameterBlocks: [ParameterBlock] {
    ParameterBlock.all(of: nil, rows: 0..<weights.unitCount)
  }

  public func preActivationJacobian(of step: StepRecord<Scalar>) -> BlockMatrix<Scalar> {
    let n = weights.unitCount
    return BlockMatrix(
      rows: n, columns: n,
      diagonal: [.init(row: 0, column: 0, nonlinearity.derivatives(at: step.preActivations))])
  }

  public func inputJacobian(
    of step: StepRecord<Scalar>, input: [Scalar], along edges: EdgeSet
  ) -> BlockMatrix<Scalar> {
    var jacobian = Matrix<Scalar>(rows: weights.unitCount, columns: inputCount)
    let slopes = nonlinearity.derivatives(at: step.preActivations)
    jacobian.setRows(0..<weights.unitCount, toSumOf: [.init(slopes, times: weights.input, from: 0)])
    var result = BlockMatrix(jacobian)
    result.setUnderflow(hasUnderflow(slopes))
    return result
  }

  /// Whether φ'(a), or a product of it with a weight, goes below the exponent range.
  private func hasUnderflow(_ slopes: [Scalar]) -> Bool {
    var watch = UnderflowWatch<Scalar>()
    if nonlinearity.isCurved { watch.see(slopes) }
    watch.see(slopes, timesWeightsFrom: weights.smallestMagnitude)
    return watch.hasSeenAny
  }

  @specialized(where Scalar == Double, Number == Complex<Double>)
  @specialized(where Scalar == Double, Number == Displaced<Double>)
  @specialized(where Scalar == Float, Number == Complex<Float>)
  @specialized(where Scalar == Float, Number == Displaced<Float>)
  public func evaluate<Number: StepNumber<Scalar>>(
    state: [Number], input: [Number], carrying edges: EdgeSet
  ) -> [Number] {
    weights.arguments(
      rows: 0..<weights.unitCount, of: input,
      and: state.map { $0.carried(along: .recurrent, of: edges) }
    ).map { nonlinearity.value(of: $0) }
  }
}
