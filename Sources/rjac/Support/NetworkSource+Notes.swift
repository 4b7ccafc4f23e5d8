import RecurrentJacobians

extension NetworkSource {
  /// What neither the options nor the file say, and what was taken.
  func notes(on layer: RecurrentLayer, in checkpoint: Checkpoint) throws -> [String] {
    let choices = [
      Shard(path: model)?.words, choice(of: layer, in: checkpoint),
      passedOver(beside: layer, in: checkpoint),
    ].compactMap { $0.map { "\(model): \($0)" } }
    let assumptions = layer.assumptions(in: checkpoint.format, given: conventions).map {
      "\(model): \($0.assumption) assumed, the file does not say (\($0.option))"
    }
    let tanh =
      layer.assumesTanh(in: checkpoint.format)
      ? "\(model): tanh assumed, the file does not say (rjac inspect --states checks it)" : nil
    let start = layer.conventions.startsFrom.map {
      "\(model) has \(layer.recurrentWeightsName) start from \($0); state 0 is zero here,"
        + " --initial-state says else"
    }
    return choices + (try notesBelow(layer, in: checkpoint)) + assumptions
      + [tanh, initialState == nil ? start : nil].compactMap { $0 }
  }

  /// What lies between the inputs and the layer and is not computed, and what is taken where the file has
  /// nothing.
  private func notesBelow(
    _ layer: RecurrentLayer, in checkpoint: Checkpoint
  ) throws -> [String] {
    let found = try checkpoint.layersBelow(layer)
    let below = found ?? []
    let lowest = below.first?.forward ?? layer
    let reads =
      found == nil ? "layers that the file lacks or has of another kind" : lowest.reads
    let others = reads == nil ? checkpoint.layersBeside(layer) : []
    let biasless = (below.map(\.forward) + [layer]).first(where: \.lacksBiases)
    return [
      reads.map {
        "\(lowest.recurrentWeightsName) reads \($0); INPUTS are taken for what comes from there"
      },
      others.isEmpty
        ? nil
        : "\(lowest.recurrentWeightsName) reads INPUTS as they are; if it stands on \(others.listed),"
          + " INPUTS are to be what comes from there",
      biasless.map { "no biases beside \($0.recurrentWeightsName): 0 taken" },
    ].compactMap { $0.map { "\(model): \($0)" } }
      + below.compactMap { lower in
        lower.forward.conventions.startsFrom.map {
          "\(model) has \(lower.forward.recurrentWeightsName) start from \($0), here from zeros"
        }
      }
  }

  /// What might have been meant and cannot be run; nil where there is nothing such, or the prefix is said.
  private func passedOver(
    beside layer: RecurrentLayer, in checkpoint: Checkpoint
  ) -> String? {
    let others = Set(checkpoint.brokenLayers.map(\.prefix)).subtracting([layer.prefix]).sorted()
    guard prefix == nil, !others.isEmpty else { return nil }
    let names = others.map { "'\($0)'" }.listed
    return "passed over, as it cannot be run: \(names) (rjac inspect says why)"
  }

  /// Which of several layers and directions `found` is; nil where there is one, or the options say.
  private func choice(of found: RecurrentLayer, in checkpoint: Checkpoint) -> String? {
    let count = Set(checkpoint.stack(around: found).map(\.index)).count
    let isOpen = !reverse && checkpoint.isBidirectional(found)
    let parts = [
      layer == nil && count > 1 ? ("layer \(found.index ?? 0) of \(count)", "--layer") : nil,
      isOpen ? ("forward", "--reverse") : nil,
    ].compactMap { $0 }
    guard !parts.isEmpty else { return nil }
    let options = parts.map(\.1).joined(separator: ", ")
    return parts.map(\.0).joined(separator: ", ")
      + " (\(options) \(parts.count == 1 ? "chooses" : "choose"))"
  }

  /// How the inputs were read, with what to do where that may not be how they were meant.
  func reading(of sequences: InputSequences) -> String {
    "\(inputs): \(sequences.words)"
      + (sequences.mayHaveStepsFirst ? "; \(remedy(whereStepsAreFirst: sequences))" : "")
      + (sequences.unreadArrays.isEmpty
        ? ""
        : "; not read: \(sequences.unreadArrays.listed) (lengths of sequences are called lengths)")
  }

  private func remedy(whereStepsAreFirst sequences: InputSequences) -> String {
    sequences.stepCounts.allSatisfy { $0 == 1 }
      ? "one sequence of \(sequences.names.count) steps, a batch of one with the steps first, is saved as"
        + " x[:, 0]"
      : "if the array is of shape [steps, batch, inputs], PyTorch's default, swap its axes:"
        + " numpy.swapaxes(x, 0, 1)"
  }
}
