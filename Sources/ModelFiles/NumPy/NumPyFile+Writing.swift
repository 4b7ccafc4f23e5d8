extension NumPyFile {
  /// Writes an array of double-precision numbers, row-major, as `numpy.save` does: the same bytes.
  ///
  /// The file appears whole or not at all.
  ///
  /// - Parameters:
  ///   - shape: Lengths of the axes; empty for a single number.
  ///   - values: The elements, the last index running fastest.
  ///   - path: Where to; a file already there is replaced.
  /// - Throws: `ModelFileError` – `.notWritable`, `.isDirectory`.
  /// - Precondition: `values.count` is the product of `shape`, which has at most 64 axes (NumPy's
  ///   own bound).
  public static func write(
    shape: [Int], values: [Double], to path: String
  ) throws(ModelFileError) {
    precondition(
      Shape.elementCount(of: shape) == values.count && shape.count <= 64,
      "shape \(shape) does not hold \(values.count) values")
    var file = try WholeFile(path)
    try file.write(NumPyHeader.bytes(shape: shape))
    var start = 0
    while start < values.count {
      let end = min(start + 16_384, values.count)
      try file.write(ElementBytes.littleEndian(values[start..<end]))
      start = end
    }
    try file.commit()
  }
}
