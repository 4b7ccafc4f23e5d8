#if ONNX
  import DenseLinearAlgebra
  import Foundation
  import ModelFiles
  import ONNXSchema
  import RecurrentCells
  import TestSupport
  import Testing

  /// Weights in every form that exporters give them.
  @Suite struct ONNXWeightsTests {
    private typealias Make = ONNXModels
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func lstm(_ model: ONNXModels) throws -> LSTM<Double> {
      try LSTM(contentsOf: folder.file("model.onnx", holding: model.bytes))
    }

    private func error(of model: ONNXModels) throws -> ModelFileError? {
      let path = try folder.file("model.onnx", holding: model.bytes)
      return #expect(throws: ModelFileError.self) { try LSTM<Double>(contentsOf: path) }
    }

    /// The forms of a tensor that all values of which are multiples of 1/8, so that no type rounds them.
    private static let values = (0..<16).map { Double($0 - 8) / 8 }
    private static let forms: [(name: String, set: @Sendable (inout ONNXTensorProto) -> Void)] = [
      ("float_data", { $0.floatData = values.map { Float($0) } }),
      (
        "double_data",
        {
          $0.dataType = Int32(ONNXTensorProto.DataType.double.rawValue)
          $0.doubleData = values
        }
      ),
      (
        "raw doubles",
        {
          $0.dataType = Int32(ONNXTensorProto.DataType.double.rawValue)
          $0.rawData = Data(values.flatMap { littleEndian($0.bitPattern) })
        }
      ),
      (
        "float16 in int32_data",
        {
          $0.dataType = Int32(ONNXTensorProto.DataType.float16.rawValue)
          $0.int32Data = values.map { Int32(Float16($0).bitPattern) }
        }
      ),
      (
        "raw float16",
        {
          $0.dataType = Int32(ONNXTensorProto.DataType.float16.rawValue)
          $0.rawData = Data(
            values.flatMap { littleEndian(Float16($0).bitPattern) })
        }
      ),
      (
        "bfloat16 in int32_data",
        {
          $0.dataType = Int32(ONNXTensorProto.DataType.bfloat16.rawValue)
          $0.int32Data = values.map { Int32(Float($0).bitPattern >> 16) }
        }
      ),
    ]

    @Test(arguments: 0..<6)
    func everyForm(index: Int) throws {
      var model = ONNXModels.lstm
      model.graph.initializer.removeAll { $0.name == "R" }
      var tensor = Make.tensor("R", [1, 8, 2], values: Self.values)
      tensor.rawData = Data()
      Self.forms[index].set(&tensor)
      model.add(tensor)
      let gates = try lstm(model).weights.recurrent
      // i, f, g, o of i, o, f, c.
      let rows = [0, 1, 4, 5, 6, 7, 2, 3]
      let truth = Matrix<Double>(
        rows: 8, columns: 2,
        rowMajor: rows.flatMap { [Self.values[2 * $0], Self.values[2 * $0 + 1]] })
      #expect(gates == truth, "\(Self.forms[index].name)")
    }

    /// W is computed from other constants; it must come out as the W of the plain model.
    private func expectSame(
      _ constants: [ONNXTensorProto], _ nodes: ONNXNodeProto...,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      var model = ONNXModels.lstm
      model.graph.initializer.removeAll { $0.name == "W" }
      model.graph.initializer += constants
      model.graph.node[0].input[1] = "made"
      model.graph.node += nodes
      #expect(
        try lstm(model).weights.input == lstm(.lstm).weights.input, sourceLocation: sourceLocation)
    }

    /// W[0, i, j] is this.
    private static func w(_ i: Int, _ j: Int) -> Double { ONNXModels.value(3 * i + j) }

    @Test func identityAndCasts() throws {
      try expectSame(
        [Make.tensor("V", [1, 8, 3])], Make.node("Identity", ["V"], ["I"]),
        Make.node("Cast", ["I"], ["D"], [.int("to", 11)]),
        Make.node("Cast", ["D"], ["made"], [.int("to", 1)]))
    }

    @Test func constantNodes() throws {
      let value = ONNXAttributeProto.make("value") { $0.t = Make.tensor("", [1, 8, 3]) }
      try expectSame([], Make.node("Constant", [], ["made"], [value]))
    }

    @Test func reshapes() throws {
      try expectSame(
        [
          Make.tensor("V", [8, 1, 3]), Make.integers("shape", [0, -1]), Make.integers("axes", [0]),
        ],
        Make.node("Reshape", ["V", "shape"], ["flat"]),
        Make.node("Unsqueeze", ["flat", "axes"], ["one"]),
        Make.node("Unsqueeze", ["one"], ["two"], [.ints("axes", [-1])]),
        Make.node("Squeeze", ["two"], ["made"], [.ints("axes", [3])]))
    }

    @Test func squeezeOfAllAxes() throws {
      try expectSame(
        [Make.tensor("V", [1, 8, 1, 3]), Make.integers("axes", [0])],
        Make.node("Squeeze", ["V"], ["flat"]), Make.node("Unsqueeze", ["flat", "axes"], ["made"]))
    }

    @Test func transposes() throws {
      let values = (0..<3).flatMap { j in (0..<8).map { i in Self.w(i, j) } }
      try expectSame(
        [Make.tensor("V", [3, 8, 1], values: values)],
        Make.node("Transpose", ["V"], ["made"], [.ints("perm", [2, 1, 0])]))
      try expectSame(
        [Make.tensor("V", [3, 8, 1], values: values)], Make.node("Transpose", ["V"], ["made"]))
    }

    @Test func slicesAndConcat() throws {
      // Rows 4…7 stand first, the others after them in reverse.
      let rows = [4, 5, 6, 7, 3, 2, 1, 0]
      let values = rows.flatMap { i in (0..<3).map { j in Self.w(i, j) } }
      try expectSame(
        [
          Make.tensor("V", [1, 8, 3], values: values), Make.integers("from", [-1]),
          Make.integers("to", [3]), Make.integers("axis", [1]), Make.integers("back", [-1]),
        ],
        Make.node("Slice", ["V", "from", "to", "axis", "back"], ["low"]),
        Make.node(
          "Slice", ["V"], ["high"], [.ints("starts", [0, 0]), .ints("ends", [9, 4])]),
        Make.node("Concat", ["low", "high"], ["made"], [.int("axis", -2)]))
    }

    @Test func slicesByTwo() throws {
      let values = (0..<48).map { $0.isMultiple(of: 2) ? Make.value($0 / 2) : 9 }
      try expectSame(
        [
          Make.tensor("V", [1, 8, 6], values: values), Make.integers("from", [0]),
          Make.integers("to", [Int.max]), Make.integers("axis", [2]), Make.integers("by", [2]),
        ],
        Make.node("Slice", ["V", "from", "to", "axis", "by"], ["made"]))
    }

    @Test func constantsOfAnOuterGraph() throws {
      var model = ONNXModels()
      var inner = ONNXModels.lstm
      inner.graph.initializer.removeAll { $0.name == "W" }
      let body = inner.graph
      model.add(Make.tensor("W", [1, 8, 3]))
      model.add(
        Make.node("Loop", [], ["Z"], [.make("body") { $0.g = body }]))
      #expect(try lstm(model).weights.input == lstm(.lstm).weights.input)
    }

    @Test func weightsThatAreInputs() throws {
      var model = ONNXModels.lstm
      model.graph.initializer.removeAll { $0.name == "W" }
      let error = try error(of: model)
      #expect(error?.code == .unsupportedLayer)
      #expect(error?.tensor == "W")
      #expect(error?.expected == "constant weights for W of node 'lstm'")
      #expect(error?.found == "'W', which is not in the file: an input of the graph")
    }

    @Test func weightsOutOfAnotherOperator() throws {
      var model = ONNXModels.lstm
      model.compute(1, as: "V", by: Make.node("MatMul", ["W", "W"], ["V"], name: "product"))
      let error = try error(of: model)
      #expect(error?.code == .unsupportedLayer)
      #expect(error?.found == "node 'product' (MatMul) on the way to it")
    }

    @Test(arguments: [
      ONNXModels.node("Transpose", ["W"], ["V"], [.ints("perm", [0, 1])]),
      ONNXModels.node("Transpose", ["W"], ["V"], [.ints("perm", [0, 1, 1])]),
      ONNXModels.node("Squeeze", ["W"], ["V"], [.ints("axes", [1])]),
      ONNXModels.node("Squeeze", ["W"], ["V"], [.ints("axes", [3])]),
      ONNXModels.node("Unsqueeze", ["W"], ["V"], [.ints("axes", [0, 0])]),
      ONNXModels.node("Unsqueeze", ["W"], ["V"]),
      ONNXModels.node("Unsqueeze", ["W"], ["V"], [.ints("axes", [.min])]),
      ONNXModels.node("Unsqueeze", ["W"], ["V"], [.ints("axes", Array(0..<1000))]),
      ONNXModels.node("Reshape", ["W", "bad"], ["V"]),
      ONNXModels.node("Reshape", ["W", "huge"], ["V"]),
      ONNXModels.node("Reshape", ["W"], ["V"]),
      ONNXModels.node("Reshape", [], ["V"]),
      ONNXModels.node("Concat", [], ["V"], [.int("axis", 0)]),
      ONNXModels.node("Concat", ["W", "W"], ["V"]),
      ONNXModels.node("Concat", ["W", "W"], ["V"], [.int("axis", 3)]),
      ONNXModels.node("Concat", ["W", "R"], ["V"], [.int("axis", 0)]),
      ONNXModels.node("Slice", ["W"], ["V"], [.ints("starts", [0])]),
      ONNXModels.node("Slice", ["W", "bad", "huge"], ["V"]),
      ONNXModels.node("Slice", ["W", "one", "one", "one", "zero"], ["V"]),
      ONNXModels.node("Slice", ["W", "one", "one", "one", "least"], ["V"]),
    ])
    func operatorsThatCannotBe(node: ONNXNodeProto) throws {
      var model = ONNXModels.lstm
      model.add(
        Make.integers("bad", [5, -1]), Make.integers("huge", [.max, .max, 2]),
        Make.integers("one", [1]), Make.integers("zero", [0]), Make.integers("least", [.min]))
      model.compute(1, as: "V", by: node)
      #expect(try error(of: model)?.code == .malformedHeader)
    }

    @Test func anEmptySlice() throws {
      var model = ONNXModels.lstm
      model.compute(
        1, as: "V",
        by: Make.node("Slice", ["W"], ["V"], [.ints("starts", [5]), .ints("ends", [1])]))
      #expect(try error(of: model)?.code == .unsupportedLayer)
    }

    @Test func integersAsWeights() throws {
      var model = ONNXModels.lstm
      model.graph.initializer[0].dataType = Int32(ONNXTensorProto.DataType.int32.rawValue)
      #expect(try error(of: model)?.code == .unsupportedElementType)
    }

    @Test func weightsThatAreNotFinite() throws {
      var model = ONNXModels.lstm
      model.graph.initializer[1] = Make.tensor(
        "R", [1, 8, 2], values: (0..<16).map { $0 == 5 ? .nan : 1 })
      let error = try error(of: model)
      #expect(error?.code == .nonFiniteValue)
      #expect(error?.tensor == "R")
      #expect(error?.found?.contains("[0, 2, 1]") == true)
    }
  }
#endif
