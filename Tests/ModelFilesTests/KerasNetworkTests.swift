import DenseLinearAlgebra
import Foundation
import RecurrentCells
import Testing

@testable import ModelFiles

/// Where the weights of Keras layers are looked for, and what is said where they do not fit.
@Suite struct KerasNetworkTests {
  private static let group = "model_weights/a/a/cell"

  private func network(
    _ shapes: [String: [Int]], config: String? = #""units": 4"#, className: String = "LSTM"
  ) throws -> KerasNetwork<TensorsInMemory> {
    let model =
      #"{"class_name": "Sequential", "config": [{"class_name": "\#(className)", "config": {"name": "a", \#(config ?? "")}}]}"#
    return KerasNetwork(
      TensorsInMemory(shapes),
      configuration: try config.map { _ in
        KerasConfiguration(try #require(JSONValue(python: Data(model.utf8))), version: "2.1")
      })
  }

  private func shapes(
    _ kernel: [Int]?, _ recurrent: [Int]?, _ bias: [Int]?, in group: String = group
  ) -> [String: [Int]] {
    [
      group + "/kernel:0": kernel, group + "/recurrent_kernel:0": recurrent,
      group + "/bias:0": bias,
    ].compactMapValues { $0 }
  }

  private func refusal(_ network: KerasNetwork<TensorsInMemory>) throws -> ModelFileError? {
    let layer = try #require(network.layers.first)
    return #expect(throws: ModelFileError.self) {
      try network.weights(of: layer, as: Double.self)
    }
  }

  /// Every entry is moved to where PyTorch has it: entry j·12 + column of a kernel [2, 12] to row
  /// `column` of z, r, h taken as r, z, n.
  @Test func gatesOfAGRU() throws {
    let network = try network(
      shapes([2, 12], [4, 12], [2, 12]), config: #""units": 4, "reset_after": true"#,
      className: "GRU")
    let weights = try network.weights(of: network.layers[0], as: Double.self)
    let order = Array(4..<8) + Array(0..<4) + Array(8..<12)
    for (row, column) in order.enumerated() {
      #expect((0..<2).map { weights.input[row, $0] } == (0..<2).map { Double($0 * 12 + column) })
      #expect(
        (0..<4).map { weights.recurrent[row, $0] } == (0..<4).map { Double($0 * 12 + column) })
      #expect(weights.inputBias[row] == Double(column))
      #expect(weights.recurrentBias[row] == Double(12 + column))
    }
  }

  /// Shapes of the weights of an LSTM with 4 units, and what is wrong with them.
  struct Contradiction: Sendable {
    let kernel: [Int]?
    let recurrent: [Int]?
    let bias: [Int]?
    let words: String

    init(_ kernel: [Int]?, _ recurrent: [Int]?, _ bias: [Int]?, _ words: String) {
      (self.kernel, self.recurrent, self.bias, self.words) = (kernel, recurrent, bias, words)
    }
  }

  static let contradictions: [Contradiction] = [
    .init([2, 16], nil, [16], "is not in the file"),
    .init(nil, [4, 16], [16], "is not in the file"),
    .init([2, 16], [4, 16], nil, "is not in the file"),
    .init([2, 16], [5, 16], [16], "expected [4, 16], found [5, 16]"),
    .init([2, 12], [4, 12], [12], "expected [4, 16], found [4, 12]"),
    .init([2, 12], [4, 16], [16], "expected [any, 16], found [2, 12]"),
    .init([2, 16], [4, 16], [2, 16], "expected [16] or [32], found [2, 16]"),
    .init([2, 16], [4, 16], [12], "expected [16] or [32], found [12]"),
    .init([2, 16, 1], [4, 16], [16], "expected [any, 16], found [2, 16, 1]"),
  ]

  @Test(arguments: contradictions)
  func whatTheConfigurationContradicts(case it: Contradiction) throws {
    let network = try network(
      shapes(it.kernel, it.recurrent, it.bias), config: #""units": 4, "use_bias": true"#)
    #expect(network.layers.map(\.unitCount) == [4])
    #expect(try refusal(network)?.description.contains(it.words) == true)
  }

  @Test func resetThatTheBiasContradicts() throws {
    let after = try network(
      shapes([2, 12], [4, 12], [12]), config: #""units": 4, "reset_after": true"#, className: "GRU")
    #expect(try refusal(after)?.expected == "[2, 12] or [24]")
    let before = try network(
      shapes([2, 12], [4, 12], [2, 12]), config: #""units": 4"#, className: "GRU")
    #expect(try refusal(before)?.expected == "[12]")
  }

  @Test(arguments: ["-1", "0", "4.5", "1e18", "9223372036854775807", #""4""#, "null"])
  func unitsThatAreNone(units: String) throws {
    // The shape is believed instead.
    let network = try network(shapes([2, 16], [4, 16], [16]), config: #""units": \#(units)"#)
    #expect(network.layers.map(\.unitCount) == [4])
    #expect(try network.weights(of: network.layers[0], as: Double.self).input.rowCount == 16)
  }

  @Test func valuesThatAreNotFinite() throws {
    let file = TensorsInMemory(shapes([2, 16], [4, 16], [16])) { $0 == 9 ? .nan : 0 }
    let error = try refusal(KerasNetwork(file, configuration: nil))
    #expect(error?.code == .nonFiniteValue)
  }

  /// By names and shapes alone; the state of an optimizer is no layer.
  @Test func withoutConfiguration() throws {
    var all = shapes([2, 12], [4, 12], [2, 12], in: "gru/gru/gru_cell")
    all.merge(shapes([2, 12], [4, 12], [12], in: "gru_1/gru_1")) { $1 }
    all.merge(shapes([2, 16], [4, 16], nil, in: "b/b/forward_x/lstm_cell")) { $1 }
    all.merge(shapes([2, 16], [4, 16], nil, in: "b/b/backward_x/lstm_cell")) { $1 }
    all.merge(shapes([2, 16], [4, 16], nil, in: "n/p/lstm_cell")) { $1 }
    all.merge(shapes([2, 16], [4, 16], nil, in: "n/q/lstm_cell")) { $1 }
    // One that is named so by its user alone.
    all.merge(shapes([2, 16], [4, 16], nil, in: "backward_y/backward_y/lstm_cell")) { $1 }
    all.merge(shapes([2, 4], [4, 4], nil, in: "optimizer_weights/adam/m/x")) { $1 }
    all.merge(shapes([2, 9], [4, 9], nil, in: "odd")) { $1 }
    let layers = try network(all, config: nil).layers
    #expect(
      layers.map(\.prefix).sorted() == [
        "b", "b", "backward_y", "gru", "gru_1", "n/p/lstm_cell", "n/q/lstm_cell",
      ])
    #expect(layers.filter(\.isReversed).map(\.prefix) == ["b"])
    #expect(layers.allSatisfy { $0.lacksBiases == ($0.kind == .lstm) })
    #expect(
      layers.filter { $0.kind == .gru }.map(\.conventions.reset)
        == [.afterProduct, .beforeProduct])
    #expect(layers.allSatisfy { $0.conventions.gateActivation == nil && $0.index == nil })
  }

  @Test func namesOfKeras3() throws {
    let shapes = [
      "layers/rnn/cell/vars/0": [2, 4], "layers/rnn/cell/vars/1": [4, 4],
      "layers/rnn/cell/vars/2": [4], "optimizer/vars/0": [2, 16], "optimizer/vars/1": [4, 16],
      "layers/bilinear/vars/0": [4, 4], "layers/bilinear/vars/1": [4, 4],
      "encoder/layers/lstm/cell/vars/0": [2, 16], "encoder/layers/lstm/cell/vars/1": [4, 16],
    ]
    let layers = try network(shapes, config: nil).layers
    #expect(layers.map(\.prefix) == ["encoder/lstm", "rnn"])
    #expect(layers.map(\.kind) == [.lstm, .rnn])
  }

  @Test(arguments: [group, "layers/my_lstm/cell"])
  func aLayerOfAnotherClass(group: String) throws {
    var all = shapes([2, 16], [4, 16], [16], in: group)
    if group.hasPrefix("layers") {
      all = [group + "/vars/0": [2, 16], group + "/vars/1": [4, 16], group + "/vars/2": [16]]
    }
    let network = try network(
      all, config: #""units": 4, "activation": "relu""#, className: "MyLSTM")
    #expect(network.layers.map(\.conventions.unsupported) == ["a layer of class MyLSTM"])
    #expect(network.layers.map(\.prefix) == ["a"])
  }

  /// A backward layer that is given to `Bidirectional` may keep its name.
  @Test func aBackwardLayerOfItsOwn() throws {
    let path = "model_weights/a/sequential/a/"
    var all = shapes([2, 16], [4, 16], [16], in: path + "forward_x/lstm_cell")
    all.merge(shapes([3, 16], [4, 16], [16], in: path + "y/lstm_cell")) { $1 }
    func lstm(_ name: String) -> String {
      #"{"class_name": "LSTM", "config": {"name": "\#(name)", "units": 4}}"#
    }
    let network = try network(
      all, config: #""layer": \#(lstm("forward_x")), "backward_layer": \#(lstm("y"))"#,
      className: "Bidirectional")
    #expect(network.layers.map(\.isReversed) == [false, true])
    #expect(network.layers.map(\.inputCount) == [2, 3])
  }

  @Test func aCellOfAnotherClass() throws {
    let network = try network(
      shapes([2, 16], [4, 16], [16]),
      config: #""cell": {"class_name": "PeepholeLSTMCell", "config": {"units": 4}}"#,
      className: "RNN")
    #expect(
      network.layers.map(\.conventions.unsupported) == ["a cell of class PeepholeLSTMCell"])
  }
}
