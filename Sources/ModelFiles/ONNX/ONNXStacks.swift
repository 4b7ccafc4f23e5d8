#if ONNX
  import ONNXSchema

  /// Which recurrent nodes read each other's states, step by step.
  struct ONNXStacks {
    private let nodes: [ONNXRecurrentNode]
    private let graphs: ONNXGraphs
    /// The positions of the nodes by the graph and the name of their first output.
    private var positions: [Int: [String: Int]] = [:]
    /// The positions of the nodes of each stack, the lowest first.
    private(set) var stacks: [[Int]] = []

    init(of nodes: [ONNXRecurrentNode], in graphs: ONNXGraphs) {
      self.nodes = nodes
      self.graphs = graphs
      for (position, node) in nodes.enumerated() {
        guard let output = node.node.message.output.first else { continue }
        positions[node.node.graph, default: [:]][output] = position
      }
      let lower = nodes.indices.map { lowerNode(of: $0) }
      let uppers = Dictionary(grouping: nodes.indices.filter { lower[$0] != nil }) { lower[$0] }
      // A layer that two others read begins no stack: they would both be its second layer.
      func upper(of node: Int) -> Int? {
        let all = uppers[node] ?? []
        return all.count == 1 ? all[0] : nil
      }
      for node in nodes.indices where lower[node].map({ upper(of: $0) != node }) ?? true {
        var stack = [node]
        while let next = upper(of: stack[stack.count - 1]) { stack.append(next) }
        stacks.append(stack)
      }
    }

    /// The node whose Y is the X of another and makes a stack with it: of the same kind, and read in the
    /// order of the steps.
    private func lowerNode(of upper: Int) -> Int? {
      let node = nodes[upper]
      var passed: [ONNXGraphs.Node] = []
      var name = node.node.input(0)
      var graph = node.node.graph
      while let current = name, case .node(let source) = graphs.source(of: current, in: graph),
        passed.count < 16, source.message.output.first == current
      {
        graph = source.graph
        if ONNXRecurrentNode.kind(of: source) != nil {
          guard let found = positions[graph]?[current],
            fits(nodes[found], below: node, through: passed.reversed())
          else { return nil }
          return found
        }
        passed.append(source)
        name = source.input(0)
      }
      return nil
    }

    private func fits(
      _ lower: ONNXRecurrentNode, below upper: ONNXRecurrentNode, through passed: [ONNXGraphs.Node]
    ) -> Bool {
      guard lower.kind == upper.kind, lower.directions[0] == false, upper.directions[0] == false,
        upper.inputCount == lower.directions.count * lower.unitCount
      else { return false }
      // The axes by name; each may be several that were joined, or none.
      let directions = lower.directions.count == 1 ? "" : "d"
      var axes =
        lower.isBatchFirst ? ["b", "t", directions, "h"] : ["t", directions, "b", "h"]
      for node in passed {
        guard node.isStandard,
          let next = self.axes(
            axes, after: node, states: (directions + "h", upper.inputCount))
        else { return false }
        axes = next
      }
      return axes == (upper.isBatchFirst ? ["b", "t"] : ["t", "b"]) + [directions + "h"]
    }

    /// The axes of what a node makes of its input; nil for a node that does more than arrange them.
    ///
    /// - Parameter states: The axes of the hidden states of both directions, and how many these are.
    private func axes(
      _ axes: [String], after node: ONNXGraphs.Node, states: (axes: String, count: Int)
    ) -> [String]? {
      switch node.message.opType {
      case "Identity", "Dropout": return axes
      case "Transpose":
        let order =
          node.attribute("perm")?.ints.map { Int($0) } ?? Array(axes.indices.reversed())
        return order.sorted() == Array(axes.indices) ? order.map { axes[$0] } : nil
      case "Squeeze":
        guard case .constant(let listed) = graphs.integers(1, "axes", of: node),
          let gone = Tensor.distinct(listed, of: axes.count), gone.allSatisfy({ axes[$0] == "" })
        else { return nil }
        return axes.indices.filter { !gone.contains($0) }.map { axes[$0] }
      case "Reshape":
        // The last axes joined; the others as they are, by 0 or, where a model is for sequences of one
        // length only, by their lengths.
        guard case .constant(let shape) = graphs.integers(1, "shape", of: node),
          let last = shape.last, shape.count <= axes.count, shape.dropLast().allSatisfy({ $0 >= 0 })
        else { return nil }
        let kept = axes.prefix(shape.count - 1)
        let joined = axes.dropFirst(kept.count).joined()
        return last == -1 || joined == states.axes && last == states.count ? kept + [joined] : nil
      default: return nil
      }
    }
  }
#endif
