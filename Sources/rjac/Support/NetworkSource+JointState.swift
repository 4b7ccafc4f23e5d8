import RecurrentJacobians

extension NetworkSource {
  /// The layer together with those below it, as a joint state.
  func run<Cell: RecurrentCell>(
    _ layer: RecurrentLayer, on below: [Checkpoint.Directions], of checkpoint: Checkpoint,
    over sequence: Matrix<Cell.Scalar>, from lower: Int,
    make: (RecurrentLayer) throws(ModelFileError) -> Cell
  ) throws -> LoadedNetwork<Cell.Scalar> {
    guard below.indices.contains(lower) else {
      throw UsageError(
        "--from-layer \(lower): \(remedy(where: layer, of: checkpoint, has: below.count))")
    }
    guard !reverse, below.allSatisfy({ $0.backward == nil }) else {
      throw UsageError(
        "--from-layer \(lower): a bidirectional stack has no joint state at a step; leave the option"
          + " out to trace a single layer")
    }
    guard initialState == nil else {
      throw UsageError("--from-layer \(lower): --initial-state is that of a single layer")
    }
    let joint = Array(below[lower...]) + [(forward: layer, backward: nil)]
    let stack = try LayerStack(joint, in: checkpoint, make: make)
    do {
      var given = sequence
      if lower > 0 {
        let layers = Array(below[..<lower])
        given = try LayerStack(layers, in: checkpoint, make: make)
          .run(over: sequence, from: layers, in: checkpoint).layers.last!.hiddenStates
      }
      let run = try stack.run(over: given, from: joint, in: checkpoint)
      return LoadedNetwork(
        checkpoint: checkpoint, layer: layer, trajectory: run.layers.last!.forward,
        acrossLayers: try run.jacobians(from: 0, to: run.layers.count - 1))
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw UsageError("\(model) run over \(inputsName): \(error)")
    }
  }

  /// What to do where a layer below `layer` is asked for that is not among the `count` there are.
  private func remedy(
    where layer: RecurrentLayer, of checkpoint: Checkpoint, has count: Int
  ) -> String {
    let name = checkpoint.label(of: layer)
    guard count == 0 else {
      return "below \(name) \(model) has \(count == 1 ? "layer 0" : "layers 0 to \(count - 1)");"
        + " choose such a one, or a higher layer with --layer"
    }
    let above = checkpoint.stack(around: layer).contains { ($0.index ?? 0) > (layer.index ?? 0) }
    return above
      ? "\(name) is the lowest layer of \(model); choose the one whose later state is looked at with"
        + " --layer, such as --layer \((layer.index ?? 0) + 1)"
      : "\(model) has no layer below \(name) and none above it; leave the option out"
  }
}
