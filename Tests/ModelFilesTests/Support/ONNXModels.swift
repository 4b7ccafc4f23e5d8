#if ONNX
  import Foundation
  import ModelFiles
  import ONNXSchema
  import RealModule
  import SwiftProtobuf
  import TestSupport

  /// A model, node by node.
  struct ONNXModels {
    var graph = ONNXGraphProto()

    /// An LSTM with 3 inputs and 2 units, `lstm`, its weights W, R and B.
    static var lstm: ONNXModels { recurrent("LSTM", gates: 4) }

    /// One recurrent node with 3 inputs and 2 units, all of whose weights differ.
    static func recurrent(
      _ type: String, gates: Int, directions: Int = 1, _ attributes: ONNXAttributeProto...
    ) -> ONNXModels {
      var model = ONNXModels()
      model.add(
        tensor("W", [directions, 2 * gates, 3]), tensor("R", [directions, 2 * gates, 2]),
        tensor("B", [directions, 4 * gates]))
      model.add(
        node(type, ["X", "W", "R", "B"], ["Y"], name: type.lowercased(), attributes))
      return model
    }

    mutating func add(_ tensors: ONNXTensorProto...) { graph.initializer += tensors }
    mutating func add(_ nodes: ONNXNodeProto...) { graph.node += nodes }

    /// Puts nodes before the first, which is to read `name` in place of the weight `weight`.
    mutating func compute(_ weight: Int, as name: String, by nodes: ONNXNodeProto...) {
      let index = graph.node.count - 1
      graph.node[index].input[weight] = name
      graph.node.insert(contentsOf: nodes, at: 0)
    }

    var bytes: [UInt8] {
      get throws {
        // The version, as exporters begin.
        let graph = graph
        let model = ONNXModelProto.with { $0.graph = graph }
        return [0x08, 0x08] + (try model.serializedBytes() as [UInt8])
      }
    }

    /// The model, written to a file and read.
    func checkpoint(in folder: TemporaryFolder) throws -> Checkpoint {
      try Checkpoint(contentsOf: folder.file("model.onnx", holding: bytes))
    }

    /// The value that element `index` of any tensor has.
    static func value(_ index: Int) -> Double {
      Double(Float(0.5 * .sin(0.3 + 1.7 * Double(index))))
    }

    static func tensor(
      _ name: String, _ shape: [Int], values: [Double]? = nil
    ) -> ONNXTensorProto {
      let values = values ?? (0..<shape.reduce(1, *)).map { value($0) }
      return .with {
        $0.name = name
        $0.dims = shape.map { Int64($0) }
        $0.dataType = Int32(ONNXTensorProto.DataType.float.rawValue)
        $0.rawData = Data(
          values.flatMap { littleEndian(Float($0).bitPattern) })
      }
    }

    static func integers(_ name: String, _ values: [Int]) -> ONNXTensorProto {
      .with {
        $0.name = name
        $0.dims = [Int64(values.count)]
        $0.dataType = Int32(ONNXTensorProto.DataType.int64.rawValue)
        $0.int64Data = values.map { Int64($0) }
      }
    }

    /// A value of a shape that the graph states; 0 leaves a length open.
    static func value(_ name: String, _ shape: [Int]) -> ONNXValueInfoProto {
      .with {
        $0.name = name
        $0.type.tensorType.shape.dim = shape.map { length in
          .with { if length > 0 { $0.dimValue = Int64(length) } else { $0.dimParam = "n" } }
        }
      }
    }

    static func node(
      _ type: String, _ inputs: [String], _ outputs: [String], name: String = "",
      _ attributes: [ONNXAttributeProto] = []
    ) -> ONNXNodeProto {
      .with {
        $0.opType = type
        $0.input = inputs
        $0.output = outputs
        $0.name = name
        $0.attribute = attributes
      }
    }
  }

  extension Checkpoint {
    /// The prefix, number and direction of each layer.
    var layerNames: [String] {
      layers.map {
        $0.prefix + ($0.index.map { " \($0)" } ?? "") + ($0.isReversed ? " backward" : "")
      }
    }
  }

  extension ONNXAttributeProto {
    static func make(_ name: String, _ set: (inout ONNXAttributeProto) -> Void) -> Self {
      .with {
        $0.name = name
        set(&$0)
      }
    }

    static func int(_ name: String, _ value: Int) -> Self { make(name) { $0.i = Int64(value) } }
    static func ints(_ name: String, _ values: [Int]) -> Self {
      make(name) { $0.ints = values.map { Int64($0) } }
    }
    static func float(_ name: String, _ value: Float) -> Self { make(name) { $0.f = value } }
    static func floats(_ name: String, _ values: [Float]) -> Self {
      make(name) { $0.floats = values }
    }
    static func text(_ name: String, _ value: String) -> Self {
      make(name) { $0.s = Data(value.utf8) }
    }
    static func texts(_ name: String, _ values: [String]) -> Self {
      make(name) { $0.strings = values.map { Data($0.utf8) } }
    }
  }
#endif
