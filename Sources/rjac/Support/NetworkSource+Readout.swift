import Foundation
import RecurrentJacobians

extension NetworkSource {
  /// W of y_t = W·h_t, shape [outputs, hidden]; nil where h_t itself is looked at.
  func readoutWeights<Scalar: LinearAlgebraScalar>(
    for layer: RecurrentLayer, in checkpoint: Checkpoint
  ) throws -> Matrix<Scalar>? {
    guard let readout else { return nil }
    let isTensor = checkpoint.tensors.contains { $0.name == readout }
    guard isTensor || FileManager.default.fileExists(atPath: readout) else {
      throw UsageError(
        "--readout \(readout): \(model) has no such tensor, and there is no such file;"
          + " rjac inspect \(model) lists the tensors")
    }
    let tensor =
      try isTensor
      ? checkpoint.tensor(named: readout) : NumPyFile(contentsOf: readout).tensor()
    try tensor.requireFinite()
    let count = layer.hiddenCount
    let widths = [count] + (checkpoint.isBidirectional(layer) ? [2 * count] : [])
    let shape = tensor.shape.count == 1 ? [1] + tensor.shape : tensor.shape
    guard shape.count == 2, shape[0] > 0, let width = widths.first(where: shape.contains) else {
      throw ModelFileError(
        .wrongShape, path: isTensor ? model : readout, tensor: isTensor ? readout : nil,
        expected: "[outputs, \(count)]"
          + (widths.count > 1 ? " or, of both directions, [outputs, \(2 * count)]" : ""),
        found: "\(tensor.shape)", remedy: "Its columns meet the hidden state of the layer.")
    }
    let given = Matrix<Scalar>(
      rows: shape[0], columns: shape[1], rowMajor: tensor.values.map { Scalar($0) })
    let isTransposed =
      shape[1] != width || (shape[0] == width && isTensor && checkpoint.hasKernels)
    let weights = isTransposed ? given.transposed() : given
    guard width > count else { return weights }
    // Forward states stand before backward ones.
    let own = layer.isReversed ? count..<2 * count : 0..<count
    return weights.submatrix(rows: 0..<weights.rowCount, columns: own)
  }

  /// The file of the readout, where it is one; nil for a tensor of the model.
  func readoutFile(beside checkpoint: Checkpoint) -> String? {
    readout.flatMap { name in checkpoint.tensors.contains { $0.name == name } ? nil : name }
  }
}

extension Checkpoint {
  /// Whether weights of other layers stand with their inputs in rows.
  fileprivate var hasKernels: Bool { [.keras, .hdf5].contains(format) }
}
