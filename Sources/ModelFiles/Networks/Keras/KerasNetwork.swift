import DenseLinearAlgebra
import RecurrentCells

/// Weights as Keras saves them: the layers that its configuration describes, and those that only names and
/// shapes tell of.
struct KerasNetwork<File: TensorFile>: NetworkFile {
  private let file: File
  private let members: [KerasMember]

  func tensor(named name: String) throws(ModelFileError) -> Tensor {
    try file.tensor(named: name)
  }

  /// - Parameter configuration: What describes the model; nil for a file of weights alone.
  init(_ file: File, configuration: KerasConfiguration?) {
    self.file = file
    var cells = KerasCell.all(among: file.tensors)
    var members: [KerasMember] = []
    for described in (configuration?.layers ?? []) + (configuration?.others ?? []) {
      let own = described.indices(in: cells)
      if described.kind == nil {
        // Not a cell of ours: what looks like one is refused.
        members += own.compactMap {
          KerasMember(cells[$0], named: described.prefix, conventions: described.conventions)
        }
      } else {
        members.append(KerasMember(described, own.count == 1 ? cells[own[0]] : nil))
      }
      // Where several fit, none is known to be it.
      guard described.kind == nil || own.count == 1 else { continue }
      for index in own.reversed() { cells.remove(at: index) }
    }
    let alike = Dictionary(grouping: cells) { [$0.layerName, "\($0.isBackward)"] }
    self.members =
      members
      + cells.compactMap { cell in
        let isOnly = alike[[cell.layerName, "\(cell.isBackward)"]]?.count == 1
        return KerasMember(cell, named: isOnly ? cell.layerName : cell.group)
      }
  }

  var tensors: [TensorInfo] { file.tensors }
  var otherFiles: [String] { file.otherFiles }
  var layers: [RecurrentLayer] { members.map(\.layer) }

  func weights<Scalar: LinearAlgebraScalar>(
    of layer: RecurrentLayer, as type: Scalar.Type
  ) throws(ModelFileError) -> LayerWeights<Scalar> {
    guard let member = members.first(where: { $0.layer == layer }), let cell = member.cell else {
      throw file.missing(layer.recurrentWeightsName)
    }
    let (n, gates) = (layer.unitCount, layer.kind.gateCount)
    let reason = "\(layer.prefix) is \(layer.kind.indefinite) with \(n) units."
    let recurrent = try file.weight(
      named: cell.recurrentKernel.name, shape: [n, gates * n], because: reason)
    let kernel = try file.weight(
      named: cell.kernel.name, shape: [nil, gates * n], because: reason)
    var bias: Tensor?
    if member.usesBias ?? (cell.bias != nil) {
      guard let info = cell.bias else { throw file.missing(cell.group + "/bias") }
      bias = try file.weight(
        named: info.name, shape: biasShape(info, of: layer, reason: reason), because: reason)
    }
    return LayerWeights(
      KerasWeights(kind: layer.kind, unitCount: n, kernel: kernel, recurrent: recurrent, bias: bias)
    )
  }

  /// The shape of a bias, one of those that the layer may have.
  private func biasShape(
    _ info: TensorInfo, of layer: RecurrentLayer, reason: String
  ) throws(ModelFileError) -> [Int] {
    let rows = layer.kind.gateCount * layer.unitCount
    let possible: [[Int]] =
      switch (layer.kind, layer.conventions.reset) {
      case (.rnn, _): [[rows]]
      case (.lstm, _): [[rows], [2 * rows]]
      case (.gru, .beforeProduct): [[rows]]
      case (.gru, _): [[2, rows], [2 * rows]]
      }
    guard possible.contains(info.shape) else {
      throw ModelFileError(
        .wrongShape, path: file.path, tensor: info.name,
        expected: possible.map { "\($0)" }.joined(separator: " or "), found: "\(info.shape)",
        remedy: reason)
    }
    return info.shape
  }

  func refusal(where isMeant: (Int?, String, Bool) -> Bool) -> NetworkRefusal {
    .unknownNames(
      remedy:
        "Of a Keras model LSTM, GRU, SimpleRNN, CuDNNLSTM and CuDNNGRU are understood, alone, in"
        + " RNN, in Bidirectional and in models inside the model.")
  }
}
