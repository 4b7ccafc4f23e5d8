import Foundation
import RecurrentCells
import Testing

@testable import ModelFiles

/// What the configuration of a Keras model says of its recurrent layers.
@Suite struct KerasConfigurationTests {
  private func layers(_ json: String, version: String? = "3.15.1") throws -> [KerasLayer] {
    KerasConfiguration(try #require(JSONValue(python: Data(json.utf8))), version: version).layers
  }

  /// A `Sequential` model.
  private func sequential(_ layers: String...) -> String {
    #"{"class_name": "Sequential", "config": {"name": "m", "layers": [\#(layers.joined(separator: ","))]}}"#
  }

  private func layer(_ className: String, _ name: String, _ more: String = "") -> String {
    #"{"class_name": "\#(className)", "config": {"name": "\#(name)", "units": 4"#
      + #", "return_sequences": true\#(more.isEmpty ? "" : ", " + more)}}"#
  }

  /// Prefix and number of each layer.
  private func places(_ json: String) throws -> [String] {
    try layers(json).map {
      $0.prefix + ($0.index.map { " \($0)" } ?? "") + ($0.isReversed ? " reversed" : "")
    }
  }

  @Test func layersThatFeedEachOther() throws {
    let model = sequential(
      layer("InputLayer", "i"), layer("LSTM", "a"), layer("Dropout", "d"),
      layer("GaussianNoise", "e"), layer("LSTM", "b"),
      layer("GRU", "c"), layer("Dense", "f"), layer("GRU", "g"), layer("SimpleRNN", "h"))
    #expect(try places(model) == ["a 0", "a 1", "c", "g", "h"])
  }

  @Test func layersThatDoNot() throws {
    // The last state only, the order of processing, and directions that are not joined.
    let model = sequential(
      layer("LSTM", "a", #""return_sequences": false"#), layer("RepeatVector", "r"),
      layer("LSTM", "b", #""go_backwards": true"#), layer("LSTM", "c"),
      bidirectional("d", merge: "sum"), layer("LSTM", "e"))
    #expect(try places(model) == ["a", "b reversed", "c 0", "c 1", "c 1 reversed", "e"])
  }

  private func bidirectional(_ name: String, merge: String, inner: String? = nil) -> String {
    #"{"class_name": "Bidirectional", "config": {"name": "\#(name)", "merge_mode": "\#(merge)", "layer": "#
      + (inner ?? layer("LSTM", "x")) + "}}"
  }

  @Test func bidirectionalStack() throws {
    let model = sequential(
      bidirectional("a", merge: "concat"), layer("Dropout", "d"),
      bidirectional("b", merge: "concat"))
    #expect(try places(model) == ["a 0", "a 0 reversed", "a 1", "a 1 reversed"])
    let found = try layers(model)
    #expect(
      found.map(\.group) == [
        "layers/bidirectional/forward_layer", "layers/bidirectional/backward_layer",
        "layers/bidirectional_1/forward_layer", "layers/bidirectional_1/backward_layer",
      ])
    let turned = sequential(
      bidirectional(
        "a", merge: "concat", inner: layer("LSTM", "x", #""go_backwards": true"#)),
      layer("LSTM", "b"))
    #expect(try places(turned) == ["a reversed", "a", "b"])
  }

  @Test(arguments: [
    // Keras 2 and Keras 3.
    #"[[["NAME", 0, 0, {}]]]"#,
    #"[{"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["NAME", 0, 0]}}]}]"#,
  ])
  func functionalModels(nodes: String) throws {
    func call(_ className: String, _ name: String, on source: String) -> String {
      let nodes = nodes.replacingOccurrences(of: "NAME", with: source)
      return layer(className, name).dropLast() + #", "inbound_nodes": \#(nodes)}"#
    }
    let members = [
      call("LSTM", "a", on: "i"), call("Dropout", "d", on: "a"), call("LSTM", "b", on: "d"),
      // A second layer on the same one stands alone: a stack has no branches.
      call("LSTM", "c", on: "a"), call("LSTM", "e", on: "c"),
    ]
    let model =
      #"{"class_name": "Functional", "config": {"name": "m", "layers": [\#(members.joined(separator: ","))]}}"#
    #expect(try places(model) == ["a 0", "a 1", "c 0", "c 1"])
  }

  /// What stands between the inputs of the model and each layer.
  private func reads(_ json: String) throws -> [String?] { try layers(json).map(\.reads) }

  @Test func whatStandsBeforeALayer() throws {
    let model = sequential(
      layer("InputLayer", "i"), layer("Dropout", "d"), layer("LSTM", "a"), layer("Dense", "e"),
      layer("Dropout", "f"), layer("LSTM", "b"), layer("Masking", "g"), layer("GRU", "c"))
    #expect(try reads(model) == [nil, "layer e (Dense)", "layer g (Masking)"])
    let wrapped = sequential(layer("Dense", "e"), bidirectional("b", merge: "concat"))
    #expect(try reads(wrapped) == ["layer e (Dense)", "layer e (Dense)"])
    // A model inside reads what stands before it.
    let inner = sequential(layer("InputLayer", "j"), layer("LSTM", "a"))
      .replacingOccurrences(of: #""name": "m""#, with: #""name": "inner""#)
    #expect(try reads(sequential(layer("Embedding", "e"), inner)) == ["layer e (Embedding)"])
  }

  /// What masks steps of each layer.
  private func masks(_ json: String) throws -> [String?] { try layers(json).map(\.mask) }

  @Test func masksOfSteps() throws {
    let embedding = layer("Embedding", "e", #""mask_zero": true"#)
    let (made, masked) = ("layer e (Embedding)", "layer g (Masking)")
    let stack = sequential(
      embedding, layer("Dropout", "d"), layer("LSTM", "a"), layer("Dense", "f"),
      bidirectional("b", merge: "concat"))
    #expect(try masks(stack) == [made, made, made])
    #expect(
      try masks(sequential(layer("InputLayer", "i"), layer("Masking", "g"), layer("GRU", "c")))
        == [masked])
    // An embedding that masks nothing, and a layer that passes no masks on.
    let open = layer("Embedding", "e", #""mask_zero": false"#)
    #expect(try masks(sequential(open, layer("LSTM", "a"))) == [nil])
    #expect(
      try masks(sequential(embedding, layer("Conv1D", "c"), layer("LSTM", "a"))) == [nil])
    // A model inside reads what is masked before it, if that reaches its layer.
    func inner(_ layers: String...) -> String {
      #"{"class_name": "Sequential", "config": {"name": "n", "layers": [\#(layers.joined(separator: ","))]}}"#
    }
    #expect(try masks(sequential(embedding, inner(layer("LSTM", "a")))) == [made])
    #expect(
      try masks(sequential(embedding, inner(layer("Conv1D", "c"), layer("LSTM", "a")))) == [nil])
    #expect(
      try masks(sequential(embedding, inner(layer("Masking", "g"), layer("LSTM", "a"))))
        == [masked])
  }

  /// In functional models the mask may come by another way, or from one of several layers.
  @Test func masksOfFunctionalModels() throws {
    func member(_ className: String, _ name: String, nodes: String, _ more: String = "") -> String {
      layer(className, name, more).dropLast() + #", "inbound_nodes": [\#(nodes)]}"#
    }
    func functional(_ layers: String...) -> String {
      #"{"class_name": "Functional", "config": {"name": "m", "layers": [\#(layers.joined(separator: ","))]}}"#
    }
    let model = functional(
      member("InputLayer", "x", nodes: ""), member("InputLayer", "y", nodes: ""),
      member("Embedding", "e", nodes: #"[["x", 0, 0, {}]]"#, #""mask_zero": true"#),
      member("Dense", "d", nodes: #"[["y", 0, 0, {}]]"#),
      member("Add", "s", nodes: #"[["d", 0, 0, {}], ["e", 0, 0, {}]]"#),
      member("GRU", "a", nodes: #"[["d", 0, 0, {}]]"#),
      member("LSTM", "b", nodes: #"[["s", 0, 0, {}]]"#))
    #expect(try masks(model) == [nil, "layer e (Embedding)"])
    let tensor = #"{"class_name": "__keras_tensor__", "config": {"keras_history": ["NAME", 0, 0]}}"#
    func call(_ mask: String) -> String {
      #"{"args": [\#(tensor.replacingOccurrences(of: "NAME", with: "x"))], "kwargs": {"mask": \#(mask)}}"#
    }
    let given = tensor.replacingOccurrences(of: "NAME", with: "y")
    let newer = functional(
      member("InputLayer", "x", nodes: ""), member("InputLayer", "y", nodes: ""),
      member("LSTM", "a", nodes: call(given)), member("LSTM", "b", nodes: call("null")))
    #expect(try masks(newer) == ["the mask that it is given", nil])
  }

  @Test(arguments: [
    // Keras 2 with the states by name and among the inputs, and Keras 3.
    #"[[["x", 0, 0, {"initial_state": [["NAME", 0, 1], ["NAME", 0, 2]]}]]]"#,
    #"[[["x", 0, 0, {}], ["NAME", 0, 1, {}], ["NAME", 0, 2, {}]]]"#,
    #"[{"args": [{"config": {"keras_history": ["x", 0, 0]}}], "kwargs": {"initial_state": "#
      + #"[{"config": {"keras_history": ["NAME", 0, 1]}}]}}]"#,
  ])
  func initialStates(nodes: String) throws {
    func startsFrom(_ name: String) throws -> [String?] {
      let call = nodes.replacingOccurrences(of: "NAME", with: name)
      let members = [
        layer("InputLayer", "x"), layer("InputLayer", "h"),
        layer("LSTM", "a").dropLast() + #", "inbound_nodes": [[["x", 0, 0, {}]]]}"#,
        layer("LSTM", "b").dropLast() + #", "inbound_nodes": \#(call)}"#,
      ]
      let model =
        #"{"class_name": "Functional", "config": {"name": "m", "layers": [\#(members.joined(separator: ","))]}}"#
      return try layers(model).map(\.conventions.startsFrom)
    }
    #expect(try startsFrom("a") == [nil, "layer a (LSTM)"])
    #expect(try startsFrom("h") == [nil, "an input of the model"])
  }

  /// The state of a decoder that is a model of its own.
  @Test func initialStateOfAModelInside() throws {
    let inner = [
      layer("InputLayer", "y"), layer("InputLayer", "h"),
      layer("GRU", "p").dropLast() + #", "inbound_nodes": [[["y", 0, 0, {}]]]}"#,
      layer("GRU", "q").dropLast()
        + #", "inbound_nodes": [[["y", 0, 0, {}], ["h", 0, 0, {}]]]}"#,
    ]
    let decoder =
      #"{"class_name": "Functional", "config": {"name": "decoder", "layers": [\#(inner.joined(separator: ","))]}, "#
      + #""name": "decoder", "inbound_nodes": [[["x", 0, 0, {}], ["a", 0, 1, {}]]]}"#
    let members = [
      layer("InputLayer", "x"),
      layer("GRU", "a").dropLast() + #", "inbound_nodes": [[["x", 0, 0, {}]]]}"#, decoder,
    ]
    let model =
      #"{"class_name": "Functional", "config": {"name": "m", "layers": [\#(members.joined(separator: ","))]}}"#
    #expect(
      try layers(model).map(\.conventions.startsFrom) == [nil, nil, "layer a (GRU)"])
  }

  @Test func modelsAndWrappersInside() throws {
    let inner = sequential(layer("GRU", "g"), layer("GRU", "h"))
      .replacingOccurrences(of: #""name": "m""#, with: #""name": "inner""#)
    let timeDistributed =
      #"{"class_name": "TimeDistributed", "config": {"name": "t", "layer": \#(layer("LSTM", "x"))}}"#
    let found = try layers(sequential(layer("LSTM", "a"), inner, timeDistributed))
    #expect(found.map(\.prefix) == ["a", "inner/g", "inner/g", "t/x"])
    #expect(found.map(\.index) == [nil, 0, 1, nil])
    #expect(
      found.map(\.group) == [
        "layers/lstm", "layers/sequential/layers/gru", "layers/sequential/layers/gru_1",
        "layers/time_distributed/layer",
      ])
  }

  /// The first models were a list, and had no names but their layers'.
  @Test func aBareList() throws {
    let model = #"{"class_name": "Sequential", "config": [\#(layer("LSTM", "lstm_1"))]}"#
    #expect(try layers(model, version: "2.1.6").map(\.prefix) == ["lstm_1"])
  }

  static let hardSigmoids: [(String?, GateActivation)] = [
    ("2.21.0", .hardSigmoidKeras2), ("3.0.0", .hardSigmoidKeras3), (nil, .hardSigmoidKeras2),
    ("nonsense", .hardSigmoidKeras2),
  ]

  @Test(arguments: hardSigmoids)
  func hardSigmoid(version: String?, expected: GateActivation) throws {
    for kind in ["LSTM", "GRU"] {
      let model = sequential(layer(kind, "a", #""recurrent_activation": "hard_sigmoid""#))
      #expect(
        try layers(model, version: version).map(\.conventions.gateActivation) == [expected])
    }
  }

  @Test(arguments: [
    ("LSTM", #""activation": "relu""#, "activation 'relu' of an LSTM"),
    ("GRU", #""recurrent_activation": "softmax""#, "recurrent_activation 'softmax' of a GRU"),
    ("SimpleRNN", #""activation": "selu""#, "activation 'selu' of an RNN"),
    (
      "LSTM", #""activation": {"class_name": "function", "config": "tanh"}"#,
      "activation 'of its own, tanh' of an LSTM"
    ),
    ("RNN", #""cell": {"class_name": "StackedRNNCells"}"#, "a cell of class StackedRNNCells"),
  ])
  func whatCannotBeRun(className: String, setting: String, words: String) throws {
    let found = try layers(sequential(layer(className, "a", setting)))
    #expect(found.map(\.conventions.unsupported) == [words])
  }

  @Test func cellsInRNN() throws {
    let cell =
      #""cell": {"class_name": "GRUCell", "config": {"units": 7, "reset_after": true, "use_bias": false}}"#
    let found = try #require(layers(sequential(layer("RNN", "a", cell))).first)
    #expect(found.kind == .gru)
    #expect(found.unitCount == 7)
    #expect(found.usesBias == false)
    #expect(found.conventions.reset == .afterProduct)
  }

  @Test(arguments: [
    ("CuDNNLSTM", "cu_dnnlstm"), ("LSTM", "lstm"), ("SimpleRNN", "simple_rnn"), ("GRU", "gru"),
    ("Bidirectional", "bidirectional"), ("TimeDistributed", "time_distributed"),
  ])
  func snakeCase(className: String, expected: String) {
    #expect(KerasConfiguration.snakeCase(className) == expected)
  }

  @Test(arguments: [
    "{}", "[]", "3", "null", #"{"config": 3}"#, #"{"config": {"layers": [3, null, "x", {}]}}"#,
    #"{"class_name": "Sequential", "config": {"layers": [{"class_name": "LSTM"}]}}"#,
    #"{"class_name": "Sequential", "config": {"layers": [{"class_name": "RNN", "config": {}}]}}"#,
    #"{"config": {"layers": [{"class_name": "Bidirectional", "config": {"layer": 3}}]}}"#,
  ])
  func nothingToDescribe(json: String) throws {
    #expect(try layers(json).isEmpty)
  }

  @Test(arguments: [[0x7B, 0x22, 0xFF, 0xFF, 0x22, 0x3A, 0x31, 0x7D], [0x7B, 0xFF, 0x7D], [0xC3]])
  func bytesThatAreNoText(bytes: [UInt8]) {
    if case .some = JSONValue(python: Data(bytes)) { Issue.record("read as JSON") }
  }

  @Test func pythonsNumbers() throws {
    let model = sequential(layer("LSTM", "a", #""dropout": NaN, "seed": -Infinity, "x": 1e999"#))
    #expect(try layers(model).map(\.unitCount) == [4])
  }

  /// Deeper than any model: refused, or read, but no overflow of the stack.
  @Test(arguments: [100, 100_000])
  func deepNesting(depth: Int) {
    let text =
      String(repeating: #"{"class_name": "Sequential", "config": {"layers": ["#, count: depth)
      + String(repeating: "]}}", count: depth)
    let layers = JSONValue(python: Data(text.utf8)).map {
      KerasConfiguration($0, version: nil).layers
    }
    #expect(layers?.isEmpty ?? true)
  }
}
