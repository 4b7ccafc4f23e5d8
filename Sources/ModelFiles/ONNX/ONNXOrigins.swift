#if ONNX
  import Foundation
  import ONNXSchema

  /// Where the values of a name come from, behind nodes that only arrange them.
  struct ONNXOrigins {
    private let graphs: ONNXGraphs
    /// The operators that are looked behind: the elements of their output are some of their inputs'.
    private let passed: Set<String>
    /// What a constant that is not zero is called.
    private let constant: String

    /// What stands between the inputs of the graph and those of a recurrent node, such as
    /// `node 'relu' (Relu)`; nil where nothing does.
    static func reads(_ node: ONNXGraphs.Node, in graphs: ONNXGraphs) -> String? {
      let origin = node.input(0).flatMap {
        ONNXOrigins(graphs: graphs, passed: arranging, constant: "a constant").words(
          of: $0, in: node.graph)
      }
      guard let lengths = lengths(of: node, in: graphs) else { return origin }
      return "the first \(lengths) steps (sequence_lens)" + (origin.map { " of \($0)" } ?? "")
    }

    /// The lengths of sequences that a model has for a node that goes backwards, and so begins there.
    private static func lengths(of node: ONNXGraphs.Node, in graphs: ONNXGraphs) -> String? {
      guard let direction = node.attribute("direction"), direction.s != Data("forward".utf8),
        case .constant(let lengths) = graphs.integers(4, "sequence_lens", of: node)
      else { return nil }
      return Set(lengths).sorted().map(String.init).joined(separator: " or ")
    }

    /// What gives a recurrent node its initial state; nil where it is zero, or an input of the graph.
    static func startsFrom(_ node: ONNXGraphs.Node, in graphs: ONNXGraphs) -> String? {
      let origins = ONNXOrigins(
        graphs: graphs, passed: arranging.union(choosing), constant: "a constant state")
      return [5, 6].lazy.compactMap { index in
        node.input(index).flatMap { origins.words(of: $0, in: node.graph) }
      }.first
    }

    private static let arranging: Set = [
      "Cast", "Dropout", "Identity", "Reshape", "Squeeze", "Transpose", "Unsqueeze",
    ]

    /// Parts and copies.
    private static let choosing: Set = ["Concat", "Expand", "Gather", "Slice", "Split", "Tile"]

    private func words(of name: String, in graph: Int) -> String? {
      var open = [(name: name, graph: graph)]
      // Honest ways are short; a cycle is endless.
      for _ in 0..<256 {
        guard let (name, graph) = open.popLast() else { return nil }
        switch graphs.source(of: name, in: graph) {
        case nil: continue
        case .tensor(let tensor):
          guard isZero(tensor) else { return constant }
        case .node(let node):
          switch node.message.opType {
          case let type where node.isStandard && passed.contains(type):
            let inputs = type == "Concat" ? node.message.input[...] : node.message.input.prefix(1)
            open += inputs.map { ($0, node.graph) }
          case "ConstantOfShape" where node.isStandard:
            guard let value = node.attribute("value") else { continue }
            let tensor = try? ONNXTensor(value.t, name: name, path: graphs.path)
            guard let tensor, isZero(tensor) else { return constant }
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
