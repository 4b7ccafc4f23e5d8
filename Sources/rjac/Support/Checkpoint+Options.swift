import RecurrentJacobians

extension Checkpoint {
  /// The options that tell the layer from the others of the file.
  func options(selecting layer: RecurrentLayer) -> [String] {
    var options: [String] = []
    let alike = layers.filter { $0.isReversed == layer.isReversed }
    if Set(alike.map(\.prefix)).count > 1 { options.append("--prefix \(layer.prefix.shellQuoted)") }
    if let index = layer.index, Set(alike.map(\.index)).count > 1 {
      options.append("--layer \(index)")
    }
    if layer.isReversed { options.append("--reverse") }
    return options
  }
}
