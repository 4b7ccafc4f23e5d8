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
      guard let input = node.node.input(0),
        let found = recurrentNode(behind: input, in: node.node.graph)
      else { return nil }
      let lower = nodes[found]
      guard lower.kind == node.kind, lower.directions[0] == false, node.directions[0] == false,
        node.inputCount == lower.directions.count * lower.unitCount
      else { return nil }
      let lengths = lengths(of: found)
      var arrangement = ONNXArrangement(around: lower, of: lengths, in: graphs)
      let axes = arrangement.axes(of: input, in: node.node.graph)
      return axes == lower.axesRead(by: node, lengths) ? found : nil
    }

    /// The lengths of what a node reads: those that the model states, or that follow from what the node reads that it
    /// stands on.
    ///
    /// - Parameter depth: How many nodes lie between; a cycle is endless.
    private func lengths(of position: Int, depth: Int = 0) -> ONNXLengths {
      let node = nodes[position]
      guard let input = node.node.input(0) else { return ONNXLengths() }
      let graph = node.node.graph
      let output = node.node.message.output.first.flatMap { graphs.shape(of: $0, in: graph) }
      let stated = ONNXLengths(
        of: graphs.knownShape(of: input, in: graph), isBatchFirst: node.isBatchFirst
      ).completed(by: ONNXLengths(ofOutput: output, isBatchFirst: node.isBatchFirst))
      return stated.completed(by: lengths(behind: input, of: node, depth: depth))
    }

    /// Those that follow from what the node reads that another stands on.
    private func lengths(
      behind input: String, of node: ONNXRecurrentNode, depth: Int
    ) -> ONNXLengths {
      guard depth < 64, let lower = recurrentNode(behind: input, in: node.node.graph) else {
        return ONNXLengths()
      }
      var arrangement = ONNXArrangement(
        around: nodes[lower], of: lengths(of: lower, depth: depth + 1), in: graphs)
      let shape = arrangement.axes(of: input, in: node.node.graph)?.lengths?.map(\.constant)
      return ONNXLengths(of: shape, isBatchFirst: node.isBatchFirst)
    }

    /// The recurrent node whose Y is the first input of what gives a name its value, or the first input of
    /// that, and so on.
    private func recurrentNode(behind name: String, in graph: Int) -> Int? {
      var (name, graph) = (name, graph)
      for _ in 0..<16 {
        guard case .node(let source) = graphs.source(of: name, in: graph),
          source.message.output.first == name
        else { return nil }
        graph = source.graph
        if ONNXRecurrentNode.kind(of: source) != nil { return positions[graph]?[name] }
        guard let input = source.input(0) else { return nil }
        name = input
      }
      return nil
    }
  }
#endif
