/// The weights of one recurrent cell in a file that Keras wrote, by their names.
///
/// Older files call them `GROUP/kernel:0`, `GROUP/recurrent_kernel:0` and `GROUP/bias:0`, Keras 3
/// `GROUP/vars/0`, `GROUP/vars/1` and `GROUP/vars/2`.
struct KerasCell: Sendable {
  /// The path that the names have in common.
  let group: String
  /// W_ih transposed, [inputs, gates · n].
  let kernel: TensorInfo
  /// W_hh transposed, [n, gates · n].
  let recurrentKernel: TensorInfo
  /// nil where there is none.
  let bias: TensorInfo?
  /// Whether this is the backward direction of a bidirectional layer.
  private(set) var isBackward = false

  /// The components of the path.
  var components: [Substring] { group.split(separator: "/") }

  /// Numbers of units that can be counted with.
  static let unitCounts = 1...1 << 30

  /// n; nil where W_hh is no matrix.
  var unitCount: Int? {
    let shape = recurrentKernel.shape
    return shape.count == 2 && Self.unitCounts.contains(shape[0]) ? shape[0] : nil
  }

  /// The kind whose number of gates fits the shapes.
  var kind: RecurrentLayer.Kind? {
    guard let unitCount, let rows = recurrentKernel.shape.last, kernel.shape.count == 2,
      kernel.shape[1] == rows
    else { return nil }
    return RecurrentLayer.Kind.allCases.first { $0.gateCount * unitCount == rows }
  }

  /// All cells among the tensors of a file; the state of an optimizer is left out.
  static func all(among tensors: [TensorInfo]) -> [KerasCell] {
    let byName = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    let isWholeModel = tensors.contains { $0.name.hasPrefix("model_weights/") }
    var cells = tensors.compactMap { tensor -> KerasCell? in
      guard isWholeModel ? tensor.name.hasPrefix("model_weights/") : !isOptimizer(tensor.name)
      else { return nil }
      return KerasCell(recurrentKernel: tensor, among: byName)
    }
    // Any layer may be named backward_something: beside a forward_something it is meant.
    let groups = Set(cells.flatMap(\.paths))
    for index in cells.indices {
      cells[index].isBackward = cells[index].paths.contains { path in
        guard let last = path.last, last.hasPrefix("backward_") else { return false }
        let twin = "forward_" + last.dropFirst("backward_".count)
        return groups.contains(path.dropLast() + [twin[...]])
      }
    }
    return cells
  }

  /// The groups that the cell is in, but for the outermost, which is named after a layer.
  private var paths: [[Substring]] {
    components.indices.dropFirst().map { Array(components[...$0]) }
  }

  private static func isOptimizer(_ name: String) -> Bool {
    name.hasPrefix("optimizer/") || name.hasPrefix("optimizer_weights/")
  }

  private init?(recurrentKernel tensor: TensorInfo, among tensors: [String: TensorInfo]) {
    let slash = tensor.name.lastIndex(of: "/")
    let parent = slash.map { String(tensor.name[..<$0]) } ?? ""
    let last = slash.map { tensor.name[tensor.name.index(after: $0)...] } ?? tensor.name[...]
    func sibling(_ name: String) -> TensorInfo? {
      tensors[parent.isEmpty ? name : parent + "/" + name]
    }
    recurrentKernel = tensor
    if let match = last.wholeMatch(of: #/recurrent_kernel(:[0-9]+)?/#) {
      let ending = match.1.map(String.init) ?? ""
      guard let kernel = sibling("kernel" + ending) else { return nil }
      (self.kernel, bias, group) = (kernel, sibling("bias" + ending), parent)
    } else {
      guard last == "1", parent == "vars" || parent.hasSuffix("/vars"), let kernel = sibling("0"),
        sibling("3") == nil
      else { return nil }
      (self.kernel, bias) = (kernel, sibling("2"))
      group = String(parent.dropLast("/vars".count))
      // Two matrices of other layers may look like a cell with one gate.
      guard let kind, kind != .rnn || group.hasSuffix("cell") else { return nil }
    }
  }
}
