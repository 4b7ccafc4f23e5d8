import RecurrentCells

extension Checkpoint {
  /// The tensors beside the weights of a layer by PyTorch's names, in the same module or in parts of it, that have a number
  /// for each unit: PyTorch's layers have no parts, and no weights but their own. Peepholes are such, and what normalizes
  /// layers.
  ///
  /// Where the names of `nn.LSTM` and the like stand without a prefix, parts are taken for those of the model around it.
  package func strangers(beside layer: RecurrentLayer) -> [String] {
    let sizes = [layer.unitCount, layer.kind.gateCount * layer.unitCount]
    let isBare = layer.prefix.isEmpty && layer.index != nil
    return strangers.filter { tensor in
      guard tensor.name.hasPrefix(layer.prefix), tensor.shape.contains(where: sizes.contains)
      else { return false }
      let place = tensor.name.dropFirst(layer.prefix.count)
      return !(isBare && place.contains(".")) && !place.hasPrefix("optimizer")
    }.map(\.name)
  }
}
