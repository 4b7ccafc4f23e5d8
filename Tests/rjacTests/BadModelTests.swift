import RecurrentJacobians
import TestSupport
import Testing

/// Models that are refused: the message names file, tensor, what was expected and found, and what to
/// do.
@Suite struct BadModelTests {
  private func expectRefusal(
    _ weights: Weights, saying words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let place = try Workplace(weights)
    try rjacTests.expectRefusal(
      ["trace"] + Workplace.files + ["--csv", "trace.csv"], in: place.folder,
      saying: ["model.safetensors: "] + words, sourceLocation: sourceLocation)
  }

  @Test func noSuchFile() throws {
    try rjacTests.expectRefusal(
      ["trace", "none.safetensors", "inputs.npy"], in: Workplace().folder,
      saying: ["none.safetensors: no such file", "Check the spelling"])
  }

  @Test func cutShort() throws {
    let place = try Workplace()
    try place.folder.file("model.safetensors", holding: Array(Weights.lstm.bytes.dropLast(9)))
    try place.expectRefusal(saying: "model.safetensors: ", "is cut short")
  }

  @Test func headerLongerThanTheFile() throws {
    let place = try Workplace()
    let bytes = littleEndian(5000 as UInt64) + Weights.lstm.bytes.dropFirst(8)
    try place.folder.file("model.safetensors", holding: bytes)
    try place.expectRefusal(saying: "model.safetensors: ", "is cut short", "5000")
  }

  @Test func overlappingTensors() throws {
    var weights = Weights.lstm
    weights["bias_hh_l0"]?.offsets = (0, 96)
    try expectRefusal(weights, saying: "overlaps another tensor")
  }

  @Test func offsetsBeyondTheFile() throws {
    var weights = Weights.lstm
    weights["bias_hh_l0"]?.offsets = (1_000_000, 1_000_096)
    try expectRefusal(weights, saying: "tensor bias_hh_l0", "malformed header", "1000000")
  }

  @Test(arguments: ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"])
  func integers(tensor: String) throws {
    var weights = Weights.lstm
    weights[tensor]?.type = "I64"
    try expectRefusal(weights, saying: "tensor \(tensor)", "unsupported type", "I64")
  }

  @Test(arguments: [
    ("weight_ih_l0", [11, 2], "[12, any]"), ("weight_hh_l0", [11, 3], "[4n, n] of an LSTM"),
    ("bias_ih_l0", [11], "[12]"), ("bias_hh_l0", [12, 1], "[12]"),
  ])
  func wrongShape(tensor: String, shape: [Int], expected: String) throws {
    var weights = Weights.lstm
    let values = [Double](repeating: 0.5, count: shape.reduce(1, *))
    weights[tensor] = .init(shape: shape, values: values)
    try expectRefusal(
      weights, saying: "tensor \(tensor)", "wrong shape", expected, "found \(shape)")
  }

  @Test(arguments: [("bias_ih_l0", "bias_hh_l0"), ("bias_hh_l0", "bias_ih_l0")])
  func oneBiasOfTwo(missing: String, present: String) throws {
    var weights = Weights.lstm
    weights[missing] = nil
    try expectRefusal(
      weights, saying: "tensor \(missing)", "is not in the file", "both biases or none",
      "\(present) alone")
  }

  @Test(arguments: [[3, 2], [2, 4], [6]])
  func projectionThatDoesNotFit(shape: [Int]) throws {
    var weights = Weights.projected
    let values = [Double](repeating: 0.5, count: shape.reduce(1, *))
    weights["weight_hr_l0"] = .init(shape: shape, values: values)
    try expectRefusal(
      weights, saying: "tensor weight_hh_l0", "wrong shape", "weight_hr of [p, n]")
  }

  @Test func aLowerLayerThatDoesNotFit() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, inputs: 2, suffix: "_l1")
    weights["weight_hh_l0"] = .init(
      shape: [11, 3], values: [Double](repeating: 0.5, count: 33))
    try expectRefusal(weights, saying: "tensor weight_hh_l0", "wrong shape", "[11, 3]")
  }

  /// What PyTorch's tools make of a weight, and how it is undone.
  @Test(arguments: [
    ("weight_hh_l1_orig", "torch.nn.utils.prune.remove(layer, 'weight_hh_l1')"),
    ("weight_hh_l1_v", "torch.nn.utils.remove_weight_norm(layer, 'weight_hh_l1')"),
    (
      "parametrizations.weight_hh_l1.original0",
      "torch.nn.utils.parametrize.remove_parametrizations(layer, 'weight_hh_l1')"
    ),
    ("other", "The file has "),
  ])
  func aLowerLayerThatIsNotWhole(name: String, remedy: String) throws {
    var weights = Weights.lstm
    weights.add(gates: 4, inputs: 3, suffix: "_l1")
    weights.add(gates: 4, inputs: 3, suffix: "_l2")
    weights[name] = weights["weight_hh_l1"]
    weights["weight_hh_l1"] = nil
    let place = try Workplace(weights)
    for layer in ["1", "2"] {
      try place.expectRefusal(
        "--layer", layer, saying: "tensor weight_hh_l1: is not in the file", remedy)
    }
    let error = #expect(throws: ModelFileError.self) {
      try LayerStack<LSTM<Double>>(contentsOf: place.folder.file("model.safetensors"))
    }
    #expect(error?.tensor == "weight_hh_l1")
  }

  /// `torch.nn.utils.spectral_norm` leaves a `weight_orig` as pruning does.
  @Test func spectralNorm() throws {
    var weights = Weights.lstm
    weights["weight_hh_l0_orig"] = weights["weight_hh_l0"]
    weights["weight_hh_l0_u"] = .init(shape: [12], values: [Double](repeating: 0.3, count: 12))
    weights["weight_hh_l0_v"] = .init(shape: [3], values: [0.5, 0.6, 0.7])
    weights["weight_hh_l0"] = nil
    try expectRefusal(
      weights, saying: "tensor weight_hh_l0: is not in the file",
      "torch.nn.utils.remove_spectral_norm(layer, 'weight_hh_l0')")
  }

  /// Biases that a tool has renamed are not those that a layer does without.
  @Test(arguments: [["bias_ih_l0"], ["bias_ih_l0", "bias_hh_l0"]])
  func biasesThatAreRenamed(names: [String]) throws {
    var weights = Weights.lstm
    for name in names {
      weights["\(name)_orig"] = weights[name]
      weights[name] = nil
    }
    try expectRefusal(
      weights, saying: "tensor bias_ih_l0: is not in the file",
      "torch.nn.utils.prune.remove(layer, 'bias_ih_l0')")
  }

  @Test func aLowerDirectionThatIsMissing() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, suffix: "_l0_reverse")
    weights.add(gates: 4, inputs: 6, suffix: "_l1")
    weights["weight_hh_l0_reverse"] = nil
    try Workplace(weights).expectRefusal(
      "--layer", "1", saying: "tensor weight_hh_l0_reverse: is not in the file")
  }

  @Test func layersThatDoNotFitOnEachOther() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, inputs: 5, suffix: "_l1")
    try Workplace(weights).expectRefusal(
      "--layer", "1", saying: "tensor weight_ih_l1: wrong shape: expected 3 inputs, found 5",
      "the states of weight_hh_l0")
  }

  @Test func missingInputWeights() throws {
    var weights = Weights.lstm
    weights["weight_ih_l0"] = nil
    try expectRefusal(weights, saying: "tensor weight_ih_l0", "is not in the file")
  }

  @Test func noRecurrentLayer() throws {
    var weights = Weights()
    weights["fc.weight"] = .init(shape: [2, 2], values: [1, 2, 3, 4])
    try expectRefusal(
      weights, saying: "expected a recurrent layer", "fc.weight [2, 2]", "Names as in PyTorch")
  }

  @Test(arguments: [Double.nan, .infinity])
  func notFinite(value: Double) throws {
    var weights = Weights.lstm
    weights["weight_hh_l0"]?.values[7] = value
    try expectRefusal(
      weights, saying: "tensor weight_hh_l0", "\(value)", "index [2, 1]", "finite")
  }

  @Test func modelAndInputsSwapped() throws {
    for arguments in [["trace", "inputs.npy", "model.safetensors"], ["inspect", "inputs.npy"]] {
      try rjacTests.expectRefusal(
        arguments, in: Workplace().folder,
        saying: ["inputs.npy: ", "a NumPy array", "The model comes first, the inputs second."])
    }
    try rjacTests.expectRefusal(
      ["trace", "model.safetensors", "model.safetensors"], in: Workplace().folder,
      saying: ["model.safetensors: ", "found safetensors", "The model comes first"])
  }

  @Test func barePickle() throws {
    let place = try Workplace()
    try place.folder.file("model.safetensors", holding: [0x80, 0x02, 0x7D, 0x71])
    try place.expectRefusal(saying: "a Python pickle", "torch.save(model.state_dict()")
  }

  @Test(arguments: [
    ("model.pt", "the pickle asks to run posix.system"),
    ("hidden_call.pt", "the pickle asks to run posix.system"),
    ("legacy.pt", "a Python pickle"), ("short_storage.pt", "is cut short"),
    ("size_beyond_storage.pt", "expected elements within a storage of 48"),
  ])
  func hostileCheckpoint(name: String, words: String) throws {
    try rjacTests.expectRefusal(
      ["trace", Fixture.path("frameworks/pt_evil/\(name)"), "inputs.npy"], in: Workplace().folder,
      saying: [name + ": ", words])
  }

  @Test func ambiguousPrefix() throws {
    var weights = Weights()
    weights.add(gates: 4, prefix: "decoder.")
    weights.add(gates: 4, prefix: "encoder.")
    try expectRefusal(weights, saying: "'decoder.', 'encoder.'", "--prefix")
  }

  @Test(arguments: [
    ["--layer", "3"], ["--cell", "rnn"], ["--prefix", "x."], ["--reverse"],
  ])
  func noSuchLayer(options: [String]) throws {
    try rjacTests.expectRefusal(
      ["trace"] + Workplace.files + options, in: Workplace().folder,
      saying: ["has no such layer", "found weight_hh_l0 of an LSTM"])
  }
}
