#if ONNX
  import ONNXSchema

  /// Where the values of a name come from, behind nodes that only arrange them.
  struct ONNXOrigins {
    private let graphs: ONNXGraphs
    /// The operators that are looked behind: the elements of their output are some of their inputs'.
    private let passed: Set<String>
    /// What a constant that is not zero is called.
    private let constant: String
    /// Whether an input of the graph is an origin as well.
    private let namesInputs: Bool
    /// Operators that are none.
    private var ignored: Set<String> = []

    /// What stands between the inputs of the graph and those of a recurrent node, such as
    /// `node 'relu' (Relu)`; nil where nothing does. A node that goes backwards begins where the sequences
    /// end that the model has for it.
    static func reads(_ recurrent: ONNXRecurrentNode, in graphs: ONNXGraphs) -> String? {
      let node = recurrent.node
      let origin = node.input(0).flatMap {
        ONNXOrigins(graphs: graphs, passed: arranging, constant: "a constant", namesInputs: false)
          .words(of: $0, in: node.graph)
      }
      let lengths = recurrent.sequenceLengths.map(String.init).joined(separator: " or ")
      let part =
        recurrent.lengthsFrom.map { "the first steps, as many as \($0) says (sequence_lens)" }
        ?? (lengths.isEmpty ? nil : "the first \(lengths) steps (sequence_lens)")
      guard recurrent.directions.contains(true), let part else { return origin }
      return part + (origin.map { " of \($0)" } ?? "")
    }

    /// What gives a name among the inputs of a node its value; nil where that is zero, and behind operators that are
    /// ignored.
    static func of(
      _ name: String, readBy node: ONNXGraphs.Node, in graphs: ONNXGraphs,
      callingConstants constant: String, ignoring ignored: Set<String> = []
    ) -> String? {
      ONNXOrigins(
        graphs: graphs, passed: arranging.union(choosing), constant: constant, namesInputs: true,
        ignored: ignored
      ).words(of: name, in: node.graph)
    }

    private static let arranging: Set = [
      "Cast", "Dropout", "Identity", "Reshape", "Squeeze", "Transpose", "Unsqueeze",
    ]

    /// Parts and copies.
    private static let choosing: Set = ["Concat", "Expand", "Gather", "Slice", "Split", "Tile"]

    /// The most values that are looked at: honest ways are short, a cycle is endless.
    private static let limit = 256

    private func words(of name: String, in graph: Int) -> String? {
      var open = [(name: name, graph: graph)]
      for _ in 0..<Self.limit {
        guard let (name, graph) = open.popLast() else { return nil }
        switch graphs.source(of: name, in: graph) {
        case nil:
          if namesInputs { return "'\(name)', an input of the graph" }
        case .tensor(let tensor):
          guard isZero(tensor) else { return constant }
        case .node(let node):
          switch node.message.opType {
          case let type where node.isStandard && passed.contains(type):
            // No more of them than will be looked at, the last ones first.
            let inputs =
              type == "Concat"
              ? node.message.input.suffix(Self.limit) : node.message.input.prefix(1)
            open += inputs.map { ($0, node.graph) }
          case "ConstantOfShape" where node.isStandard:
            guard let value = node.attribute("value") else { continue }
            let tensor = try? ONNXTensor(value.t, name: name, path: graphs.path)
            guard let tensor, isZero(tensor) else { return constant }
          case let type where node.isStandard && ignored.contains(type): continue
          case "ConstantFill" where node.attribute("value")?.f ?? 0 == 0: continue
          case let type: return "node '\(node.name)' (\(type))"
          }
        }
      }
      return "a long chain of nodes"
    }

    private func isZero(_ tensor: ONNXTensor) -> Bool {
      (try? tensor.tensor())?.values.allSatisfy { $0 == 0 } ?? false
    }
  }
#endif
