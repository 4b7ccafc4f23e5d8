public import DenseLinearAlgebra

extension Matrix {
  /// The two-dimensional array in a `.npy`, `.npz` or CSV file, told by content: inputs with a row a step.
  ///
  ///     let inputs = try Matrix<Double>(contentsOf: "inputs.npy")
  ///
  /// - Throws: `ModelFileError` if the file cannot be read, is empty, has another number of
  ///   dimensions than two or, in a `.npz`, several arrays of two, or a value that is not finite, with its step.
  public init(contentsOf path: String) throws(ModelFileError) {
    let tensor: Tensor
    let format = try FileFormat.detect(path)
    switch format {
    case .numPy: tensor = try NumPyFile(contentsOf: path).tensor()
    case .csv: tensor = try CSVMatrix.read(path)
    case .npz: tensor = try Self.onlyMatrix(in: NPZFile(contentsOf: path))
    case .hdf5:
      throw ModelFileError(
        .unknownFormat, path: path, expected: "an array in npy, npz or CSV", found: format.words,
        remedy: "The model comes first, the inputs second; an array in HDF5 is converted in Python:"
          + " numpy.save('inputs.npy', h5py.File(path)['name'][()]).")
    case .safetensors, .pyTorch, .keras:
      throw ModelFileError(
        .unknownFormat, path: path, expected: "an array in npy, npz or CSV", found: format.words,
        remedy: "The model comes first, the inputs second.")
    }
    try tensor.requireShape(
      [nil, nil], remedy: "One sequence is an array of shape [steps, inputs]: index or reshape it.")
    try tensor.requireNotEmpty()
    try tensor.requireFinite(firstAxis: "step")
    self.init(tensor)
  }

  /// The one array of two dimensions.
  private static func onlyMatrix(in file: NPZFile) throws(ModelFileError) -> Tensor {
    let matrices = file.tensors.filter { $0.shape.count == 2 }
    guard let matrix = matrices.first, matrices.count == 1 else {
      let found = file.tensors.prefix(12).map { "\($0.name) \($0.shape)" }
      let more = file.tensors.count > 12 ? " and \(file.tensors.count - 12) more" : ""
      throw ModelFileError(
        .wrongShape, path: file.path, expected: "exactly one array of shape [steps, inputs]",
        found: found.isEmpty ? "no array" : found.joined(separator: ", ") + more,
        remedy: "Save the sequence on its own: numpy.save('inputs.npy', x).")
    }
    return try file.tensor(named: matrix.name)
  }

  /// A tensor of two dimensions.
  init(_ tensor: Tensor) {
    self.init(
      rows: tensor.shape[0], columns: tensor.shape[1],
      rowMajor: tensor.values.lazy.map { Scalar($0) })
  }
}
