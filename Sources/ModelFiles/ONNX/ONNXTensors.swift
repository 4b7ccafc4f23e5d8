#if ONNX
  /// The initializers and constants of an ONNX model, without what the graph does with them.
  struct ONNXTensors: TensorFile {
    let path: String
    let tensors: [TensorInfo]
    let otherFiles: [String]
    private let byName: [String: ONNXTensor]

    /// Of several in branches that have the same name, the first one.
    init(of graphs: ONNXGraphs) {
      path = graphs.path
      byName = Dictionary(graphs.tensors.map { ($0.info.name, $0) }) { first, _ in first }
      otherFiles = Set(graphs.tensors.compactMap(\.otherFile)).sorted()
      tensors = byName.values.map(\.info).sorted { $0.name < $1.name }
    }

    func tensor(named name: String) throws(ModelFileError) -> Tensor {
      guard let tensor = byName[name] else { throw missing(name) }
      return try tensor.tensor()
    }
  }
#endif
