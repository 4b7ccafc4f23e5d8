#if ONNX
  import ModelFiles
  import ONNXSchema
  import Testing

  /// State 0 of layers, as far as it is a constant of the model, and what is said of others.
  @Suite struct ONNXInitialStatesTests {
    private typealias Make = ONNXModels
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ model: ONNXModels) throws -> Checkpoint { try model.checkpoint(in: folder) }

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
  }
#endif
