/// A tensor of a checkpoint: a view of a storage, as the pickle describes it.
struct PyTorchTensor: Sendable, Equatable {
  let storage: PyTorchStorage
  let elementType: ElementType

  /// Where in the storage the first element stands.
  let offset: Int
  let shape: [Int]

  /// How far apart in the storage neighbours along each axis stand.
  let strides: [Int]

  /// The tensor that a call makes; `nil` for calls that make something else, or that make a tensor in
  /// a way not understood, such as sparse or quantized ones.
  init?(_ value: PickleValue, in graph: PickleGraph) {
    guard let (function, arguments) = Self.rebuilding(value, in: graph), arguments.count >= 4,
      let storage = PyTorchStorage(arguments[0], in: graph),
      case .integer(let offset) = arguments[1], let shape = Self.lengths(arguments[2], in: graph),
      let strides = Self.lengths(arguments[3], in: graph)
    else { return nil }
    switch function.name {
    case "_rebuild_tensor", "_rebuild_tensor_v2":
      // The seventh argument marks values that are to be negated or conjugated.
      if arguments.count > 6, graph.node(arguments[6])?.entries.isEmpty == false { return nil }
      guard let type = storage.elementType else { return nil }
      elementType = type
    case "_rebuild_tensor_v3":
      guard arguments.count >= 7, let type = graph.global(arguments[6]) else { return nil }
      elementType = ElementType(pyTorchType: type.name)
    default: return nil
    }
    self.storage = storage
    self.offset = offset
    self.shape = shape
    self.strides = strides
  }

  /// The function that makes a tensor or an array of NumPy; nil for what is none.
  static func maker(of value: PickleValue, in graph: PickleGraph) -> PickleGlobal? {
    if let (function, _) = rebuilding(value, in: graph) {
      return function.name.hasPrefix("_rebuild") ? function : nil
    }
    let function = graph.call(value)?.function
    return function?.name == "_reconstruct" && function?.module.hasPrefix("numpy") == true
      ? function : nil
  }

  /// A number for each of at most 64 axes, which is PyTorch's own bound.
  private static func lengths(_ value: PickleValue, in graph: PickleGraph) -> [Int]? {
    guard let items = graph.sequence(value), items.count <= 64 else { return nil }
    var lengths: [Int] = []
    for item in items {
      guard case .integer(let length) = item else { return nil }
      lengths.append(length)
    }
    return lengths
  }

  /// The call that makes the tensor itself, without what is wrapped around it.
  private static func rebuilding(
    _ value: PickleValue, in graph: PickleGraph
  ) -> (function: PickleGlobal, arguments: [PickleValue])? {
    guard var call = graph.call(value) else { return nil }
    // A parameter of a tensor with attributes is the most there is; a hostile file may have circles.
    for _ in 0..<4 {
      switch (call.function.module, call.function.name) {
      case ("torch._utils", "_rebuild_parameter"),
        ("torch._utils", "_rebuild_parameter_with_state"):
        guard let data = call.arguments.first, let inner = graph.call(data) else { return nil }
        call = inner
      case ("torch._tensor", "_rebuild_from_type_v2"):
        guard call.arguments.count >= 3, let function = graph.global(call.arguments[0]),
          let arguments = graph.sequence(call.arguments[2])
        else { return nil }
        call = (function, arguments)
      case ("torch._utils", _): return call
      default: return nil
      }
    }
    return nil
  }

  /// The part of the storage from the first element to the last, or `nil` if an axis, a stride or the
  /// offset is negative or leads out of the storage.
  var extent: Range<Int>? {
    guard let count = Shape.elementCount(of: shape), strides.count == shape.count, offset >= 0,
      strides.allSatisfy({ $0 >= 0 }), offset <= storageElementCount
    else { return nil }
    guard count > 0 else { return offset..<offset }
    var last = offset
    for (length, stride) in zip(shape, strides) {
      let (step, overflow) = stride.multipliedReportingOverflow(by: length - 1)
      guard !overflow, step < storageElementCount - last || step == 0 else { return nil }
      last += step
    }
    return last < storageElementCount ? offset..<last + 1 : nil
  }

  /// How many elements of this tensor's type the storage has.
  var storageElementCount: Int {
    guard storage.elementType == nil, let size = elementType.byteCount else { return storage.count }
    return storage.count / size
  }
}
