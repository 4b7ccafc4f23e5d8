/// The numbers behind one or more tensors of a checkpoint, which stand in a member of its archive.
struct PyTorchStorage: Sendable, Equatable {
  /// The member's name within the folder `data`.
  let key: String

  /// The type of the elements; `nil` where only the tensors know it.
  let elementType: ElementType?

  /// Elements, or bytes where the type is not known.
  let count: Int

  /// The storage that a pickle refers to by `('storage', class, key, device, count)`.
  init?(_ value: PickleValue, in graph: PickleGraph) {
    guard case .persistent(let id) = graph.node(value)?.kind, let parts = graph.sequence(id),
      parts.count >= 5, parts[0] == .text("storage"), let type = graph.global(parts[1]),
      type.name.hasSuffix("Storage"), case .text(let key) = parts[2],
      case .integer(let count) = parts[4]
    else { return nil }
    self.key = key
    elementType = type.name == "UntypedStorage" ? nil : ElementType(pyTorchStorage: type.name)
    self.count = count
  }
}
