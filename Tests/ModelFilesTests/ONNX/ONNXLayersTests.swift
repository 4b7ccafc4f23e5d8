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

    @Test func initialStates() throws {
      func startsFrom(_ nodes: ONNXNodeProto..., state: String) throws -> [String?] {
        var model = ONNXModels.lstm
        model.graph.node[0].input += ["", state]
        model.graph.node.insert(contentsOf: nodes, at: 0)
        model.add(Make.tensor("h", [1, 1, 2]), Make.tensor("zero", [1], values: [0]))
        return try open(model).layers.map(\.conventions.startsFrom)
      }
      func filled(_ value: Double) -> ONNXNodeProto {
        Make.node(
          "ConstantOfShape", ["n"], ["S"],
          [.make("value") { $0.t = Make.tensor("", [1], values: [value]) }])
      }
      let given = ["'given', an input of the graph"]
      #expect(try startsFrom(state: "given") == given)
      #expect(try startsFrom(Make.node("Gather", ["given", "n"], ["S"]), state: "S") == given)
      #expect(try startsFrom(state: "zero") == [nil])
      #expect(try startsFrom(Make.node("Expand", ["zero", "n"], ["S"]), state: "S") == [nil])
      #expect(try startsFrom(Make.node("ConstantOfShape", ["n"], ["S"]), state: "S") == [nil])
      #expect(try startsFrom(filled(0), state: "S") == [nil])
      #expect(try startsFrom(Make.node("ConstantFill", ["n"], ["S"]), state: "S") == [nil])
      #expect(try startsFrom(filled(0.7), state: "S") == ["a constant state"])
      #expect(try startsFrom(Make.node("Expand", ["h", "n"], ["S"]), state: "S") == [nil])
      #expect(
        try startsFrom(Make.node("Concat", ["zero", "h"], ["S"]), state: "S")
          == ["a constant state"])
      #expect(
        try startsFrom(Make.node("Gemm", ["X", "h"], ["S"], name: "bridge"), state: "S")
          == ["node 'bridge' (Gemm)"])
      #expect(
        try startsFrom(Make.node("Identity", ["S"], ["S"]), state: "S") == ["a long chain of nodes"]
      )
    }

    /// initial_h [directions, batch, units] or, with the batch first, [batch, directions, units], and what each direction
    /// starts from, h and C.
    private static let constantStates:
      [(layout: Int, shape: [Int], values: [Double], states: [[Double]?])] = [
        (0, [2, 1, 2], [1, 2, 3, 4], [[1, 2, 0, 0], [3, 4, 0, 0]]),
        (0, [2, 2, 2], [1, 2, 1, 2, 3, 4, 3, 4], [[1, 2, 0, 0], [3, 4, 0, 0]]),
        (1, [2, 2, 2], [1, 2, 3, 4, 1, 2, 3, 4], [[1, 2, 0, 0], [3, 4, 0, 0]]),
        (0, [2, 1, 2], [0, 0, 3, 4], [nil, [3, 4, 0, 0]]),
      ]

    @Test(arguments: constantStates)
    func initialStatesInTheFile(
      layout: Int, shape: [Int], values: [Double], states: [[Double]?]
    ) throws {
      var model = ONNXModels.recurrent(
        "LSTM", gates: 4, directions: 2, .text("direction", "bidirectional"), .int("layout", layout)
      )
      model.graph.node[0].input += ["", "h"]
      model.add(Make.tensor("h", shape, values: values))
      let checkpoint = try open(model)
      #expect(checkpoint.layers.map { checkpoint.initialState(of: $0) } == states)
      #expect(checkpoint.layers.map(\.conventions.startsFrom) == [nil, nil])
      // C comes second.
      model.graph.node[0].input = ["X", "W", "R", "B", "", "", "h"]
      let other = try open(model)
      #expect(
        other.layers.map { other.initialState(of: $0) }
          == states.map { $0.map { Array($0.suffix(2) + $0.prefix(2)) } })
    }

    /// A state of two layers [2, 1, units] that is copied for every sequence of a batch, of which a layer takes its own.
    @Test(arguments: [
      [
        ONNXModels.node("Expand", ["h", "shape"], ["E"]),
        ONNXModels.node("Gather", ["E", "1"], ["G"]),
        ONNXModels.node("Unsqueeze", ["G", "[0]"], ["S"]),
      ],
      [
        ONNXModels.node("Expand", ["h", "shape"], ["E"]),
        ONNXModels.node("Gather", ["E", "[-1]"], ["S"]),
      ],
      [
        ONNXModels.node("Gather", ["h", "[1, 0]"], ["G"]),
        ONNXModels.node("Tile", ["G", "repeats"], ["T"]),
        ONNXModels.node("Slice", ["T", "[0]", "[1]"], ["S"]),
      ],
      [
        ONNXModels.node("Gather", ["h", "0"], ["G"], [.int("axis", 1)]),
        ONNXModels.node("Slice", ["G", "[1]", "[2]"], ["T"]),
        ONNXModels.node("Unsqueeze", ["T", "[0]"], ["U"]),
        ONNXModels.node("Expand", ["U", "shape"], ["S"]),
      ],
    ])
    func initialStatesThatAreCopied(nodes: [ONNXNodeProto]) throws {
      var model = ONNXModels.recurrent("GRU", gates: 3)
      model.graph.node[0].input += ["", "S"]
      model.graph.node.insert(contentsOf: nodes, at: 0)
      model.add(Make.tensor("h", [2, 1, 2], values: [1, 2, 3, 4]))
      for list in [[0], [1], [2], [-1], [1, 0]] { model.add(Make.integers("\(list)", list)) }
      for one in [0, 1] {
        var scalar = Make.integers("\(one)", [one])
        scalar.dims = []
        model.add(scalar)
      }
      let checkpoint = try open(model)
      #expect(checkpoint.layers.map { checkpoint.initialState(of: $0) } == [[3, 4]])
      #expect(checkpoint.layers.map(\.conventions.startsFrom) == [nil])
    }

    /// A state [units], which copies give the axes that it lacks, as those of PyTorch's `expand` and `repeat`; one for
    /// two directions is not followed.
    @Test(arguments: [
      [ONNXModels.node("Expand", ["h", "shape"], ["S"])],
      [
        ONNXModels.node("Expand", ["h", "shape"], ["E"]),
        ONNXModels.node("Unsqueeze", ["E", "first"], ["S"]),
      ],
      [
        ONNXModels.node("Expand", ["h", "ones"], ["E"]),
        ONNXModels.node("Tile", ["E", "repeats"], ["S"]),
      ],
    ])
    func initialStatesOfOneAxis(nodes: [ONNXNodeProto]) throws {
      func states(_ attributes: ONNXAttributeProto..., directions: Int) throws -> [[Double]?] {
        var model = ONNXModels.recurrent("GRU", gates: 3, directions: directions)
        model.graph.node[0].attribute += attributes
        model.graph.node[0].input += ["", "S"]
        model.graph.node.insert(contentsOf: nodes, at: 0)
        model.add(Make.tensor("h", [2], values: [1, 2]), Make.integers("first", [0]))
        let checkpoint = try open(model)
        return checkpoint.layers.map { checkpoint.initialState(of: $0) }
      }
      #expect(try states(directions: 1) == [[1, 2]])
      #expect(try states(.int("layout", 1), directions: 1) == [[1, 2]])
      #expect(try states(.text("direction", "bidirectional"), directions: 2) == [nil, nil])
    }

    /// Copies along another axis than that of the batch, and a part that is not there.
    @Test(arguments: [
      [ONNXModels.node("Expand", ["one", "shape"], ["S"])],
      [ONNXModels.node("Tile", ["h", "repeats"], ["S"])],
      [ONNXModels.node("Gather", ["h", "far"], ["S"])],
      [ONNXModels.node("Gather", ["h", "given"], ["S"])],
    ])
    func copiesThatAreNoState(nodes: [ONNXNodeProto]) throws {
      var model = ONNXModels.recurrent("GRU", gates: 3)
      model.graph.node[0].input += ["", "S"]
      model.graph.node.insert(contentsOf: nodes, at: 0)
      model.add(
        Make.tensor("h", [2, 1, 2], values: [1, 2, 3, 4]), Make.tensor("one", [1, 1, 1]),
        Make.integers("far", [2]))
      let checkpoint = try open(model)
      #expect(checkpoint.layers.map { checkpoint.initialState(of: $0) } == [nil])
      #expect(checkpoint.layers.map(\.conventions.startsFrom) == ["a constant state"])
    }

    /// What cannot be one state for every sequence is told of, and not followed.
    @Test(arguments: [
      ([2, 2, 2], "h", "", "a constant state"),
      ([2, 1, 2], "h", "given", "'given', an input of the graph"),
    ])
    func initialStatesThatAreNotFollowed(
      shape: [Int], hidden: String, cell: String, words: String
    ) throws {
      var model = ONNXModels.recurrent(
        "LSTM", gates: 4, directions: 2, .text("direction", "bidirectional"))
      model.graph.node[0].input += ["", hidden, cell]
      model.add(Make.tensor("h", shape))
      let checkpoint = try open(model)
      #expect(checkpoint.layers.map { checkpoint.initialState(of: $0) } == [nil, nil])
      #expect(checkpoint.layers.map(\.conventions.startsFrom) == [words, words])
    }

    /// Zeros, too, say how many units there are.
    @Test(arguments: [[2, 2], [1, 1, 4], [1, 1, 1]])
    func initialStatesThatDoNotFit(shape: [Int]) throws {
      for values in [nil, [Double](repeating: 0, count: shape.reduce(1, *))] {
        var model = ONNXModels.recurrent("LSTM", gates: 4)
        model.graph.node[0].input += ["", "", "c"]
        model.add(Make.tensor("c", shape, values: values))
        let unsupported = try #require(open(model).layers[0].conventions.unsupported)
        #expect(unsupported == "initial state 'c' of shape \(shape), where [1, batch, 2] is due")
      }
    }

    @Test func aStateThatIsFilledIn() throws {
      var model = ONNXModels.recurrent("GRU", gates: 3)
      model.graph.node[0].input += ["", "h"]
      let value = Make.tensor("", [1], values: [0.5])
      model.graph.node.insert(
        Make.node("ConstantOfShape", ["shape"], ["h"], [.make("value") { $0.t = value }]), at: 0)
      model.add(Make.integers("shape", [1, 1, 2]))
      let checkpoint = try open(model)
      #expect(checkpoint.layers.map { checkpoint.initialState(of: $0) } == [[0.5, 0.5]])
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
