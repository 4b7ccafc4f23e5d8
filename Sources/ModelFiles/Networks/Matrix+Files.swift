public import DenseLinearAlgebra

extension Matrix {
  /// The one sequence of inputs in a `.npy`, `.npz` or CSV file, told by content: a row a step.
  ///
  ///     let inputs = try Matrix<Double>(contentsOf: "inputs.npy")
  ///
  /// - Throws: `ModelFileError` if the file cannot be read, is empty, has another shape or several
  ///   sequences (which ``InputSequences`` reads), or a value that is not finite, with its step.
  public init(contentsOf path: String) throws(ModelFileError) {
    let sequences = try InputSequences(contentsOf: path)
    guard sequences.names.count == 1 else {
      throw ModelFileError(
        .wrongShape, path: path, expected: "one sequence, of shape [steps, inputs]",
        found: "\(sequences.names.count): \(sequences.names.listed)",
        remedy: sequences.stepCounts.allSatisfy { $0 == 1 }
          ? "Of one step each: a batch of one with the steps first is saved as x[:, 0]."
          : "Save the sequence on its own: numpy.save('inputs.npy', x).")
    }
    self = try sequences.sequence(named: sequences.names[0])
  }

  /// A tensor of two dimensions.
  init(_ tensor: Tensor) {
    self.init(rows: tensor.shape[0], columns: tensor.shape[1], rowMajor: tensor.values[...])
  }

  /// A matrix from the values of a file, row by row.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(rows: Int, columns: Int, rowMajor values: ArraySlice<Double>) {
    self.init(rows: rows, columns: columns, rowMajor: values.map { Scalar($0) })
  }
}
