import Foundation
import TestSupport
import Testing

@Suite struct InspectTests {
  private func inspect(_ weights: Weights) throws -> Outcome {
    try Command.run(["inspect", "model.safetensors"], in: Workplace(weights).folder)
  }

  @Test func tensorsLayersAndWhatToDoNext() throws {
    let outcome = try inspect(.lstm)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.contains("model.safetensors: safetensors, 4 tensors\n"))
    #expect(outcome.output.contains("weight_ih_l0  F64   [12, 2]\n"))
    #expect(outcome.output.contains("LSTM, layer 0: 3 units, 2 inputs\n"))
    #expect(outcome.output.contains("next: rjac trace model.safetensors INPUTS.npy\n"))
  }

  @Test(arguments: [
    ("pt_lstm/model.pt", "a PyTorch checkpoint, 6 tensors", "prefix 'rnn.': 4 units, 3 inputs"),
    ("pt_lstm/model.npz", "a NumPy archive (.npz), 6 tensors", "prefix 'rnn.': 4 units, 3 inputs"),
    (
      "pt_checkpoint/model.pt", "a PyTorch checkpoint, 24 tensors", "prefix 'model_state_dict.rnn.'"
    ),
  ])
  func otherFormats(name: String, format: String, layer: String) throws {
    let outcome = try Command.run(
      ["inspect", Fixture.path("frameworks/\(name)")], in: Workplace().folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains(format))
    #expect(outcome.output.contains(layer))
    #expect(outcome.output.components(separatedBy: "next: ").count == 2)
  }

  @Test func optionsThatTellLayersApart() throws {
    var weights = Weights()
    weights.add(gates: 4, prefix: "a.")
    weights.add(gates: 1, prefix: "b.", suffix: "_l0_reverse")
    weights.add(gates: 4, inputs: 3, prefix: "a.", suffix: "_l1")
    weights.add(gates: 3, prefix: "c.", suffix: "")
    let output = try inspect(weights).output
    #expect(output.contains("INPUTS.npy --prefix 'a.' --layer 1\n"))
    #expect(output.contains("RNN, layer 0, prefix 'b.', backward: 3 units, 2 inputs\n"))
    #expect(output.contains("INPUTS.npy --reverse\n"))
    #expect(output.contains("GRU cell, prefix 'c.': 3 units, 2 inputs\n"))
    #expect(output.contains("after the product with W_hn is assumed"))
    #expect(output.contains("INPUTS.npy --prefix 'c.'\n"))
    // Layer 1 of 'a.' stands on layer 0.
    #expect(output.components(separatedBy: "reads INPUTS as they are").count == 4)
    #expect(try !inspect(.lstm).output.contains("INPUTS as they are"))
  }

  /// The command can be pasted, whatever the names.
  @Test(arguments: [
    ("model.safetensors", "model.safetensors"), ("a b.safetensors", "'a b.safetensors'"),
    ("it's.safetensors", #"'it'\''s.safetensors'"#), ("a$(b).st", "'a$(b).st'"),
  ])
  func namesAreQuoted(name: String, word: String) throws {
    var weights = Weights()
    weights.add(gates: 4, prefix: "it's.")
    weights.add(gates: 1, prefix: "b.")
    let folder = try Folder()
    try folder.file(name, holding: weights.bytes)
    let output = try Command.run(["inspect", name], in: folder).output
    #expect(output.contains("rjac trace \(word) INPUTS.npy --prefix 'b.'\n"))
    #expect(output.contains("rjac trace \(word) INPUTS.npy --prefix 'it'\\''s.'\n"))
  }

  @Test func projection() throws {
    let output = try inspect(.projected).output
    #expect(output.contains("LSTM, layer 0: 3 units projected to 2, 2 inputs\n"))
  }

  @Test func weightsThatAreNotFinite() throws {
    var weights = Weights.lstm
    weights["weight_hh_l0"]?.values[5] = .nan
    weights["weight_hh_l0"]?.values[7] = .infinity
    weights.add(gates: 1, prefix: "b.")
    let outcome = try inspect(weights)
    #expect(outcome.status == 0)
    #expect(
      outcome.output.contains(
        "tensor weight_hh_l0: has a value that is not finite: expected finite numbers, found nan at"
          + " index [1, 2], the first of 2."))
    // That layer is not to be traced, the other is.
    #expect(outcome.output.components(separatedBy: "next: ").count == 2)
  }

  /// A layer has no `next` where those below keep it from being run.
  @Test func aLayerOnOneThatIsBroken() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, inputs: 3, suffix: "_l1")
    weights["weight_hh_l0"] = .init(shape: [11, 3], values: [Double](repeating: 0.5, count: 33))
    let outcome = try inspect(weights)
    #expect(outcome.status == 0)
    let reason = "cannot be run: model.safetensors: tensor weight_hh_l0: wrong shape: expected"
    #expect(outcome.output.contains("\nlayer 0\n  \(reason)"))
    #expect(outcome.output.components(separatedBy: reason).count == 3)
    #expect(!outcome.output.contains("next: "))
  }

  @Test func aLayerOnOneThatIsNotFinite() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, inputs: 3, suffix: "_l1")
    weights.add(gates: 4, inputs: 3, suffix: "_l2")
    weights["bias_hh_l1"]?.values[0] = .nan
    let output = try inspect(weights).output
    #expect(output.components(separatedBy: "tensor bias_hh_l1: has a value that").count == 3)
    #expect(output.contains("INPUTS.npy --layer 0\n"))
    #expect(output.components(separatedBy: "next: ").count == 2)
  }

  @Test func layersThatDoNotFitOnEachOther() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, inputs: 5, suffix: "_l1")
    weights.add(gates: 4, inputs: 3, suffix: "_l2")
    let output = try inspect(weights).output
    let reason = "tensor weight_ih_l1: wrong shape: expected 3 inputs, found 5"
    #expect(output.components(separatedBy: reason).count == 3)
    #expect(output.components(separatedBy: "next: ").count == 2)
  }

  @Test func aLayerThatIsNotWhole() throws {
    var weights = Weights.lstm
    weights.add(gates: 3, prefix: "b.", suffix: "_l0_reverse")
    weights["b.weight_hh_l0_reverse"] = nil
    let outcome = try inspect(weights)
    #expect(outcome.status == 0)
    #expect(
      outcome.output.contains(
        "\nlayer 0, prefix 'b.', backward\n  cannot be run: model.safetensors: tensor"
          + " b.weight_hh_l0_reverse: is not in the file"))
  }

  /// Names out of a file do not steer the terminal, and stand in a report.
  @Test func controlCharacters() throws {
    var weights = Weights()
    weights.add(gates: 1, prefix: #"a\u001b]0;b\u0007."#)
    weights[#"a\u001b]0;b\u0007.c\u001b[2J"#] = .init(shape: [3], values: [1, 2, 3])
    let outcome = try inspect(weights)
    #expect(outcome.status == 0 && outcome.output.contains("a\\u{1B}]0;b"))
    #expect(!(outcome.output + outcome.errors).contains("\u{1B}"))
    let place = try Workplace(weights)
    let trace = try place.trace(Command.hasGnuplot ? ["--report", "a.html"] : [])
    #expect(trace.status == 0 && !(trace.output + trace.errors).contains("\u{1B}"))
    guard Command.hasGnuplot else { return }
    #expect(try !place.folder.text("a.html").contains("\u{1B}"))
  }

  @Test func noLayer() throws {
    var weights = Weights()
    weights["fc.weight"] = .init(shape: [2, 2], values: [1, 2, 3, 4])
    let outcome = try inspect(weights)
    #expect(outcome.status == 2)
    #expect(outcome.output.contains("fc.weight"))
    #expect(outcome.errors.contains("expected a recurrent layer"))
  }
}
