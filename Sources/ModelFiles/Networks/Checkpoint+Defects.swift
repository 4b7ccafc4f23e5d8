extension Checkpoint {
  /// What keeps layers from being run, by layer: weights, their own or of a layer below that the inputs pass
  /// through, that are missing, not finite, or of a shape that does not fit. All weights are read.
  public func defects() -> [RecurrentLayer: ModelFileError] {
    var defects: [RecurrentLayer: ModelFileError] = [:]
    var layersBelow: [RecurrentLayer: [RecurrentLayer]] = [:]
    for layer in layers {
      do {
        _ = try weights(of: layer, as: Double.self)
        let below = try self.layersBelow(layer) ?? []
        layersBelow[layer] = below.flatMap { [$0.forward, $0.backward].compactMap(\.self) }
      } catch {
        defects[layer] = error
      }
    }
    let own = defects
    for (layer, below) in layersBelow {
      defects[layer] = below.lazy.compactMap { own[$0] }.first
    }
    return defects
  }
}
