import RecurrentCells

/// A recurrent layer of a Keras model and where its weights are.
struct KerasMember: Sendable {
  let layer: RecurrentLayer
  /// nil where the file has none of the names.
  let cell: KerasCell?
  /// nil where nothing says it.
  var usesBias: Bool?
}

extension KerasMember {
  /// A layer that is described.
  init(_ described: KerasLayer, _ cell: KerasCell?) {
    let units = described.unitCount ?? cell?.unitCount ?? 0
    let name = described.names.joined(separator: "/")
    self.init(
      layer: RecurrentLayer(
        kind: described.kind!, prefix: described.prefix,
        name: name == described.prefix ? nil : name, index: described.index,
        isReversed: described.isReversed, inputCount: cell?.kernel.shape.first, unitCount: units,
        hiddenCount: units, isProjected: false, conventions: described.conventions,
        inputWeightsName: cell?.kernel.name ?? described.prefix + "/kernel",
        recurrentWeightsName: cell?.recurrentKernel.name ?? described.prefix + "/recurrent_kernel",
        reads: (described.index ?? 0) == 0 ? described.reads : nil, mask: described.mask),
      cell: cell, usesBias: described.usesBias)
  }

  /// A layer that only the names and shapes of its weights tell of; nil if they do not fit each other.
  init?(
    _ cell: KerasCell, named name: String, conventions: RecurrentLayer.Conventions = .init()
  ) {
    guard let kind = cell.kind, let units = cell.unitCount else { return nil }
    var conventions = conventions
    if kind == .gru, let shape = cell.bias?.shape {
      conventions.reset = shape == [3 * units] ? .beforeProduct : .afterProduct
    }
    self.init(
      layer: RecurrentLayer(
        kind: kind, prefix: name, index: nil, isReversed: cell.isBackward,
        inputCount: cell.kernel.shape[0], unitCount: units, hiddenCount: units, isProjected: false,
        conventions: conventions, inputWeightsName: cell.kernel.name,
        recurrentWeightsName: cell.recurrentKernel.name, lacksBiases: cell.bias == nil),
      cell: cell)
  }
}
