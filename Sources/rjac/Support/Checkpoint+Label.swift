import RecurrentJacobians

extension Checkpoint {
  /// What a layer is called in messages: its W_hh by PyTorch's names, else its name in the model.
  func label(of layer: RecurrentLayer) -> String {
    format.isPyTorchLike ? layer.recurrentWeightsName : layer.name ?? layer.prefix
  }
}
