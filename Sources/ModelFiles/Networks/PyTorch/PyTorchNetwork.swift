import DenseLinearAlgebra
import RecurrentCells

/// Weights by PyTorch's names, in any file of named tensors.
struct PyTorchNetwork<File: TensorFile>: NetworkFile {
  private let file: File
  private let byName: [String: TensorInfo]
  let layers: [RecurrentLayer]

  /// - Parameter nonlinearities: Those that the file names, by prefix.
  init(_ file: File, nonlinearities: [String: Nonlinearity] = [:]) {
    self.file = file
    let byName = Dictionary(file.tensors.map { ($0.name, $0) }) { first, _ in first }
    self.byName = byName
    layers = file.tensors.compactMap {
      RecurrentLayer(recurrentWeights: $0, among: byName, nonlinearities: nonlinearities)
    }
  }

  var tensors: [TensorInfo] { file.tensors }

  /// The weights of a layer; where both biases are missing they are 0.
  func weights<Scalar: LinearAlgebraScalar>(
    of layer: RecurrentLayer, as type: Scalar.Type
  ) throws(ModelFileError) -> LayerWeights<Scalar> {
    let name = PyTorchLayerName(of: layer)
    let rows = layer.kind.gateCount * layer.unitCount
    let reason =
      "\(layer.recurrentWeightsName) of shape \([rows, layer.hiddenCount]) asks for it."
    func tensor(_ weight: String, _ shape: [Int?]) throws(ModelFileError) -> Tensor {
      try file.weight(named: name.tensorName(weight), shape: shape, because: reason)
    }
    let biases = ["bias_ih", "bias_hh"].map(name.tensorName)
    let present = biases.filter { byName[$0] != nil }
    if present.count == 1, let missing = biases.first(where: { byName[$0] == nil }) {
      throw ModelFileError(
        .missingTensor, path: file.path, tensor: missing, expected: "both biases or none",
        found: "\(present[0]) alone", remedy: "Save zeros for the one that the cell does without.")
    }
    func bias(_ weight: String) throws(ModelFileError) -> [Double] {
      present.isEmpty ? Array(repeating: 0, count: rows) : try tensor(weight, [rows]).values
    }
    let recurrent = try tensor("weight_hh", [rows, layer.hiddenCount])
    let input = try tensor("weight_ih", [rows, nil])
    let projection =
      try layer.isProjected ? tensor("weight_hr", [layer.hiddenCount, layer.unitCount]) : nil
    return LayerWeights(
      input: Matrix(input), recurrent: Matrix(recurrent), inputBias: try bias("bias_ih"),
      recurrentBias: try bias("bias_hh"), projection: projection.map { Matrix($0) })
  }

  func refusal(where isMeant: (Int?, String, Bool) -> Bool) -> NetworkRefusal {
    let misshapen = tensors.first { tensor in
      guard let name = PyTorchLayerName(recurrentWeights: tensor.name) else { return false }
      return isMeant(name.index, name.prefix, name.isReversed)
        && RecurrentLayer(recurrentWeights: tensor, among: byName) == nil
    }
    guard let misshapen else {
      return .unknownNames(
        remedy: "Names as in PyTorch are understood: weight_ih_l0, weight_hh_l0, bias_ih_l0,"
          + " bias_hh_l0 with any prefix, gates stacked in rows.")
    }
    return .misshapen(
      ModelFileError(
        .wrongShape, path: file.path, tensor: misshapen.name,
        expected: "[4n, n] of an LSTM, [3n, n] of a GRU, [n, n] of an RNN, or [4n, p] of an LSTM"
          + " with a weight_hr of [p, n]",
        found: "\(misshapen.shape)", remedy: "Gates are stacked in rows."))
  }
}
