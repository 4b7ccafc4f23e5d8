import RecurrentJacobians

extension NetworkSource {
  /// What neither the options nor the file say, and what was taken.
  func notes(on layer: RecurrentLayer, in checkpoint: Checkpoint) -> [String] {
    let choice = choice(of: layer, in: checkpoint).map { "\(model): \($0)" }
    let assumptions = layer.assumptions(in: checkpoint.format, given: conventions).map {
      "\(model): \($0.assumption) assumed, the file does not say (\($0.option))"
    }
    let start =
      layer.conventions.startsFromConstant && initialState == nil
      ? "\(model) has \(layer.recurrentWeightsName) start from a constant state; state 0 is zero here,"
        + " --initial-state says else" : nil
    return [choice].compactMap { $0 } + assumptions + [start].compactMap { $0 }
  }

  /// Which of several layers and directions `found` is; nil where there is one, or the options say.
  private func choice(of found: RecurrentLayer, in checkpoint: Checkpoint) -> String? {
    guard layer == nil else { return nil }
    let count = Set(checkpoint.stack(around: found).map(\.index)).count
    let isOpen = !reverse && checkpoint.isBidirectional(found)
    let parts = [
      count > 1 ? ("layer \(found.index ?? 0) of \(count)", "--layer") : nil,
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
      + (sequences.mayHaveStepsFirst
        ? "; if the array is of shape [steps, batch, inputs], PyTorch's default, swap its axes:"
          + " numpy.swapaxes(x, 0, 1)" : "")
  }
}
