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

    private func open(_ model: ONNXModels) throws -> Checkpoint {
      try Checkpoint(contentsOf: folder.file("model.onnx", holding: model.bytes))
    }

    private func names(_ model: ONNXModels) throws -> [String] {
      try open(model).layers.map {
        $0.prefix + ($0.index.map { " \($0)" } ?? "") + ($0.isReversed ? " backward" : "")
      }
    }

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
      #expect(try names(both) == ["gru", "gru backward"])
      let backward = ONNXModels.recurrent("RNN", gates: 1, .text("direction", "reverse"))
      #expect(try names(backward) == ["rnn backward"])
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
      #expect(try names(model) == ["Y"])
      model.add(Make.node("LSTM", ["Z", "W", "R"], ["other"], name: "twin"))
      model.add(Make.node("LSTM", ["Z", "W", "R"], ["third"], name: "twin"))
      #expect(try names(model) == ["Y", "third", "twin"])
    }

    /// A second LSTM over the states of the first, which pass `nodes`.
    private func stacked(
      _ nodes: ONNXNodeProto..., directions: Int = 1, through name: String,
      integers: [String: [Int]] = [:]
    ) -> ONNXModels {
      var model = ONNXModels.recurrent("LSTM", gates: 4, directions: directions)
      if directions == 2 { model.graph.node[0].attribute = [.text("direction", "bidirectional")] }
      model.graph.node += nodes
      model.add(Make.tensor("W1", [1, 8, 2 * directions]), Make.tensor("R1", [1, 8, 2]))
      model.add(Make.node("LSTM", [name, "W1", "R1"], ["Y1"]))
      for (name, values) in integers { model.add(Make.integers(name, values)) }
      return model
    }

    @Test func aStackThroughSqueeze() throws {
      let model = stacked(
        Make.node("Squeeze", ["Y", "one"], ["S"]), Make.node("Dropout", ["S"], ["D", "mask"]),
        Make.node("Identity", ["D"], ["I"]), through: "I", integers: ["one": [1]])
      #expect(try names(model) == ["lstm 0", "lstm 1"])
    }

    @Test func aStackThroughOlderSqueezeAndTwoTransposes() throws {
      let model = stacked(
        Make.node("Squeeze", ["Y"], ["S"], [.ints("axes", [1])]),
        Make.node("Transpose", ["S"], ["T"], [.ints("perm", [1, 0, 2])]),
        Make.node("Transpose", ["T"], ["U"], [.ints("perm", [1, 0, 2])]), through: "U")
      #expect(try names(model) == ["lstm 0", "lstm 1"])
    }

    @Test(arguments: [[0, 0, -1], [7, 1, 4], [0, 0, 4]])
    func aBidirectionalStack(shape: [Int]) throws {
      let model = stacked(
        Make.node("Transpose", ["Y"], ["T"], [.ints("perm", [0, 2, 1, 3])]),
        Make.node("Reshape", ["T", "shape"], ["J"]), directions: 2, through: "J",
        integers: ["shape": shape])
      #expect(try names(model) == ["lstm 0", "lstm 0 backward", "lstm 1"])
    }

    @Test(arguments: [
      // Batch and step change places; the states go through another function; axes are joined that
      // are not those of the states.
      [
        ONNXModels.node("Squeeze", ["Y", "one"], ["S"]),
        ONNXModels.node("Transpose", ["S"], ["U"], [.ints("perm", [1, 0, 2])]),
      ],
      [ONNXModels.node("Squeeze", ["Y", "one"], ["S"]), ONNXModels.node("Relu", ["S"], ["U"])],
      [
        ONNXModels.node("Squeeze", ["Y", "one"], ["S"]),
        ONNXModels.node("Squeeze", ["S", "zero"], ["U"]),
      ],
      [ONNXModels.node("Reshape", ["Y", "shape"], ["U"])],
      [ONNXModels.node("Squeeze", ["Y"], ["U"])],
    ])
    func noStack(nodes: [ONNXNodeProto]) throws {
      var model = stacked(through: "U", integers: ["one": [1], "zero": [0], "shape": [0, -1]])
      model.graph.node.insert(contentsOf: nodes, at: 1)
      #expect(try names(model) == ["Y1", "lstm"])
    }

    private static func length(_ index: Int, as output: String) -> ONNXNodeProto {
      Make.node("Slice", ["all", "\(index)", "\(index + 1)"], [output])
    }

    /// What computes a shape in which the directions of [steps, batch, 2, 2] are joined with the units.
    private static let joiningShapes: [[ONNXNodeProto]] = [
      // Lengths one by one, the last two multiplied, as PyTorch's default exporter has them.
      [
        Make.node("Shape", ["T"], ["all"], [.int("start", 0)]), length(0, as: "steps"),
        length(1, as: "batch"), length(2, as: "directions"),
        length(3, as: "units"), Make.node("Mul", ["directions", "units"], ["product"]),
        Make.node("Reshape", ["product", "any"], ["joined"]),
        Make.node("Concat", ["steps", "batch", "joined"], ["shape"], [.int("axis", 0)]),
      ],
      // As numbers, by name or counted from the end.
      [
        Make.node("Shape", ["T"], ["all"]),
        Make.node("Constant", [], ["i"], [.int("value_int", 0)]),
        Make.node("Constant", [], ["j"], [.int("value_int", -3)]),
        Make.node("Gather", ["all", "i"], ["steps"]), Make.node("Gather", ["all", "j"], ["batch"]),
        Make.node("Unsqueeze", ["steps", "0"], ["s"]),
        Make.node("Unsqueeze", ["batch"], ["b"], [.ints("axes", [0])]),
        Make.node("Concat", ["s", "b", "any"], ["shape"], [.int("axis", 0)]),
      ],
      // The first two together, in another type on the way.
      [
        Make.node("Shape", ["T"], ["two"], [.int("end", -2)]),
        Make.node("Cast", ["two"], ["float"], [.int("to", 1)]),
        Make.node("Cast", ["float"], ["integer"], [.int("to", 7)]),
        Make.node("Concat", ["integer", "4"], ["shape"], [.int("axis", -1)]),
      ],
      // From the inputs of the layer.
      [
        Make.node("Shape", ["X"], ["inputs"]),
        Make.node("Slice", ["inputs"], ["two"], [.ints("starts", [0]), .ints("ends", [2])]),
        Make.node("Concat", ["two", "any"], ["shape"], [.int("axis", 0)]),
      ],
      // Constant, but cast: opset 8.
      [Make.node("Cast", ["decimal"], ["shape"], [.int("to", 7)])],
    ]

    @Test(arguments: joiningShapes)
    func aStackThroughAShapeThatIsComputed(nodes: [ONNXNodeProto]) throws {
      #expect(try names(reshaped(nodes)) == ["lstm 0", "lstm 0 backward", "lstm 1"])
    }

    private static let otherShapes: [[ONNXNodeProto]] = [
      // Batch and directions joined; steps and batch in the other order; a length that is not known;
      // numbers of a smaller type; the product of other numbers.
      [
        Make.node("Shape", ["T"], ["all"]), length(0, as: "steps"),
        Make.node("Concat", ["steps", "any", "2"], ["shape"], [.int("axis", 0)]),
      ],
      [
        Make.node("Shape", ["T"], ["all"]), length(0, as: "steps"),
        length(1, as: "batch"),
        Make.node("Concat", ["batch", "steps", "any"], ["shape"], [.int("axis", 0)]),
      ],
      [
        Make.node("Shape", ["Z"], ["all"]), length(0, as: "steps"),
        Make.node("Concat", ["steps", "0", "any"], ["shape"], [.int("axis", 0)]),
      ],
      [Make.node("Cast", ["decimal"], ["shape"], [.int("to", 3)])],
      [
        Make.node("Shape", ["T"], ["all"]), length(0, as: "steps"),
        length(1, as: "batch"), Make.node("Mul", ["batch", "2"], ["product"]),
        Make.node("Concat", ["steps", "batch", "product"], ["shape"], [.int("axis", 0)]),
      ],
      // A shape that comes from itself, and one that takes 2^60 steps to compute.
      [
        Make.node("Identity", ["other"], ["shape"]), Make.node("Identity", ["shape"], ["other"]),
      ],
      [Make.node("Identity", ["1"], ["p0"]), Make.node("Identity", ["p60"], ["shape"])]
        + (0..<60).map { Make.node("Mul", ["p\($0)", "p\($0)"], ["p\($0 + 1)"]) },
    ]

    @Test(arguments: otherShapes)
    func noStackThroughAShapeThatIsComputed(nodes: [ONNXNodeProto]) throws {
      #expect(try names(reshaped(nodes)) == ["Y1", "lstm", "lstm backward"])
    }

    /// A second layer over the states of both directions of the first, put in the shape that nodes compute.
    private func reshaped(_ nodes: [ONNXNodeProto]) -> ONNXModels {
      var model = stacked(
        Make.node("Transpose", ["Y"], ["T"], [.ints("perm", [0, 2, 1, 3])]),
        Make.node("Reshape", ["T", "shape"], ["J"]), directions: 2, through: "J",
        integers: [
          "0": [0], "1": [1], "2": [2], "3": [3], "4": [4], "any": [-1],
        ])
      model.add(Make.tensor("decimal", [3], values: [0, 0, -1]))
      model.graph.node += nodes
      return model
    }

    @Test func aStackWithTheBatchFirst() throws {
      var model = stacked(
        Make.node("Reshape", ["Y", "shape"], ["J"]), directions: 2, through: "J",
        integers: ["shape": [0, 0, -1]])
      #expect(try names(model) == ["Y1", "lstm", "lstm backward"])
      for index in [0, 2] { model.graph.node[index].attribute.append(.int("layout", 1)) }
      #expect(try names(model) == ["lstm 0", "lstm 0 backward", "lstm 1"])
    }

    @Test func aStackThroughCasts() throws {
      func names(to type: Int) throws -> [String] {
        try self.names(
          stacked(
            Make.node("Cast", ["Y"], ["half"], [.int("to", type)]),
            Make.node("Squeeze", ["half", "one"], ["S"]),
            Make.node("Cast", ["S"], ["C"], [.int("to", 1)]), through: "C", integers: ["one": [1]]))
      }
      #expect(try names(to: 10) == ["lstm 0", "lstm 1"])
      #expect(try names(to: 16) == ["lstm 0", "lstm 1"])
      // Integers are other states.
      #expect(try names(to: 6) == ["Y1", "lstm"])
    }

    @Test func twoLayersOnOneAreNoStack() throws {
      var model = stacked(
        Make.node("Squeeze", ["Y", "one"], ["S"]), through: "S", integers: ["one": [1]])
      model.add(Make.node("LSTM", ["S", "W1", "R1"], ["Y2"]))
      #expect(try names(model) == ["Y1", "Y2", "lstm"])
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
      // The upper layer of a stack reads the lower one, which is passed through.
      let stack = stacked(
        Make.node("Squeeze", ["Y", "one"], ["S"]), through: "S", integers: ["one": [1]])
      #expect(try open(stack).layers.map(\.reads) == [nil, nil])
      let broken = stacked(
        Make.node("Squeeze", ["Y", "one"], ["S"]), Make.node("Relu", ["S"], ["U"]), through: "U",
        integers: ["one": [1]])
      #expect(try open(broken).layers.map(\.reads) == ["node 'U' (Relu)", nil])
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
      #expect(
        try startsFrom(Make.node("Expand", ["h", "n"], ["S"]), state: "S") == ["a constant state"])
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

    /// What cannot be one state for every sequence is told of, and not followed.
    @Test(arguments: [
      ([2, 2, 2], "h", "", "a constant state"), ([2, 2], "h", "", "a constant state"),
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
