#if ONNX
  import ONNXSchema

  /// The number of steps and of sequences that a recurrent node reads, nil where a model leaves it open.
  struct ONNXLengths {
    var steps: Int?
    var batch: Int?

    /// Nothing is known.
    init() {}

    /// Those that X of a shape has; more axes than three, or fewer, say nothing.
    init(of shape: [Int?]?, isBatchFirst: Bool) {
      guard let shape, shape.count == 3 else { return }
      (steps, batch) = isBatchFirst ? (shape[1], shape[0]) : (shape[0], shape[1])
    }
  }

  extension ONNXGraphs {
    /// The lengths of a value's axes, as the model states them or as they follow from those before a few nodes.
    func knownShape(of name: String, in graph: Int) -> [Int?]? {
      var (name, graph) = (name, graph)
      // Of the axes of the value, which of the current one each is.
      var order: [Int]?
      for _ in 0..<16 {
        if let shape = shape(of: name, in: graph) {
          guard let order else { return shape }
          return order.allSatisfy(shape.indices.contains) ? order.map { shape[$0] } : nil
        }
        guard case .node(let node) = source(of: name, in: graph), node.isStandard,
          node.message.output.first == name, let input = node.input(0)
        else { return nil }
        switch node.message.opType {
        case "Identity", "Dropout", "Cast": break
        case "Transpose":
          guard let permutation = node.attribute("perm")?.ints.map({ Int($0) }),
            order?.allSatisfy(permutation.indices.contains) ?? true
          else { return nil }
          order = order.map { $0.map { permutation[$0] } } ?? permutation
        default: return nil
        }
        (name, graph) = (input, node.graph)
      }
      return nil
    }
  }
#endif
