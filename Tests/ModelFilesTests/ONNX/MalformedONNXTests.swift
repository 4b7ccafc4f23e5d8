#if ONNX
  import DenseLinearAlgebra
  import Foundation
  import ONNXSchema
  import RecurrentCells
  import SwiftProtobuf
  import TestSupport
  import Testing

  @testable import ModelFiles

  /// Models that are damaged, and models made to do harm.
  @Suite struct MalformedONNXTests {
    private typealias Make = ONNXModels
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ bytes: [UInt8]) throws -> LSTM<Double> {
      try LSTM(contentsOf: folder.file("model.onnx", holding: bytes))
    }

    private func expectRefusal(
      _ bytes: [UInt8], _ codes: ModelFileError.Code...,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let error = #expect(throws: ModelFileError.self, sourceLocation: sourceLocation) {
        try read(bytes)
      }
      #expect(error.map { codes.contains($0.code) } == true, sourceLocation: sourceLocation)
    }

    /// A field of protobuf with a length that may be a lie.
    private static func field(_ number: Int, length: UInt64? = nil, _ bytes: [UInt8]) -> [UInt8] {
      varint(UInt64(number << 3 | 2)) + varint(length ?? UInt64(bytes.count)) + bytes
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
      var (rest, bytes): (UInt64, [UInt8]) = (value, [])
      while rest > 0x7F {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      return bytes + [UInt8(rest)]
    }

    private static let version: [UInt8] = [0x08, 0x08]

    @Test(arguments: [
      [], field(2, Array("pytorch".utf8)), field(7, []), field(7, field(5, [])),
    ])
    func modelsWithoutNodes(fields: [UInt8]) throws {
      let path = try folder.file(holding: Self.version + fields)
      let error = #expect(throws: ModelFileError.self) { try FileFormat.detect(path) }
      #expect(error?.code == .unknownFormat)
    }

    @Test func otherBeginnings() throws {
      // A writer may put the graph first.
      let model = Array(try Make.lstm.bytes.dropFirst(2))
      #expect(try FileFormat.detect(folder.file(holding: model)) == .onnx)
      // The same first byte, and no model.
      let other = try folder.file(holding: [0x00] + model)
      let error = #expect(throws: ModelFileError.self) { try FileFormat.detect(other) }
      #expect(error?.code == .unknownFormat)
    }

    @Test(arguments: [UInt64(1) << 20, 1 << 31, 1 << 40, 1 << 62, .max])
    func lengthsBeyondTheFile(length: UInt64) {
      expectRefusal(Self.version + Self.field(7, length: length, []), .truncated, .malformedHeader)
      let tensor = Self.field(5, Self.field(9, length: length, [1, 2]))
      let graph = Self.field(7, Self.field(1, []) + tensor)
      expectRefusal(Self.version + graph, .truncated, .malformedHeader)
    }

    @Test func endlessNumber() {
      expectRefusal(Self.version + [0x40] + [UInt8](repeating: 0xFF, count: 20), .malformedHeader)
    }

    @Test(arguments: ["onnx_lstm_float_data", "onnx_lstm_constants"])
    func refuseAModelCutAtAnyByte(name: String) throws {
      let whole = try bytes(of: Fixture.path("frameworks/\(name)/model.onnx"))
      // Behind the graph there are six bytes, the version of the operators.
      for count in whole.indices where count != whole.count - 6 {
        expectRefusal(
          Array(whole.prefix(count)), .truncated, .malformedHeader, .unknownFormat)
      }
      #expect(try read(whole).unitCount == 4)
    }

    /// Reads every weight of a model in memory.
    private func readAll(_ bytes: [UInt8]) throws {
      let network = try ONNXNetwork(Data(bytes), path: folder.file("model.onnx"))
      for layer in network.layers {
        let weights = try network.weights(of: layer, as: Double.self)
        let rows = layer.kind.gateCount * layer.unitCount
        #expect(weights.input.rowCount == rows && weights.bias.count == rows)
      }
    }

    @Test(arguments: ["onnx_lstm_float_data", "onnx_lstm_unfolded"])
    func surviveAnyDamagedByte(name: String) throws {
      let whole = try bytes(of: Fixture.path("frameworks/\(name)/model.onnx"))
      var refused = 0
      for position in whole.indices {
        for damage: UInt8 in [0x08, 0xFF] {
          var bytes = whole
          bytes[position] ^= damage
          do {
            try readAll(bytes)
          } catch {
            #expect(error is ModelFileError)
            refused += 1
          }
        }
      }
      #expect(refused > 100)
    }

    @Test(arguments: [
      [-1, 8, 2], [Int.max, 8, 2], [1 << 31, 1 << 31, 2], [Int.max, Int.max, Int.max],
      [.min, .min, .min],
    ])
    func shapesThatCannotBeCounted(shape: [Int]) throws {
      var model = Make.lstm
      model.graph.initializer[1].dims = shape.map { Int64($0) }
      expectRefusal(try model.bytes, .outOfRange)
    }

    @Test(arguments: [[1, 8, 3], [1 << 30, 8, 2], [0, 8, 2], []])
    func shapesOfOtherSize(shape: [Int]) throws {
      var model = Make.lstm
      model.graph.initializer[1].dims = shape.map { Int64($0) }
      expectRefusal(try model.bytes, .malformedHeader)
    }

    @Test func emptyTensors() throws {
      for shape in [[0, 1 << 40, 1 << 40], [1, 0, 2], [1, 8, 0]] {
        var model = Make.lstm
        model.graph.initializer[1].dims = shape.map { Int64($0) }
        model.graph.initializer[1].rawData = Data()
        expectRefusal(try model.bytes, .wrongShape)
        model.compute(2, as: "V", by: Make.node("Transpose", ["R"], ["V"]))
        expectRefusal(try model.bytes, .emptySequence)
      }
    }

    @Test func twoMeanings() throws {
      var model = Make.lstm
      model.add(Make.tensor("W", [1, 8, 3]))
      expectRefusal(try model.bytes, .malformedHeader)
      model = .lstm
      model.compute(1, as: "V", by: Make.node("Identity", ["W"], ["R"]))
      expectRefusal(try model.bytes, .malformedHeader)
    }

    @Test func nodesWithoutInputs() throws {
      var model = Make.lstm
      model.graph.node[0].input = []
      expectRefusal(try model.bytes, .missingTensor)
      model.graph.node[0].output = []
      model.graph.node[0].name = ""
      expectRefusal(try model.bytes, .missingTensor)
    }

    @Test func cycles() throws {
      var model = Make.lstm
      model.compute(1, as: "V", by: Make.node("Identity", ["V"], ["V"]))
      expectRefusal(try model.bytes, .unsupportedLayer)
      model = .lstm
      model.compute(
        1, as: "V", by: Make.node("Concat", ["U", "U"], ["V"], [.int("axis", 0)]),
        Make.node("Concat", ["V", "V"], ["U"], [.int("axis", 0)]))
      expectRefusal(try model.bytes, .unsupportedLayer)
      // The states of two layers that read each other.
      model = .lstm
      model.graph.node[0].input[0] = "Z"
      model.add(Make.node("LSTM", ["Y", "W", "R"], ["Z"]))
      #expect(throws: ModelFileError.self) { try read(model.bytes) }
    }

    @Test func longChains() throws {
      for (length, isRead) in [(200, true), (300, false)] {
        var model = Make.lstm
        model.graph.node[0].input[1] = "V\(length)"
        model.add(Make.node("Identity", ["W"], ["V1"]))
        for index in 1..<length {
          model.add(Make.node("Identity", ["V\(index)"], ["V\(index + 1)"]))
        }
        if isRead {
          #expect(try read(model.bytes).unitCount == 2)
        } else {
          expectRefusal(try model.bytes, .unsupportedLayer)
        }
      }
    }

    @Test func doublingOverAndOver() throws {
      var model = Make.lstm
      model.graph.node[0].input[1] = "V40"
      model.add(Make.node("Identity", ["W"], ["V0"]))
      for index in 0..<40 {
        model.add(
          Make.node("Concat", ["V\(index)", "V\(index)"], ["V\(index + 1)"], [.int("axis", 0)]))
      }
      expectRefusal(try model.bytes, .unsupportedLayer)
    }

    /// A state that joins itself to itself a million times over.
    @Test func aStateMadeOfItself() throws {
      var model = Make.lstm
      model.graph.node[0].input += ["", "S"]
      model.add(Make.node("Concat", Array(repeating: "S", count: 1_000_000), ["S"]))
      let before = PeakMemory.byteCount
      let layer = try #require(try model.checkpoint(in: folder).layers.first)
      #expect(layer.conventions.startsFrom == "a long chain of nodes")
      #expect(PeakMemory.byteCount - before < 1 << 30)
    }

    @Test func nestedGraphs() throws {
      func nested(_ depth: Int) throws -> [UInt8] {
        var graph = Make.lstm.graph
        for _ in 0..<depth {
          let inner = graph
          graph = .with {
            $0.node = [Make.node("If", [], ["Z"], [.make("then_branch") { $0.g = inner }])]
          }
        }
        var model = ONNXModels()
        model.graph = graph
        return try model.bytes
      }
      #expect(try read(nested(20)).unitCount == 2)
      expectRefusal(try nested(40), .malformedHeader)
    }

    @Test func moreGraphsThanTheStackHolds() {
      // Written inside out; each level is a node with an attribute with a graph.
      var bytes = Self.field(1, [])
      for _ in 0..<5_000 { bytes = Self.field(1, Self.field(5, Self.field(6, bytes))) }
      expectRefusal(Self.version + Self.field(7, bytes), .malformedHeader)
    }

    @Test(arguments: [
      field(1, []), field(5, []), field(1, field(1, [])), field(1, field(5, [])), field(11, []),
      field(12, []), field(13, []), field(13, field(2, [])),
    ])
    func swarmsOfEmptyParts(part: [UInt8]) {
      let many = [[UInt8]](repeating: part, count: 1_100_000).flatMap { $0 }
      expectRefusal(Self.version + Self.field(7, many), .headerTooLarge)
    }

    /// A million lengths in one shape, and a tensor with as many axes.
    @Test func swarmsOfLengths() {
      let many = [[UInt8]](repeating: Self.field(1, []), count: 1_100_000).flatMap(\.self)
      let type = Self.field(2, Self.field(1, Self.field(2, many)))
      expectRefusal(Self.version + Self.field(7, Self.field(13, type)), .headerTooLarge)
      let axes = [UInt8](repeating: 1, count: 1_100_000)
      let list = [[UInt8]](repeating: [0x08, 1], count: 1_100_000).flatMap(\.self)
      for tensor in [Self.field(1, axes), list] {
        expectRefusal(Self.version + Self.field(7, Self.field(5, tensor)), .headerTooLarge)
      }
    }

    @Test func swarmsOfNodesOfOneName() throws {
      var model = ONNXModels()
      model.graph.node = Array(repeating: Make.node("LSTM", [], []), count: 100_000)
      expectRefusal(try model.bytes, .missingTensor)
    }

    @Test func swarmsOfNumbers() {
      let shape = Self.field(8, [UInt8](repeating: 1, count: 1_100_000))
      let node = Self.field(1, Self.field(5, shape))
      expectRefusal(Self.version + Self.field(7, node), .headerTooLarge)
    }
  }
#endif
