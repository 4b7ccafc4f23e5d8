#if ONNX
  import ModelFiles
  import ONNXSchema
  import Testing

  /// Which layers stand on which, by what the graph does between them.
  @Suite struct ONNXStacksTests {
    private typealias Make = ONNXModels
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ model: ONNXModels) throws -> Checkpoint { try model.checkpoint(in: folder) }

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
      #expect(try open(model).layerNames == ["lstm 0", "lstm 1"])
    }

    @Test func aStackThroughOlderSqueezeAndTwoTransposes() throws {
      let model = stacked(
        Make.node("Squeeze", ["Y"], ["S"], [.ints("axes", [1])]),
        Make.node("Transpose", ["S"], ["T"], [.ints("perm", [1, 0, 2])]),
        Make.node("Transpose", ["T"], ["U"], [.ints("perm", [1, 0, 2])]), through: "U")
      #expect(try open(model).layerNames == ["lstm 0", "lstm 1"])
    }

    @Test(arguments: [[0, 0, -1], [7, 1, 4], [0, 0, 4]])
    func aBidirectionalStack(shape: [Int]) throws {
      let model = stacked(
        Make.node("Transpose", ["Y"], ["T"], [.ints("perm", [0, 2, 1, 3])]),
        Make.node("Reshape", ["T", "shape"], ["J"]), directions: 2, through: "J",
        integers: ["shape": shape])
      #expect(try open(model).layerNames == ["lstm 0", "lstm 0 backward", "lstm 1"])
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
      #expect(try open(model).layerNames == ["Y1", "lstm"])
    }

    /// What the model says of X tells where a Reshape to numbers puts sequences in the place of steps.
    @Test(arguments: [
      ([12, 1, 3], [12, 1, 2], true), ([12, 1, 3], [1, 12, 2], false),
      ([12, 1, 3], [6, 2, 2], false), ([12, 1, 3], [-1, 1, 2], true),
      ([12, 1, 3], [1, -1, 2], false), ([12, 2, 3], [12, 2, 2], true),
      ([12, 2, 3], [2, 12, 2], false), ([12, 2, 3], [2, -1, 2], false),
      ([0, 1, 3], [12, 1, 2], true), ([0, 1, 3], [1, 12, 2], false), ([1, 1, 3], [1, 1, 2], true),
    ])
    func aStackThroughAReshapeToNumbers(input: [Int], shape: [Int], isStack: Bool) throws {
      for isTransposed in [false, true] {
        var model = stacked(
          Make.node("Reshape", ["Y", "shape"], ["J"]), through: "J", integers: ["shape": shape])
        if isTransposed {
          model.graph.node[0].input[0] = "T"
          model.graph.node.insert(
            Make.node("Transpose", ["X"], ["T"], [.ints("perm", [1, 0, 2])]), at: 0)
        }
        let given = isTransposed ? [input[1], input[0], input[2]] : input
        model.graph.input = [Make.value("X", given)]
        #expect(
          try open(model).layerNames == (isStack ? ["lstm 0", "lstm 1"] : ["Y1", "lstm"]),
          "\(isTransposed)")
      }
    }

    /// Also behind a dense layer, of which the model states no shape.
    @Test(arguments: [([12, 3, 2], true), ([3, 12, 2], false)])
    func aReshapeBehindADenseLayer(shape: [Int], isStack: Bool) throws {
      var model = stacked(
        Make.node("Reshape", ["Y", "shape"], ["J"]), through: "J", integers: ["shape": shape])
      model.graph.node[0].input[0] = "dense"
      model.graph.node.insert(Make.node("Add", ["b", "product"], ["dense"]), at: 0)
      model.graph.node.insert(Make.node("MatMul", ["X", "D"], ["product"]), at: 0)
      model.add(Make.tensor("D", [5, 3]), Make.tensor("b", [3]))
      model.graph.input = [Make.value("X", [12, 3, 5])]
      #expect(try open(model).layerNames == (isStack ? ["lstm 0", "lstm 1"] : ["Y1", "lstm"]))
    }

    /// Where nothing states a shape, one sequence is taken, and no other number for both steps and sequences.
    @Test(arguments: [
      ([12, 1, 2], true), ([1, 12, 2], false), ([12, 3, 2], false), ([0, 3, 2], true),
    ])
    func aReshapeOfWhichNothingIsKnown(shape: [Int], isStack: Bool) throws {
      let model = stacked(
        Make.node("Reshape", ["Y", "shape"], ["J"]), through: "J", integers: ["shape": shape])
      #expect(try open(model).layerNames == (isStack ? ["lstm 0", "lstm 1"] : ["Y1", "lstm"]))
    }

    /// Lists that are longer than any shape are not computed with.
    @Test(arguments: [(61, true), (62, false)])
    func aShapeOutOfALongList(count: Int, isStack: Bool) throws {
      let more = Array(repeating: 1, count: count)
      for list in [
        Make.node("Concat", ["shape", "more"], ["all"], [.int("axis", 0)]),
        Make.node("Constant", [], ["all"], [.ints("value_ints", [12, 1, 2] + more)]),
      ] {
        let model = stacked(
          list, Make.node("Slice", ["all", "0", "3"], ["used"]),
          Make.node("Reshape", ["Y", "used"], ["J"]), through: "J",
          integers: ["shape": [12, 1, 2], "more": more, "0": [0], "3": [3]])
        #expect(try open(model).layerNames == (isStack ? ["lstm 0", "lstm 1"] : ["Y1", "lstm"]))
      }
    }

    /// Many lists that are empty are no shape, either.
    @Test func aShapeOfManyLists() throws {
      let model = stacked(
        Make.node(
          "Concat", ["shape"] + Array(repeating: "none", count: 100_000), ["all"],
          [.int("axis", 0)]),
        Make.node("Reshape", ["Y", "all"], ["J"]), through: "J",
        integers: ["shape": [12, 1, 2], "none": []])
      #expect(try open(model).layerNames == ["Y1", "lstm"])
    }

    @Test func lengthsPassThroughAStack() throws {
      for (shape, top) in [([12, 1, 2], "lstm 2"), ([1, 12, 2], "Y2")] {
        var model = stacked(
          Make.node("Squeeze", ["Y", "one"], ["S"]), through: "S",
          integers: ["one": [1], "shape": shape])
        model.graph.input = [Make.value("X", [12, 1, 3])]
        model.graph.node += [
          Make.node("Reshape", ["Y1", "shape"], ["J"]),
          Make.node("LSTM", ["J", "W2", "R1"], ["Y2"]),
        ]
        model.add(Make.tensor("W2", [1, 8, 2]))
        #expect(try Set(open(model).layerNames) == ["lstm 0", "lstm 1", top])
      }
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
      #expect(try open(reshaped(nodes)).layerNames == ["lstm 0", "lstm 0 backward", "lstm 1"])
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
      #expect(try open(reshaped(nodes)).layerNames == ["Y1", "lstm", "lstm backward"])
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
      #expect(try open(model).layerNames == ["Y1", "lstm", "lstm backward"])
      for index in [0, 2] { model.graph.node[index].attribute.append(.int("layout", 1)) }
      #expect(try open(model).layerNames == ["lstm 0", "lstm 0 backward", "lstm 1"])
    }

    @Test func aStackThroughCasts() throws {
      func names(to type: Int) throws -> [String] {
        try open(
          stacked(
            Make.node("Cast", ["Y"], ["half"], [.int("to", type)]),
            Make.node("Squeeze", ["half", "one"], ["S"]),
            Make.node("Cast", ["S"], ["C"], [.int("to", 1)]), through: "C", integers: ["one": [1]])
        ).layerNames
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
      #expect(try open(model).layerNames == ["Y1", "Y2", "lstm"])
    }

    /// The upper layer of a stack reads the lower one, which is passed through.
    @Test func whatStandsBeforeAStack() throws {
      let stack = stacked(
        Make.node("Squeeze", ["Y", "one"], ["S"]), through: "S", integers: ["one": [1]])
      #expect(try open(stack).layers.map(\.reads) == [nil, nil])
      let broken = stacked(
        Make.node("Squeeze", ["Y", "one"], ["S"]), Make.node("Relu", ["S"], ["U"]), through: "U",
        integers: ["one": [1]])
      #expect(try open(broken).layers.map(\.reads) == ["node 'U' (Relu)", nil])
    }
  }
#endif
