import Foundation
import RecurrentJacobians

extension NetworkSource {
  /// W of y_t = W·h_t, shape [outputs, hidden]; nil where h_t itself is looked at.
  func readoutWeights<Scalar: LinearAlgebraScalar>(
    for layer: RecurrentLayer, in checkpoint: Checkpoint
  ) throws -> Matrix<Scalar>? {
    guard let readout else { return nil }
    let isTensor = readoutFile(beside: checkpoint) == nil
    guard isTensor || FileManager.default.fileExists(atPath: readout) else {
      throw UsageError(
        "--readout \(readout): \(model) has no such tensor, and there is no such file;"
          + " rjac inspect \(model) lists the tensors")
    }
    let tensor =
      try isTensor
      ? checkpoint.tensor(named: readout) : NumPyFile(contentsOf: readout).tensor()
    try tensor.requireFinite()
    let shape = tensor.shape.count == 1 ? [1] + tensor.shape : tensor.shape
    let count = layer.hiddenCount
    let widths = [count] + (checkpoint.isBidirectional(layer) ? [2 * count] : [])
    func fits(_ axis: Int) -> Bool {
      shape.count == 2 && shape[0] > 0 && widths.contains(shape[axis])
    }
    let axes = (isTensor && tensor.shape.count == 2 ? checkpoint.inputAxes : [1]).filter(fits)
    guard let axis = axes.first, axes.count == 1 else {
      let width = "\(count)" + (widths.count > 1 ? " or, of both directions, \(2 * count)" : "")
      throw ModelFileError(
        .wrongShape, path: isTensor ? model : readout, tensor: isTensor ? readout : nil,
        expected: "[outputs, hidden] with \(width) hidden values",
        found: "\(tensor.shape)"
          + (axes.isEmpty ? "" : ", of which the file does not say which axis is which"),
        remedy: axes.isEmpty
          ? "Its columns meet the hidden state of the layer."
          : "Save it as a .npy file of shape [outputs, hidden].")
    }
    let given = Matrix<Scalar>(
      rows: shape[0], columns: shape[1], rowMajor: tensor.values.map { Scalar($0) })
    let weights = axis == 0 ? given.transposed() : given
    let limit = ReadoutJacobians<Scalar>.outputLimit
    guard weights.rowCount <= limit else {
      throw UsageError(
        "--readout \(readout): \(weights.rowCount) outputs; up to \(limit) are looked at one by one."
          + " Save some of its rows as a .npy file, or the gradient of a loss with respect to h_t")
    }
    guard weights.columnCount > count else { return weights }
    // Forward states stand before backward ones.
    let own = layer.isReversed ? count..<2 * count : 0..<count
    return weights.submatrix(rows: 0..<weights.rowCount, columns: own)
  }

  /// What is looked at, and how large it is.
  func words(on weights: Matrix<some LinearAlgebraScalar>) throws -> String {
    let norm = Double(try weights.singularValues().first ?? 0)
    return
      ("y = W·h in place of h, W = \(readout ?? "") with \(Count.text(weights.rowCount, "output"))"
      + " and σ₁ = \(ScientificNumber.text(norm)), beside which σ₁ is to be read")
      .escapingControls()
  }

  /// The file of the readout, where it is one; nil for a tensor of the model.
  func readoutFile(beside checkpoint: Checkpoint) -> String? {
    readout.flatMap { name in checkpoint.tensors.contains { $0.name == name } ? nil : name }
  }
}

extension Checkpoint {
  /// Where the weights of a dense layer may have their inputs: PyTorch's in columns, Keras's in rows, those of ONNX as the
  /// node that reads them has it.
  fileprivate var inputAxes: [Int] {
    switch format {
    case .keras, .hdf5: [0]
    case .onnx: [0, 1]
    default: [1]
    }
  }
}
