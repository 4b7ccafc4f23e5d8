public import DenseLinearAlgebra

/// The inputs in a file: one sequence, or a batch of them, of different lengths if need be.
///
/// | file | sequences |
/// |---|---|
/// | `.npy` or CSV of shape [steps, inputs] | one |
/// | `.npy` of shape [sequences, steps, inputs] | named 0, 1, …; lengths may be given beside it |
/// | `.npz` | its arrays of shape [steps, inputs], by their names; or one of shape [sequences, steps, inputs], with an array `lengths` if need be |
public struct InputSequences: Sendable {
  /// The file, as the caller named it.
  public let path: String
  /// What tells the sequences apart, as many as there are.
  public let names: [String]
  private let content: Content

  private enum Content {
    case one(Tensor)
    case padded(Tensor, lengths: [Int])
    case arrays(NPZFile)
  }

  /// Reads the file; the arrays of a `.npz` are read when they are asked for.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - lengths: A `.npy` file with the number of steps of each sequence of a three-dimensional
  ///     array; what stands behind them is not looked at. All steps if nil.
  /// - Throws: `ModelFileError` if a file cannot be read, or has another shape.
  public init(contentsOf path: String, lengths: String? = nil) throws(ModelFileError) {
    self.path = path
    let given = try lengths.map { path throws(ModelFileError) in
      try NumPyFile(contentsOf: path).lengths()
    }
    let format = try FileFormat.detect(path)
    switch format {
    case .npz:
      let file = try NPZFile(contentsOf: path)
      (content, names) = try Self.archived(file, lengths: given)
    case .numPy:
      (content, names) = try Self.array(NumPyFile(contentsOf: path).tensor(), lengths: given)
    case .csv:
      (content, names) = try Self.array(CSVMatrix.read(path), lengths: given)
    default:
      throw ModelFileError(
        .unknownFormat, path: path, expected: "arrays in npy, npz or CSV", found: format.words,
        remedy: "The model comes first, the inputs second.")
    }
  }

  /// The inputs of one sequence, a row a step.
  ///
  /// - Parameter name: One of ``names``.
  /// - Throws: `ModelFileError` if there is no such sequence, it is empty, or has a value that is not
  ///   finite, with its step.
  public func sequence<Scalar: LinearAlgebraScalar>(
    named name: String, as type: Scalar.Type = Scalar.self
  ) throws(ModelFileError) -> Matrix<Scalar> {
    guard let index = names.firstIndex(of: name) else {
      throw ModelFileError(
        .missingTensor, path: path, tensor: name,
        remedy: "The file has the sequences " + Self.shown(names) + ".")
    }
    let tensor: Tensor
    switch content {
    case .one(let only): tensor = only
    case .arrays(let file): tensor = try file.tensor(named: name)
    case .padded(let all, let lengths):
      let (steps, inputs) = (all.shape[1], all.shape[2])
      let start = index * steps * inputs
      tensor = Tensor(
        path: path, name: "sequence \(name)", shape: [lengths[index], inputs],
        values: Array(all.values[start..<start + lengths[index] * inputs]))
    }
    try tensor.requireNotEmpty()
    try tensor.requireFinite(firstAxis: "step")
    return Matrix(tensor)
  }

  /// Names for a sentence.
  public static func shown(_ names: [String]) -> String {
    names.prefix(8).joined(separator: ", ")
      + (names.count > 8 ? " and \(names.count - 8) more" : "")
  }

  private static func array(
    _ tensor: Tensor, lengths: [Int]?
  ) throws(ModelFileError) -> (Content, [String]) {
    guard tensor.shape.count == 3 else {
      try tensor.requireShape(
        [nil, nil],
        remedy: "One sequence is an array of shape [steps, inputs], a batch of them one of shape"
          + " [sequences, steps, inputs].")
      guard lengths == nil else {
        throw ModelFileError(
          .wrongShape, path: tensor.path, tensor: tensor.name,
          expected: "[sequences, steps, inputs], as lengths are given", found: "\(tensor.shape)",
          remedy: "A single sequence has the length of its array: leave the lengths out.")
      }
      return (.one(tensor), [tensor.name ?? ""])
    }
    try tensor.requireNotEmpty()
    let (count, steps) = (tensor.shape[0], tensor.shape[1])
    let lengths = lengths ?? Array(repeating: steps, count: count)
    guard lengths.count == count, lengths.allSatisfy({ (1...steps).contains($0) }) else {
      let wrong = lengths.first { !(1...steps).contains($0) }
      throw ModelFileError(
        .outOfRange, path: tensor.path, tensor: "lengths",
        expected: "\(count) numbers from 1 to \(steps), for an array of shape \(tensor.shape)",
        found: lengths.count == count ? "\(wrong ?? 0)" : "\(lengths.count) numbers")
    }
    return (.padded(tensor, lengths: lengths), (0..<count).map { "\($0)" })
  }

  private static func archived(
    _ file: NPZFile, lengths: [Int]?
  ) throws(ModelFileError) -> (Content, [String]) {
    let sequences = file.tensors.filter { $0.shape.count == 2 }.map(\.name)
    let batches = file.tensors.filter { $0.shape.count == 3 }
    if sequences.isEmpty, batches.count == 1 {
      var lengths = lengths
      if lengths == nil, file.info(named: "lengths") != nil {
        lengths = try file.lengths(named: "lengths")
      }
      return try array(file.tensor(named: batches[0].name), lengths: lengths)
    }
    guard !sequences.isEmpty, batches.isEmpty else {
      throw ModelFileError(
        .wrongShape, path: file.path,
        expected: "arrays of shape [steps, inputs], or one of shape [sequences, steps, inputs]",
        found: file.tensors.isEmpty
          ? "no array" : shown(file.tensors.map { "\($0.name) \($0.shape)" }))
    }
    if sequences.count == 1 { return try array(file.tensor(named: sequences[0]), lengths: lengths) }
    return (.arrays(file), sequences)
  }
}
