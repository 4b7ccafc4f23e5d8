extension Checkpoint {
  /// The one layer that fits what is asked; nil leaves a property open.
  ///
  /// - Parameters:
  ///   - kind: The cell.
  ///   - index: The number of the layer in its stack; the lowest if nil.
  ///   - prefix: What stands before `weight_ih`, and a dot at its end may be left out; of a Keras or ONNX model the name of
  ///     the layer or node.
  ///   - isReversed: The backward direction.
  /// - Throws: `ModelFileError` if there is none, or more than one prefix to choose from.
  public func layer(
    kind: RecurrentLayer.Kind? = nil, index: Int? = nil, prefix: String? = nil,
    isReversed: Bool = false
  ) throws(ModelFileError) -> RecurrentLayer {
    func isMeant(_ its: Int?, _ itsPrefix: String, _ isBackward: Bool) -> Bool {
      (index == nil || (its ?? 0) == index)
        && prefix.map { [$0, $0 + "."].contains(itsPrefix) } ?? true
        && isBackward == isReversed
    }
    let candidates = layers.filter { layer in
      (kind == nil || layer.kind == kind)
        && [layer.prefix, layer.name ?? layer.prefix].contains {
          isMeant(layer.index, $0, layer.isReversed)
        }
    }
    guard let first = candidates.min(by: { ($0.index ?? 0) < ($1.index ?? 0) }) else {
      let wanted = [
        kind?.rawValue, index.map { "layer \($0)" }, prefix.map { "prefix '\($0)'" },
        isReversed ? "backward direction" : nil,
      ]
      switch refusal(where: isMeant) {
      case .misshapen(let error): throw error
      case .unknownNames(let remedy):
        throw noLayer(
          wanted.compactMap { $0 }.joined(separator: ", "), isReversed: isReversed, remedy: remedy)
      }
    }
    let prefixes = Set(candidates.map(\.prefix)).sorted()
    guard prefixes.count == 1 else {
      throw ModelFileError(
        .ambiguousLayer, path: path, expected: "one recurrent layer",
        found: "layers with the prefixes " + prefixes.map { "'\($0)'" }.joined(separator: ", "),
        remedy: "Choose one by its prefix (--prefix, or prefix: in Swift).")
    }
    return first
  }

  private func noLayer(_ wanted: String, isReversed: Bool, remedy: String) -> ModelFileError {
    let expected = "a recurrent layer" + (wanted.isEmpty ? "" : " (\(wanted))")
    guard layers.isEmpty else {
      return ModelFileError(
        .missingLayer, path: path, expected: expected,
        found: layers.map(\.words).joined(separator: ", "),
        remedy:
          "Ask for one of these by --cell, --layer, --prefix and --reverse (in Swift kind:, index:, prefix: and"
          + " isReversed:)."
          + (isReversed
            ? " A layer that reads backward, though the file does not say so, reads inputs that are turned round, x[::-1]."
            : ""))
    }
    let names = tensors.map { "\($0.name) \($0.shape)" }
    return ModelFileError(
      .missingLayer, path: path, expected: expected,
      found: names.isEmpty ? "no tensor at all" : "tensors " + names.listed,
      remedy: remedy)
  }
}

extension RecurrentLayer {
  /// The layer in a sentence, with what tells it from others.
  fileprivate var words: String {
    recurrentWeightsName + " of \(kind.indefinite)" + (isReversed ? ", backward" : "")
      + (prefix.isEmpty ? "" : ", prefix '\(prefix)'") + (name.map { " or '\($0)'" } ?? "")
  }
}
