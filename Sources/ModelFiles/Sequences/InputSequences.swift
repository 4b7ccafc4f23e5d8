public import DenseLinearAlgebra
import Foundation

/// The inputs in a file: one sequence, or a batch of them, of different lengths if need be.
///
/// | file | sequences |
/// |---|---|
/// | `.npy` or CSV of shape [steps, inputs] | one |
/// | `.npy` of shape [sequences, steps, inputs] | named 0, 1, …; lengths may be given beside it |
/// | `.npz` | its arrays of shape [steps, inputs], by their names, numbers in them by size; or one of shape [sequences, steps, inputs], with an array `lengths` if need be; others are not read |
public struct InputSequences: Sendable {
  /// The file, as the caller named it.
  public let path: String
  /// What tells the sequences apart, one name for each.
  public let names: [String]
  /// The steps of each, in the order of ``names``.
  public let stepCounts: [Int]
  /// What a `.npz` has besides, such as `targets [773]`.
  public let unreadArrays: [String]
  private let content: Content
  /// The positions of ``names``.
  private let places: [String: Int]

  private enum Content {
    case one(Tensor)
    /// Whether lengths were given says what a NaN may be.
    case padded(Tensor, lengths: [Int], areGiven: Bool)
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
      (path: path, values: try NumPyFile(contentsOf: path).lengths())
    }
    let format = try FileFormat.detect(path)
    var unread: [String] = []
    switch format {
    case .npz:
      let file = try NPZFile(contentsOf: path)
      (content, names) = try Self.archived(file, lengths: given)
      unread =
        file.tensors.filter { $0.shape.count < 2 && ($0.name != "lengths" || given != nil) }
        .map { "\($0.name) \($0.shape)" }
    case .numPy:
      (content, names) = try Self.array(NumPyFile(contentsOf: path).tensor(), lengths: given)
    case .csv:
      (content, names) = try Self.array(CSVMatrix.read(path), lengths: given)
    default:
      throw ModelFileError(
        .unknownFormat, path: path, expected: "arrays in npy, npz or CSV", found: format.words,
        remedy: Self.remedy(for: path, format))
    }
    unreadArrays = unread
    places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    stepCounts =
      switch content {
      case .one(let only): [only.shape[0]]
      case .padded(_, let lengths, _): lengths
      case .arrays(let file): names.map { file.info(named: $0)?.shape.first ?? 0 }
      }
  }

  /// What to do about a file that may hold tensors, but no array.
  private static func remedy(for path: String, _ format: FileFormat) -> String {
    let checkpoint = try? Checkpoint(contentsOf: path)
    let isModel = checkpoint.map { !$0.layers.isEmpty || !$0.brokenLayers.isEmpty } ?? false
    guard !isModel, [.pyTorch, .safetensors].contains(format) else {
      return "The model comes first, the inputs second."
    }
    return "Save the tensor as an array: numpy.save('inputs.npy', x.numpy())."
  }

  /// How the file was read, such as `20 sequences of 3 to 8 steps`.
  public var words: String {
    let (least, most) = (stepCounts.min() ?? 0, stepCounts.max() ?? 0)
    let steps = least == most ? "\(most)" : "\(least) to \(most)"
    return "\(names.count) sequence\(names.count == 1 ? "" : "s") of \(steps)"
      + " step\(most == 1 ? "" : "s")"
  }

  /// Whether one array was taken for [sequences, steps, inputs] that has more sequences than steps and no
  /// lengths, as [steps, batch, inputs] would, PyTorch's default.
  public var mayHaveStepsFirst: Bool {
    guard case .padded(let array, _, areGiven: false) = content else { return false }
    return array.shape[0] > array.shape[1]
  }

  /// The sequences of a batch without lengths that end in rows of zeros, as padded ones do.
  public var zeroEndedCount: Int {
    guard case .padded(let array, let lengths, areGiven: false) = content else { return 0 }
    let (stepCount, width) = (array.shape[1], array.shape[2])
    return lengths.indices.count { index in
      let end = (index + 1) * stepCount * width
      return array.values[end - min(width, end)..<end].allSatisfy { $0 == 0 }
    }
  }

  /// The name of a sequence, given that or its place among ``names``, from 0; nil if there is none.
  public func name(of sequence: String) -> String? { index(of: sequence).map { names[$0] } }

  private func index(of sequence: String) -> Int? {
    places[sequence] ?? Int(sequence).flatMap { names.indices.contains($0) ? $0 : nil }
  }

  /// The inputs of one sequence, a row a step.
  ///
  /// - Parameters:
  ///   - name: One of ``names``, or the place of one among them, from 0.
  ///   - type: The precision.
  /// - Throws: `ModelFileError` if there is no such sequence, it is empty, or has a value that is not
  ///   finite, with its step.
  public func sequence<Scalar: LinearAlgebraScalar>(
    named name: String, as type: Scalar.Type = Scalar.self
  ) throws(ModelFileError) -> Matrix<Scalar> {
    guard let index = index(of: name) else {
      throw ModelFileError(
        .missingTensor, path: path, tensor: "sequence \(name)",
        remedy: names.count == 1
          ? "The file has one sequence, number 0."
          : "The file has the sequences " + names.listed + ".")
    }
    let tensor: Tensor
    var remedy: String?
    switch content {
    case .one(let only): tensor = only
    case .arrays(let file): tensor = try file.tensor(named: names[index])
    case .padded(let all, let lengths, let areGiven):
      let (steps, inputs) = (all.shape[1], all.shape[2])
      let start = index * steps * inputs
      tensor = Tensor(
        path: path, name: "sequence \(names[index])", shape: [lengths[index], inputs],
        values: Array(all.values[start..<start + lengths[index] * inputs]))
      if !areGiven {
        remedy = "If this is padding, say how long the sequences are: their lengths were not given."
      }
    }
    try tensor.requireNotEmpty()
    try tensor.requireFinite(firstAxis: "step", remedy: remedy)
    return Matrix(tensor)
  }

  /// Lengths, and the file that they come from.
  private typealias Lengths = (path: String, values: [Int])

  private static func refuse(
    _ lengths: Lengths?, for shapes: String, remedy: String = "leave the file out"
  ) throws(ModelFileError) {
    guard let lengths else { return }
    throw ModelFileError(
      .wrongShape, path: lengths.path, expected: "inputs of shape [sequences, steps, inputs]",
      found: shapes, remedy: "These sequences have the lengths of their arrays: \(remedy).")
  }

  private static func array(
    _ tensor: Tensor, lengths: Lengths?
  ) throws(ModelFileError) -> (Content, [String]) {
    guard [2, 3].contains(tensor.shape.count) else {
      throw ModelFileError(
        .wrongShape, path: tensor.path, tensor: tensor.name,
        expected: "[steps, inputs], or [sequences, steps, inputs] of a batch",
        found: "\(tensor.shape)",
        remedy: tensor.shape.count == 1
          ? "Numbers of one input are saved as x[:, None], those of one step as x[None]." : nil)
    }
    if tensor.shape.count == 2 {
      try refuse(lengths, for: "\(tensor.shape)")
      return (.one(tensor), [tensor.name ?? ""])
    }
    try tensor.requireNotEmpty()
    let (count, steps) = (tensor.shape[0], tensor.shape[1])
    let values = lengths?.values ?? Array(repeating: steps, count: count)
    let wrong = values.firstIndex { !(1...steps).contains($0) }
    guard values.count == count, wrong == nil else {
      throw ModelFileError(
        .outOfRange, path: lengths?.path ?? tensor.path,
        expected: "\(count) lengths from 1 to \(steps), for inputs of shape \(tensor.shape)",
        found: values.count == count
          ? "\(values[wrong!]) at index \(wrong!)" : "\(values.count) numbers")
    }
    return (
      .padded(tensor, lengths: values, areGiven: lengths != nil), (0..<count).map { "\($0)" }
    )
  }

  private static func archived(
    _ file: NPZFile, lengths: Lengths?
  ) throws(ModelFileError) -> (Content, [String]) {
    // NumPy calls arrays arr_0 … arr_10.
    let sequences = file.tensors.filter { $0.shape.count == 2 }.map(\.name)
      .sorted {
        let order = $0.compare($1, options: .numeric)
        return order == .orderedSame ? $0 < $1 : order == .orderedAscending
      }
    let batches = file.tensors.filter { $0.shape.count == 3 }
    let own: Lengths? =
      lengths == nil && file.info(named: "lengths").map { $0.shape.count != 2 } == true
      ? (file.path, try file.lengths(named: "lengths")) : nil
    if sequences.isEmpty, batches.count == 1 {
      return try array(file.tensor(named: batches[0].name), lengths: lengths ?? own)
    }
    guard !sequences.isEmpty, batches.isEmpty else {
      throw ModelFileError(
        .wrongShape, path: file.path,
        expected: "arrays of shape [steps, inputs], or one of shape [sequences, steps, inputs]",
        found: file.tensors.isEmpty
          ? "no array" : file.tensors.map { "\($0.name) \($0.shape)" }.listed)
    }
    try refuse(lengths, for: "arrays of shape [steps, inputs]")
    try refuse(own, for: "arrays of shape [steps, inputs]", remedy: "leave lengths out")
    if sequences.count == 1 { return try array(file.tensor(named: sequences[0]), lengths: lengths) }
    return (.arrays(file), sequences)
  }
}
