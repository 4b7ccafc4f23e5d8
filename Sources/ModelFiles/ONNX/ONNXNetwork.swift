#if ONNX
  import DenseLinearAlgebra
  import Foundation
  import ONNXSchema

  /// The recurrent nodes of an ONNX model or, in a model without any, the weights by PyTorch's names,
  /// which exporters leave to the initializers of cells that they take apart.
  ///
  /// The prefix of a layer is the name of its node, that of the lowest in a stack, or the name of its
  /// output where nodes have no names of their own.
  struct ONNXNetwork: NetworkFile {
    let tensors: [TensorInfo]
    let layers: [RecurrentLayer]
    var otherFiles: [String] { named.otherFiles }
    /// The node of each layer, and which of its directions it is.
    private let sources: [RecurrentLayer: (node: ONNXRecurrentNode, direction: Int)]
    /// Nodes whose weights cannot be had, and why.
    private let refusals: [(prefix: String, error: ModelFileError)]
    /// What to do where no layer is found.
    private let remedy: String
    /// The initializers by name.
    private let named: PyTorchNetwork<ONNXTensors>

    func tensor(named name: String) throws(ModelFileError) -> Tensor {
      try named.tensor(named: name)
    }

    init(contentsOf path: String) throws(ModelFileError) {
      try self.init(InputFile.contents(of: path), path: path)
    }

    /// - Parameter path: What errors name, and beside which other files of weights lie.
    init(_ contents: Data, path: String) throws(ModelFileError) {
      let graphs = try ONNXGraphs(try ONNXModel.graph(of: contents, path: path), path: path)
      named = PyTorchNetwork(ONNXTensors(of: graphs))
      tensors = named.tensors
      remedy = Self.remedy(for: graphs)
      let names = Self.names(of: graphs)
      var nodes: [ONNXRecurrentNode] = []
      var nodeNames: [String] = []
      var refusals: [(prefix: String, error: ModelFileError)] = []
      for (node, kind, name) in names {
        do {
          nodes.append(try ONNXRecurrentNode(node, kind: kind, in: graphs))
          nodeNames.append(name)
        } catch {
          refusals.append((name, error))
        }
      }
      var sources: [RecurrentLayer: (node: ONNXRecurrentNode, direction: Int)] = [:]
      for stack in ONNXStacks(of: nodes, in: graphs).stacks {
        for (index, position) in stack.enumerated() {
          let node = nodes[position]
          for direction in node.directions.indices {
            var layer = RecurrentLayer(
              node, direction: direction, prefix: nodeNames[stack[0]],
              index: stack.count > 1 ? index : nil)
            if index == 0 {
              layer.reads = ONNXOrigins.reads(node, in: graphs)
            } else {
              layer.name = nodeNames[position]
            }
            if node.directions == [false] {
              layer.sequenceLengths = node.sequenceLengths
              layer.lengthsFrom = node.lengthsFrom
            }
            sources[layer] = (node, direction)
          }
        }
      }
      self.sources = sources
      self.refusals = refusals
      layers =
        names.isEmpty
        ? named.layers
        : sources.keys.sorted {
          ($0.prefix, $0.index ?? 0, $0.isReversed ? 1 : 0)
            < ($1.prefix, $1.index ?? 0, $1.isReversed ? 1 : 0)
        }
    }

    /// The recurrent nodes with names that tell them apart.
    private static func names(
      of graphs: ONNXGraphs
    ) -> [(node: ONNXGraphs.Node, kind: RecurrentLayer.Kind, name: String)] {
      let nodes = graphs.nodes.compactMap { node in
        ONNXRecurrentNode.kind(of: node).map { (node, $0) }
      }
      var taken: Set<String> = []
      var counts: [String: Int] = [:]
      func numbered(_ name: String) -> String {
        while true {
          counts[name, default: 0] += 1
          let numbered = "\(name)#\(counts[name, default: 0])"
          if !taken.contains(numbered) { return numbered }
        }
      }
      return nodes.map { node, kind in
        let outputs = node.message.output.filter { !$0.isEmpty }
        let name =
          ([node.name] + outputs).first { !taken.contains($0) } ?? numbered(node.name)
        taken.insert(name)
        return (node, kind, name)
      }
    }

    func weights<Scalar: LinearAlgebraScalar>(
      of layer: RecurrentLayer, as type: Scalar.Type
    ) throws(ModelFileError) -> LayerWeights<Scalar> {
      guard let source = sources[layer] else { return try named.weights(of: layer, as: type) }
      return LayerWeights(try source.node.weights(direction: source.direction))
    }

    func initialState(of layer: RecurrentLayer) -> [Double]? {
      sources[layer].flatMap { $0.node.initialState(direction: $0.direction) }
    }

    func refusal(where isMeant: (Int?, String, Bool) -> Bool) -> NetworkRefusal {
      let meant = refusals.first { refusal in
        [false, true].contains { isMeant(nil, refusal.prefix, $0) }
      }
      if let meant { return .misshapen(meant.error) }
      return .unknownNames(remedy: "Nodes LSTM, GRU and RNN are understood. " + remedy)
    }

    private static func remedy(for graphs: ONNXGraphs) -> String {
      if graphs.nodes.contains(where: { $0.message.opType == "DynamicQuantizeLSTM" }) {
        return "This one is quantized: take the model from before that."
      }
      if graphs.nodes.contains(where: { ["Loop", "Scan"].contains($0.message.opType) }) {
        return "A layer written as a loop is none of them: of Keras, save the model itself,"
          + " model.save('model.keras')."
      }
      return "An exporter may have taken the layer apart: torch.onnx.export(…, dynamo=False) keeps"
        + " it; or it is in a function of the model: onnx.inliner.inline_local_functions unfolds"
        + " those."
    }
  }

  extension RecurrentLayer {
    fileprivate init(_ node: ONNXRecurrentNode, direction: Int, prefix: String, index: Int?) {
      self.init(
        kind: node.kind, prefix: prefix, index: index, isReversed: node.directions[direction],
        inputCount: node.inputCount, unitCount: node.unitCount, hiddenCount: node.unitCount,
        isProjected: false, conventions: node.conventions[direction],
        inputWeightsName: node.inputWeightsName,
        recurrentWeightsName: node.recurrentWeightsName)
    }
  }
#endif
