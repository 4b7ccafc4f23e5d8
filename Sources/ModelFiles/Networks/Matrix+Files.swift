public import DenseLinearAlgebra

extension Matrix {
  /// The two-dimensional array in a `.npy` or CSV file, told by content: inputs with a row a step.
  ///
  ///     let inputs = try Matrix<Double>(contentsOf: "inputs.npy")
  ///
  /// - Throws: `ModelFileError` if the file cannot be read, is empty, has another number of
  ///   dimensions than two, or a value that is not finite, with its step.
  public init(contentsOf path: String) throws(ModelFileError) {
    let tensor: Tensor
    let format = try FileFormat.detect(path)
    switch format {
    case .numPy: tensor = try NumPyFile(contentsOf: path).tensor()
    case .csv: tensor = try CSVMatrix.read(path)
    case .hdf5:
      throw ModelFileError(
        .unknownFormat, path: path, expected: "an array in npy or CSV", found: "an HDF5 file",
        remedy: "The model comes first, the inputs second; an array in HDF5 is converted in Python:"
          + " numpy.save('inputs.npy', h5py.File(path)['name'][()]).")
    case .safetensors, .keras:
      throw ModelFileError(
        .unknownFormat, path: path, expected: "an array in npy or CSV", found: format.words,
        remedy: "The model comes first, the inputs second.")
    }
    try tensor.requireShape(
      [nil, nil], remedy: "One sequence is an array of shape [steps, inputs]: index or reshape it.")
    try tensor.requireNotEmpty()
    try tensor.requireFinite(firstAxis: "step")
    self.init(tensor)
  }

  /// A tensor of two dimensions.
  init(_ tensor: Tensor) {
    self.init(
      rows: tensor.shape[0], columns: tensor.shape[1],
      rowMajor: tensor.values.lazy.map { Scalar($0) })
  }
}
