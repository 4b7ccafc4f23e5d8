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

    /// Those that Y of a shape has, likewise.
    init(ofOutput shape: [Int?]?, isBatchFirst: Bool) {
      guard let shape, shape.count == 4 else { return }
      (steps, batch) = isBatchFirst ? (shape[1], shape[0]) : (shape[0], shape[2])
    }

    /// With those of `other` where this leaves them open.
    func completed(by other: ONNXLengths) -> ONNXLengths {
      var result = self
      result.steps = steps ?? other.steps
      result.batch = batch ?? other.batch
      return result
    }
  }

  extension ONNXGraphs {
    /// The lengths of a value's axes, as the model states them or as they follow from those before a few nodes.
    ///
    /// - Parameter depth: How many nodes lie between; a cycle is endless.
    func knownShape(of name: String, in graph: Int, depth: Int = 0) -> [Int?]? {
      if let shape = shape(of: name, in: graph) { return shape }
      guard depth < 64, case .node(let node) = source(of: name, in: graph), node.isStandard,
        node.message.output.first == name
      else { return nil }
      func input(_ index: Int) -> [Int?]? {
        node.input(index).flatMap { knownShape(of: $0, in: node.graph, depth: depth + 1) }
      }
      switch node.message.opType {
      case let type where Self.keepingShape.contains(type): return input(0)
      case "Transpose":
        guard let shape = input(0), let order = node.attribute("perm")?.ints.map({ Int($0) }),
          order.allSatisfy(shape.indices.contains)
        else { return nil }
        return order.map { shape[$0] }
      case "MatMul":
        guard let shape = input(0), !shape.isEmpty else { return nil }
        return shape.dropLast() + [nil]
      case "Add":
        // Exporters put a bias, which is a tensor, on either side.
        if let name = node.input(0), case .tensor = source(of: name, in: node.graph) {
          return input(1)
        }
        return input(0)
      default: return nil
      }
    }

    /// Operators whose output has the shape of their first input.
    private static let keepingShape: Set = [
      "Cast", "Clip", "Dropout", "Elu", "Gelu", "Identity", "LayerNormalization", "LeakyRelu",
      "Relu",
      "Sigmoid", "Tanh",
    ]
  }
#endif
