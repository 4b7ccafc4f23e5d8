#if ONNX
  import DenseLinearAlgebra
  import ModelFiles
  import ONNXSchema
  import RecurrentCells
  import Testing

  /// Which layers are found, by what names, and what is said of the others.
  @Suite struct ONNXLayersTests {
    private typealias Make = ONNXModels
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ model: ONNXModels) throws -> Checkpoint { try model.checkpoint(in: folder) }

    @Test func aLayer() throws {
      let layer = try #require(try open(.lstm).layers.first)
      #expect(layer.kind == .lstm && layer.prefix == "lstm" && layer.index == nil)
      #expect(layer.unitCount == 2 && layer.inputCount == 3 && !layer.isReversed)
      #expect(layer.inputWeightsName == "W" && layer.recurrentWeightsName == "R")
      #expect(layer.conventions.gateActivation == .sigmoid)
    }

    @Test func directions() throws {
      let both = ONNXModels.recurrent(
        "GRU", gates: 3, directions: 2, .text("direction", "bidirectional"))
      #expect(try open(both).layerNames == ["gru", "gru backward"])
      let backward = ONNXModels.recurrent("RNN", gates: 1, .text("direction", "reverse"))
      #expect(try open(backward).layerNames == ["rnn backward"])
    }

    @Test func gatesAreReordered() throws {
      var model = ONNXModels.lstm
      // Rows of W, R and the halves of B hold the number of their ONNX gate, i, o, f, c.
      let rows = (0..<8).map { Double($0 / 2) }
      model.graph.initializer = [
        Make.tensor("W", [1, 8, 3], values: rows.flatMap { [$0, $0, $0] }),
        Make.tensor("R", [1, 8, 2], values: rows.flatMap { [$0, $0] }),
        Make.tensor("B", [1, 16], values: rows + rows.map { 10 * $0 }),
      ]
      let path = try folder.file(holding: model.bytes)
      let lstm = try LSTM<Double>(contentsOf: path)
      let order: [Double] = [0, 0, 2, 2, 3, 3, 1, 1]
      #expect(Array(lstm.weights.input.column(1)) == order)
      #expect(Array(lstm.weights.recurrent.column(0)) == order)
      #expect(lstm.weights.bias == order.map { 11 * $0 })
    }

    @Test func peepholesAreReordered() throws {
      var model = ONNXModels.lstm
      model.add(Make.tensor("P", [1, 6], values: [1, 2, 3, 4, 5, 6]))
      model.graph.node[0].input += ["", "", "", "P"]
      let peepholes = try LSTM<Double>(contentsOf: folder.file(holding: model.bytes)).peepholes
      #expect(peepholes?.input == [1, 2])
      #expect(peepholes?.output == [3, 4])
      #expect(peepholes?.forget == [5, 6])
    }

    @Test func nodesWithoutNamesHaveThatOfTheirOutput() throws {
      var model = ONNXModels.lstm
      model.graph.node[0].name = ""
      #expect(try open(model).layerNames == ["Y"])
      model.add(Make.node("LSTM", ["Z", "W", "R"], ["other"], name: "twin"))
      model.add(Make.node("LSTM", ["Z", "W", "R"], ["third"], name: "twin"))
      #expect(try open(model).layerNames == ["Y", "third", "twin"])
    }

    @Test func whatStandsBeforeALayer() throws {
      func reads(_ nodes: ONNXNodeProto..., through name: String) throws -> [String?] {
        var model = ONNXModels.lstm
        model.graph.node[0].input[0] = name
        model.graph.node.insert(contentsOf: nodes, at: 0)
        return try open(model).layers.map(\.reads)
      }
      #expect(try reads(through: "X") == [nil])
      let turned = Make.node("Transpose", ["X"], ["T"], [.ints("perm", [1, 0, 2])])
      #expect(try reads(turned, through: "T") == [nil])
      #expect(
        try reads(turned, Make.node("Relu", ["T"], ["U"], name: "relu"), through: "U")
          == ["node 'relu' (Relu)"])
      #expect(
        try reads(Make.node("ReverseSequence", ["X", "n"], ["V"]), through: "V")
          == ["node 'V' (ReverseSequence)"])
      var short = ONNXModels.recurrent("GRU", gates: 3, .text("direction", "reverse"))
      short.graph.node[0].input.append("lengths")
      short.add(Make.integers("lengths", [5]))
      #expect(try open(short).layers.map(\.reads) == ["the first 5 steps (sequence_lens)"])
    }

    /// What says the lengths of sequences while the model runs.
    @Test func lengthsThatAreGiven() throws {
      for direction in ["forward", "reverse"] {
        var model = ONNXModels.recurrent("GRU", gates: 3)
        model.graph.node[0].attribute = [.text("direction", direction)]
        model.graph.node[0].input.append("lengths")
        let layer = try open(model).layers[0]
        let words = "'lengths', an input of the graph"
        #expect(layer.lengthsFrom == (direction == "forward" ? words : nil))
        #expect(
          layer.reads?.contains("as many as \(words) says") ?? false == (direction == "reverse"))
      }
    }

    @Test func lengthsOfSequences() throws {
      func lengths(_ attributes: ONNXAttributeProto...) throws -> [[Int]] {
        var model = ONNXModels.recurrent("GRU", gates: 3)
        model.graph.node[0].attribute = attributes
        model.graph.node[0].input.append("lengths")
        model.add(Make.integers("lengths", [7, 5, 7]))
        return try open(model).layers.map(\.sequenceLengths)
      }
      #expect(try lengths() == [[5, 7]])
      #expect(try lengths(.text("direction", "forward")) == [[5, 7]])
      // Where a layer begins is told as what it reads.
      #expect(try lengths(.text("direction", "reverse")) == [[]])
      #expect(try open(.lstm).layers.map(\.sequenceLengths) == [[]])
    }

    @Test func activations() throws {
      func conventions(_ type: String, _ gates: Int, _ attributes: [ONNXAttributeProto]) throws
        -> RecurrentLayer.Conventions?
      {
        var model = ONNXModels.recurrent(type, gates: gates)
        model.graph.node[0].attribute = attributes
        return try open(model).layers.first?.conventions
      }
      for (name, nonlinearity) in [
        ("Tanh", Nonlinearity.tanh), ("relu", .relu), ("SIGMOID", .sigmoid),
      ] {
        #expect(
          try conventions("RNN", 1, [.texts("activations", [name])])?.nonlinearity == nonlinearity)
      }
      let affine = [
        ONNXAttributeProto.texts("activations", ["Affine"]), .floats("activation_alpha", [1]),
        .floats("activation_beta", [0]),
      ]
      #expect(try conventions("RNN", 1, affine)?.nonlinearity == .linear)
      let hard = ONNXAttributeProto.texts("activations", ["HardSigmoid", "Tanh"])
      #expect(try conventions("GRU", 3, [hard])?.gateActivation == .hardSigmoidKeras2)
      let newer = [
        hard, .floats("activation_alpha", [1 / 6]), .floats("activation_beta", [0.5]),
      ]
      #expect(try conventions("GRU", 3, newer)?.gateActivation == .hardSigmoidKeras3)
      #expect(try conventions("GRU", 3, newer)?.reset == .beforeProduct)
      #expect(
        try conventions("GRU", 3, [.int("linear_before_reset", 1)])?.reset == .afterProduct)
    }

    @Test(arguments: [
      ([ONNXAttributeProto.texts("activations", ["Sigmoid", "Relu", "Tanh"])], "relu"),
      ([.texts("activations", ["Sigmoid", "Tanh"])], "sigmoid, tanh"),
      (
        [
          .texts("activations", ["HardSigmoid", "Tanh", "Tanh"]),
          .floats("activation_alpha", [0.3]),
        ], "hardsigmoid (alpha 0.3)"
      ),
      ([.float("clip", 3)], "clip 3.0"),
      ([.int("input_forget", 1)], "input_forget 1"),
    ])
    func equationsOfNoCell(attributes: [ONNXAttributeProto], found: String) throws {
      var model = ONNXModels.lstm
      model.graph.node[0].attribute = attributes
      let checkpoint = try open(model)
      let layer = try checkpoint.layer()
      #expect(layer.conventions.unsupported?.contains(found) == true)
      let error = #expect(throws: ModelFileError.self) { try LSTM<Double>(layer, in: checkpoint) }
      #expect(error?.code == .unsupportedLayer)
      #expect(error?.tensor == "R")
    }

    @Test func aRefusedNodeIsFoundByItsName() throws {
      var model = ONNXModels.lstm
      model.add(
        Make.node("LSTM", ["X", "W", "R"], ["Z"], name: "other", [.text("direction", "sideways")]))
      let checkpoint = try open(model)
      #expect(checkpoint.layers.map(\.prefix) == ["lstm"])
      let error = #expect(throws: ModelFileError.self) { try checkpoint.layer(prefix: "other") }
      #expect(error?.code == .unsupportedLayer)
      #expect(error?.found == "'sideways' at node 'other'")
    }

    @Test func operatorsOfOtherDomainsAreNone() throws {
      var model = ONNXModels.lstm
      model.graph.node[0].domain = "com.microsoft"
      #expect(try open(model).layers.isEmpty)
    }

    @Test(arguments: [
      ("R", [1, 8, 3]), ("R", [2, 8, 2]), ("R", [8, 2]), ("R", [1, 6, 2]), ("W", [1, 4, 3]),
      ("W", [3, 8]),
    ])
    func wrongShapes(weight: String, shape: [Int]) throws {
      var model = ONNXModels.lstm
      model.graph.initializer.removeAll { $0.name == weight }
      model.add(Make.tensor(weight, shape))
      let error = #expect(throws: ModelFileError.self) { try open(model).layer() }
      #expect(error?.code == .wrongShape)
      #expect(error?.tensor == weight)
      #expect(error?.found == "\(shape)")
    }

    @Test(arguments: [
      ("DynamicQuantizeLSTM", "com.microsoft", "before that"), ("Loop", "", "model.save"),
      ("F", "local", "inline_local_functions"),
    ])
    func whatToDoWithoutALayer(type: String, domain: String, remedy: String) throws {
      var model = ONNXModels.lstm
      (model.graph.node[0].opType, model.graph.node[0].domain) = (type, domain)
      let error = #expect(throws: ModelFileError.self) { try open(model).layer() }
      #expect(error?.remedy?.contains(remedy) == true)
    }

    @Test func otherHiddenSize() throws {
      var model = ONNXModels.lstm
      model.graph.node[0].attribute = [.int("hidden_size", 3)]
      let error = #expect(throws: ModelFileError.self) { try open(model).layer() }
      #expect(error?.expected?.contains("n = 3") == true)
    }

    @Test(arguments: [("B", [1, 8]), ("P", [1, 8])])
    func wrongShapesOfVectors(weight: String, shape: [Int]) throws {
      var model = ONNXModels.lstm
      model.graph.initializer.removeAll { $0.name == weight }
      model.add(Make.tensor(weight, shape))
      model.graph.node[0].input = ["X", "W", "R", "B", "", "", "", weight == "P" ? "P" : ""]
      let path = try folder.file(holding: model.bytes)
      let error = #expect(throws: ModelFileError.self) { try LSTM<Double>(contentsOf: path) }
      #expect(error?.code == .wrongShape)
      #expect(error?.tensor == weight)
    }
  }
#endif
