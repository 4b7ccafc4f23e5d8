import ModelFiles
import RecurrentCells
import TestSupport
import Testing

/// Which layers of a state dict stand on each other.
@Suite struct CheckpointTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A file of these tensors, full of zeros; W_hh of an LSTM of one unit where no shape is said.
  private func path(_ names: [String], shapes: [String: [Int]] = [:]) throws -> String {
    var (entries, end): ([String], Int) = ([], 0)
    for name in names {
      let shape = shapes[name] ?? [4, 1]
      let size = 4 * shape.reduce(1, *)
      entries.append("\"\(name)\":" + SafetensorsBytes.entry("F32", shape, end, end + size))
      end += size
    }
    return try folder.file(
      holding: SafetensorsBytes.file(
        header: "{" + entries.joined(separator: ",") + "}",
        data: [UInt8](repeating: 0, count: end)))
  }

  @Test func layersBelow() throws {
    let file = try Checkpoint(
      contentsOf: path([
        "weight_hh_l0", "weight_hh_l0_reverse", "weight_hh_l1", "weight_hh_l2",
        "other.weight_hh_l0",
      ]))
    let layer = try file.layer(index: 2, prefix: "")
    let below = try #require(try file.layersBelow(layer))
    #expect(below.map(\.forward.recurrentWeightsName) == ["weight_hh_l0", "weight_hh_l1"])
    #expect(below.map(\.backward?.recurrentWeightsName) == ["weight_hh_l0_reverse", nil])
    #expect(try file.layersBelow(file.layer(index: 0, prefix: ""))?.isEmpty == true)
  }

  @Test func aLayerOfAnotherKind() throws {
    let file = try Checkpoint(contentsOf: path(["weight_hh_l0"]))
    let layer = try file.layer()
    let reads: [() throws -> Void] = [
      { _ = try GRU<Double>(layer, in: file) }, { _ = try RNN<Double>(layer, in: file) },
    ]
    for (read, kind) in zip(reads, ["a GRU", "an RNN"]) {
      let error = #expect(throws: ModelFileError.self) { try read() }
      #expect(error?.code == .missingLayer)
      #expect(error?.expected == kind)
      #expect(error?.found == "weight_hh_l0 of an LSTM")
    }
    let gru = try Checkpoint(contentsOf: path(["weight_hh_l0"], shapes: ["weight_hh_l0": [3, 1]]))
    let error = #expect(throws: ModelFileError.self) {
      try LSTM<Double>(gru.layer(), in: gru)
    }
    #expect(error?.expected == "an LSTM")
  }

  @Test func severalPrefixesToChooseFrom() throws {
    let file = try Checkpoint(contentsOf: path(["b.weight_hh_l0", "a.weight_hh_l0"]))
    let error = #expect(throws: ModelFileError.self) { try file.layer() }
    #expect(error?.code == .ambiguousLayer)
    #expect(error?.found == "layers with the prefixes 'a.', 'b.'")
    for prefix in ["b.", "b"] {
      #expect(try file.layer(prefix: prefix).recurrentWeightsName == "b.weight_hh_l0")
    }
  }

  @Test func aLayerIsMissing() throws {
    let file = try Checkpoint(contentsOf: path(["weight_hh_l0", "weight_hh_l2"]))
    #expect(try file.layersBelow(file.layer(index: 2)) == nil)
  }

  @Test func aLayerFarAboveNone() throws {
    let file = try Checkpoint(contentsOf: path(["weight_hh_l999999"]))
    #expect(try file.layersBelow(file.layer()) == nil)
  }

  @Test func aLayerBelowHasTheShapeOfNoCell() throws {
    let file = try Checkpoint(
      contentsOf: path(
        ["weight_hh_l0", "weight_hh_l1", "weight_hh_l2"], shapes: ["weight_hh_l1": [5, 2]]))
    let error = #expect(throws: ModelFileError.self) {
      try file.layersBelow(file.layer(index: 2))
    }
    #expect(error?.code == .wrongShape)
    #expect(error?.tensor == "weight_hh_l1")
  }

  @Test(arguments: [
    "weight_hh_l9223372036854775807", "weight_hh_l1000000", "weight_hh_l00", "weight_hh_l+1",
    "weight_hh_l-1", "weight_hh_l", "weight_hh_", "weight_hh_reverse_l0",
  ])
  func namesThatPyTorchDoesNotWrite(name: String) throws {
    let path = try path([name])
    #expect(try Checkpoint(contentsOf: path).layers.isEmpty)
    let error = #expect(throws: ModelFileError.self) {
      try LayerStack<LSTM<Double>>(contentsOf: path)
    }
    // Nothing like a layer, or something that may be what is left of one.
    let code = try #require(error?.code)
    #expect([.missingLayer, .missingTensor].contains(code))
  }

  @Test(arguments: [
    ("weight_hh", "", nil as Int?, false), ("a.weight_hh_reverse", "a.", nil, true),
    ("weight_hh_l0", "", 0, false), ("a.b.weight_hh_l12_reverse", "a.b.", 12, true),
    ("weight_hh_l0.weight_hh_l1", "weight_hh_l0.", 1, false),
  ])
  func namesOfPyTorch(name: String, prefix: String, index: Int?, isReversed: Bool) throws {
    let layer = try #require(try Checkpoint(contentsOf: path([name])).layers.first)
    #expect(layer.prefix == prefix && layer.index == index && layer.isReversed == isReversed)
  }
}
