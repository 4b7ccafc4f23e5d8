public import DenseLinearAlgebra

/// Layers of one kind of cell, each of which reads the hidden states of the one below.
///
/// A bidirectional layer has a second cell that reads from the last step to the first; the layer above
/// reads the hidden states of both directions of a step, forward first.
public struct LayerStack<Cell: RecurrentCell>: Sendable {
  public typealias Scalar = Cell.Scalar

  /// One layer.
  public struct Layer: Sendable {
    /// The cell that runs from the first step on.
    public let forward: Cell
    /// The other direction of a bidirectional layer.
    public let backward: Cell?

    /// A layer of one direction, or of two.
    public init(forward: Cell, backward: Cell? = nil) {
      self.forward = forward
      self.backward = backward
    }

    var cells: [Cell] { [forward] + (backward.map { [$0] } ?? []) }
  }

  /// From the one that reads the inputs up.
  public let layers: [Layer]

  /// A stack of at least one layer.
  ///
  /// - Throws: ``NetworkError`` if there is no layer, and if a layer reads another number of inputs than the layer
  ///   below gives.
  public init(_ layers: [Layer]) throws(NetworkError) {
    guard !layers.isEmpty else { throw NetworkError(.noLayers, in: "stack") }
    for (index, layer) in layers.enumerated() {
      let given =
        index == 0
        ? layer.forward.inputCount
        : layers[index - 1].cells.reduce(0) { $0 + $1.layout.hidden.count }
      for cell in layer.cells {
        try NetworkError.require(
          shape: [given], of: "inputs of layer \(index)", found: [cell.inputCount])
      }
    }
    self.layers = layers
  }

  /// A stack of layers that read forward.
  ///
  /// - Throws: ``NetworkError`` if there is no layer, and if a layer reads another number of inputs than the layer
  ///   below gives.
  public init(_ cells: [Cell]) throws(NetworkError) {
    try self.init(cells.map { Layer(forward: $0) })
  }

  /// Runs every layer over what the layer below gives.
  ///
  /// - Parameters:
  ///   - inputs: Shape [T, inputCount], a row a step.
  ///   - initialStates: State 0 of each layer, forward direction; zeros where nil.
  ///   - backwardStates: That of the backward direction, which its first step, the last of the sequence, starts
  ///     from; nil also for a layer without this direction.
  /// - Throws: ``NetworkError`` if there is not a state, or nil, for each layer, or one for a direction that is not there,
  ///   and as ``Trajectory/init(of:over:from:)``.
  public func run(
    over inputs: Matrix<Scalar>, from initialStates: [[Scalar]?]? = nil,
    backwardFrom backwardStates: [[Scalar]?]? = nil
  ) throws(NetworkError) -> StackRun<Cell> {
    let forward = try onePerLayer(initialStates, "initial states")
    let backward = try onePerLayer(backwardStates, "backward initial states")
    var given = inputs
    var runs: [StackRun<Cell>.Layer] = []
    for (index, layer) in layers.enumerated() {
      do {
        if layer.backward == nil, let state = backward[index] {
          try NetworkError.require(shape: [0], of: "backward initial state", found: [state.count])
        }
        let run = StackRun<Cell>.Layer(
          forward: try layer.forward.trajectory(over: given, from: forward[index]),
          backward: try layer.backward?.trajectory(
            over: given.reversedRows(), from: backward[index]))
        given = run.hiddenStates
        runs.append(run)
      } catch {
        throw NetworkError(error.code, in: "layer \(index), \(error.subject)")
      }
    }
    return StackRun(layers: runs)
  }

  /// A state, or nil, for each layer.
  private func onePerLayer(
    _ states: [[Scalar]?]?, _ subject: String
  ) throws(NetworkError) -> [[Scalar]?] {
    guard let states else { return layers.map { _ in nil } }
    try NetworkError.require(
      shape: [layers.count], of: "\(subject), one for each layer", found: [states.count])
    return states
  }
}
