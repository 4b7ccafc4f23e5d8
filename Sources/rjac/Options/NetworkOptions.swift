import ArgumentParser
import RecurrentJacobians

/// The network and the sequence that a command works on.
struct NetworkOptions: ParsableArguments {
  @Argument(help: "Weights: a safetensors file with PyTorch's names.", completion: .file())
  var model: String

  @Argument(
    help: "Inputs: a .npy or CSV file of shape [steps, inputs], a row a step.",
    completion: .file())
  var inputs: String

  @Option(help: "The kind of cell, where the file has several.")
  var cell: RecurrentLayer.Kind?

  @Option(help: "The nonlinearity of an RNN, which the file does not say (default: tanh).")
  var nonlinearity: Nonlinearity?

  @Option(help: "The number of the layer in its stack (default: the lowest).")
  var layer: Int?

  @Option(help: "What stands before weight_ih in the names of the weights.")
  var prefix: String?

  @Flag(help: "The backward direction of a bidirectional layer; inputs are run last to first.")
  var reverse = false

  @Option(
    help: "State 0 (default: zeros): a .npy file with h, for an LSTM followed by C.",
    completion: .file())
  var initialState: String?

  /// The layer that is meant.
  func chosenLayer(in checkpoint: Checkpoint) throws -> RecurrentLayer {
    let found = try checkpoint.layer(
      kind: cell, index: layer, prefix: prefix, isReversed: reverse)
    if let nonlinearity, found.kind != .rnn {
      throw UsageError(
        "--nonlinearity \(nonlinearity.rawValue): only an RNN has one, and"
          + " \(found.tensorName("weight_hh")) of \(model) is the weight of an \(found.kind.rawValue)")
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
      case .gru:
        throw UsageError(
          "\(model): \(layer.tensorName("weight_hh")) is the weight of a GRU, which this version"
            + " cannot trace; LSTM and RNN can be")
      }
    var sequence = try Matrix<Scalar>(contentsOf: inputs)
    if reverse { sequence = sequence.rowsReversed() }
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
    return try cell.trajectory(over: sequence, from: state)
  }

  private static func vector<Scalar: LinearAlgebraScalar>(_ path: String) throws -> [Scalar] {
    let tensor = try NumPyFile(contentsOf: path).tensor()
    try tensor.requireFinite()
    return tensor.values.map { Scalar($0) }
  }
}

/// A trajectory of a cell that is not known until the file has been read.
protocol AnyTrajectory<Scalar>: JacobianSequence {
  var cellName: String { get }
  var nonlinearityName: String? { get }
  var inputCount: Int { get }
  func verifyDerivatives() throws -> [DerivativeCheck]
}

extension Trajectory: AnyTrajectory {
  var cellName: String { Cell.name }
  var nonlinearityName: String? { (cell as? RNN<Scalar>)?.nonlinearity.rawValue }
  var inputCount: Int { cell.inputCount }
}

/// A network from a file and its run over a sequence.
struct LoadedNetwork<Scalar: LinearAlgebraScalar> {
  let checkpoint: Checkpoint
  let layer: RecurrentLayer
  let trajectory: any AnyTrajectory<Scalar>
}

extension Matrix {
  /// The rows from the last to the first.
  fileprivate func rowsReversed() -> Matrix {
    var result = Matrix(rows: 0, columns: 0)
    result.setToRows(
      Array((0..<rowCount).reversed()), of: self,
      columnsTimes: Array(repeating: 1, count: columnCount))
    return result
  }
}
