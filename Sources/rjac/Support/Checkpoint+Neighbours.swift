import RecurrentJacobians

extension Checkpoint {
  /// Whether there is the other direction of `layer` as well.
  func isBidirectional(_ layer: RecurrentLayer) -> Bool {
    stack(around: layer).contains {
      $0.index == layer.index && $0.isReversed != layer.isReversed
    }
  }

  /// The prefixes of other layers that the lowest of the stack of `layer` may stand on, in quotes; none where the file
  /// shows what it reads.
  func layersBeside(_ layer: RecurrentLayer) -> [String] {
    guard format.isPyTorchLike else { return [] }
    return Set(layers.map(\.prefix)).subtracting([layer.prefix]).sorted().map { "'\($0)'" }
  }

  /// Why the step of `layer` may be another than the one that its weights look like.
  func doubts(on layer: RecurrentLayer) -> [String] {
    let strangers = strangers(beside: layer)
    return [
      layer.foreignClass.map { "of a module of class \($0)" },
      strangers.isEmpty ? nil : "beside \(strangers.listed), of which no use is made",
    ].compactMap { $0 }
  }
}
