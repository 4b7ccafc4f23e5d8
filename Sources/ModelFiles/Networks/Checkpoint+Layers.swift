extension Checkpoint {
  /// The one layer that fits what is asked; nil leaves a property open.
  ///
  /// - Parameters:
  ///   - kind: The cell.
  ///   - index: The number of the layer in its stack; the lowest if nil.
  ///   - prefix: What stands before `weight_ih`.
  ///   - isReversed: The backward direction.
  /// - Throws: `ModelFileError` if there is none, or more than one prefix to choose from.
  public func layer(
    kind: RecurrentLayer.Kind? = nil, index: Int? = nil, prefix: String? = nil,
    isReversed: Bool = false
  ) throws(ModelFileError) -> RecurrentLayer {
    func isMeant(_ name: RecurrentLayer.Name) -> Bool {
      (index == nil || (name.index ?? 0) == index) && (prefix == nil || name.prefix == prefix)
        && name.isReversed == isReversed
    }
    let candidates = layers.filter { (kind == nil || $0.kind == kind) && isMeant($0.name) }
    guard let first = candidates.min(by: { ($0.index ?? 0) < ($1.index ?? 0) }) else {
      try refuseMisshapen(isMeant)
      let wanted = [
        kind?.rawValue, index.map { "layer \($0)" }, prefix.map { "prefix '\($0)'" },
        isReversed ? "backward direction" : nil,
      ]
      throw noLayer(wanted.compactMap { $0 }.joined(separator: ", "))
    }
    let prefixes = Set(candidates.map(\.prefix)).sorted()
    guard prefixes.count == 1 else {
      throw ModelFileError(
        .ambiguousLayer, path: path, expected: "one recurrent layer",
        found: "layers with the prefixes " + prefixes.map { "'\($0)'" }.joined(separator: ", "),
        remedy: "Choose one with --prefix.")
    }
    return first
  }

  /// A tensor with the right name that no cell has the shape of.
  private func refuseMisshapen(
    _ isMeant: (RecurrentLayer.Name) -> Bool
  ) throws(ModelFileError) {
    let misshapen = tensors.first { tensor in
      let name = RecurrentLayer.Name(recurrentWeights: tensor.name)
      return name.map(isMeant) ?? false
        && RecurrentLayer(recurrentWeights: tensor, among: tensors) == nil
    }
    guard let misshapen else { return }
    throw ModelFileError(
      .wrongShape, path: path, tensor: misshapen.name,
      expected: "[4n, n] of an LSTM, [3n, n] of a GRU, [n, n] of an RNN, or [4n, p] of an LSTM with"
        + " a weight_hr of [p, n]",
      found: "\(misshapen.shape)",
      remedy: "Gates are stacked in rows.")
  }

  private func noLayer(_ wanted: String) -> ModelFileError {
    let expected = "a recurrent layer" + (wanted.isEmpty ? "" : " (\(wanted))")
    guard layers.isEmpty else {
      return ModelFileError(
        .missingLayer, path: path, expected: expected,
        found: layers.map { "\($0.tensorName("weight_hh")) of \($0.kind.indefinite)" }
          .joined(separator: ", "),
        remedy: "Ask for one of these.")
    }
    let names =
      tensors.prefix(8).map { "\($0.name) \($0.shape)" }
      + (tensors.count > 8 ? ["and \(tensors.count - 8) more"] : [])
    return ModelFileError(
      .missingLayer, path: path, expected: expected,
      found: names.isEmpty ? "no tensor at all" : "tensors " + names.joined(separator: ", "),
      remedy: "Names as in PyTorch are understood: weight_ih_l0, weight_hh_l0, bias_ih_l0,"
        + " bias_hh_l0 with any prefix, gates stacked in rows.")
  }
}
