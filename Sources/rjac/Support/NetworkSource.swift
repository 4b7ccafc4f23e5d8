import RecurrentJacobians

/// Where a network and its sequence come from.
struct NetworkSource {
  var model: String
  var inputs: String
  var cell: RecurrentLayer.Kind?
  var nonlinearity: Nonlinearity?
  var layer: Int?
  var prefix: String?
  var reverse = false
  var initialState: String?

  /// Every file that is read.
  var files: [String] { [model, inputs, initialState].compactMap { $0 } }

  /// The layer that is meant.
  func chosenLayer(in checkpoint: Checkpoint) throws -> RecurrentLayer {
    let found = try checkpoint.layer(
      kind: cell, index: layer, prefix: prefix, isReversed: reverse)
    if let nonlinearity, found.kind != .rnn {
      throw UsageError(
        "--nonlinearity \(nonlinearity.rawValue): only an RNN has one, and"
          + " \(found.tensorName("weight_hh")) of \(model) is the weight of"
          + " \(found.kind.indefinite); leave the option out")
    }
    return found
  }

  /// The network run over its inputs.
  func load<Scalar: LinearAlgebraScalar>(
    as type: Scalar.Type = Scalar.self
  ) throws -> LoadedNetwork<Scalar> {
    let checkpoint = try Checkpoint(contentsOf: model)
    let layer = try chosenLayer(in: checkpoint)
    let cell: any RecurrentCell<Scalar> =
      switch layer.kind {
      case .lstm: try LSTM<Scalar>(layer, in: checkpoint)
      case .rnn: try RNN<Scalar>(layer, in: checkpoint, nonlinearity: nonlinearity ?? .tanh)
      case .gru: try GRU<Scalar>(layer, in: checkpoint)
      }
    var sequence = try Matrix<Scalar>(contentsOf: inputs)
    if reverse { sequence = sequence.rows(Array((0..<sequence.rowCount).reversed())) }
    return LoadedNetwork(
      checkpoint: checkpoint, layer: layer,
      trajectory: try run(cell, over: sequence, from: initialState.map(Self.vector)))
  }

  private func run<Cell: RecurrentCell>(
    _ cell: Cell, over sequence: Matrix<Cell.Scalar>, from state: [Cell.Scalar]?
  ) throws -> any AnyTrajectory<Cell.Scalar> {
    guard sequence.columnCount == cell.inputCount else {
      throw ModelFileError(
        .wrongShape, path: inputs, expected: "[steps, \(cell.inputCount)], as weight_ih has it",
        found: "[\(sequence.rowCount), \(sequence.columnCount)]",
        remedy: sequence.rowCount == cell.inputCount
          ? "It looks transposed: a row is a step." : "A row is a step, a column an input.")
    }
    if let state, state.count != cell.layout.count, let initialState {
      throw ModelFileError(
        .wrongShape, path: initialState, expected: "\(cell.layout.count) numbers",
        found: "\(state.count)",
        remedy: cell.layout.cell == nil ? "Give h." : "Give h followed by C.")
    }
    do {
      return try cell.trajectory(over: sequence, from: state)
    } catch {
      throw UsageError("\(model) run over \(inputs): \(error)")
    }
  }

  private static func vector<Scalar: LinearAlgebraScalar>(_ path: String) throws -> [Scalar] {
    let tensor = try NumPyFile(contentsOf: path).tensor()
    try tensor.requireFinite()
    return tensor.values.map { Scalar($0) }
  }
}
