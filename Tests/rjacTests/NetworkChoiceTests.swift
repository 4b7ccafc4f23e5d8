import Foundation
import RecurrentJacobians
import TestSupport
import Testing

/// Which network of a file is traced.
@Suite struct NetworkChoiceTests {
  @Test func cellsWithoutALayerNumber() throws {
    var weights = Weights()
    weights.add(gates: 4, prefix: "cell.", suffix: "")
    #expect(try Workplace(weights).rows() == Workplace(.lstm).rows())
  }

  @Test func biasesMayBeMissing() throws {
    var weights = Weights.lstm
    var zeros = Weights.lstm
    for name in ["bias_ih_l0", "bias_hh_l0"] {
      weights[name] = nil
      zeros[name]?.values = [Double](repeating: 0, count: 12)
    }
    #expect(try Workplace(weights).rows() == Workplace(zeros).rows())
    let place = try Workplace(weights)
    #expect(
      try place.trace().errors.contains(
        "model.safetensors: no biases beside weight_hh_l0: 0 taken\n"))
  }

  /// Peepholes, say, are no weights of PyTorch's layers; other tensors of the module need not have to do with the step.
  @Test func whatIsNotUsedBesideTheWeights() throws {
    var weights = Weights()
    weights.add(gates: 4, prefix: "rnn.")
    for name in ["rnn.peephole_i", "rnn.norm.weight", "head.bias"] {
      weights[name] = .init(shape: [3], values: [1, 2, 3])
    }
    weights["rnn.mean"] = .init(shape: [2], values: [1, 2])
    let place = try Workplace(weights)
    #expect(
      try place.trace().errors.contains(
        "model.safetensors: rnn.weight_hh_l0 is beside rnn.norm.weight, rnn.peephole_i, of which no use is made: run as"
      ))
    _ = try place.trace("--csv", "a.csv")
    let notes = try place.folder.sidecar("a.csv.json").notes
    #expect(notes?.count == 1 && notes?[0].contains("peephole_i") == true)
    let inspected = try Command.run(["inspect", "model.safetensors"], in: place.folder).output
    #expect(
      inspected.contains(
        "the weights are beside rnn.norm.weight, rnn.peephole_i, of which no use is made"))
    // Parts beside bare names are those of the model around the layer.
    var bare = Weights.lstm
    bare["head.bias"] = .init(shape: [3], values: [1, 2, 3])
    #expect(try !Workplace(bare).trace().errors.contains("no use"))
  }

  @Test func prefixes() throws {
    var weights = Weights()
    weights.add(gates: 4, prefix: "a.")
    weights.add(gates: 1, prefix: "b.")
    let place = try Workplace(weights)
    #expect(try place.rows("--prefix", "a.") == Workplace(.lstm).rows())
    #expect(try place.rows("--prefix", "b.") == Workplace(.rnn).rows())
    #expect(try place.rows("--cell", "rnn") == Workplace(.rnn).rows())
  }

  /// Of several layers with names of their own the file does not say which reads what.
  @Test func whatALayerMayStandOn() throws {
    var weights = Weights()
    for prefix in ["layers.0.", "layers.1.", "layers.2."] { weights.add(gates: 4, prefix: prefix) }
    weights.add(gates: 4, inputs: 3, prefix: "layers.2.", suffix: "_l1")
    let place = try Workplace(weights)
    let note =
      "model.safetensors: layers.2.weight_hh_l0 reads INPUTS as they are; if it stands on"
      + " 'layers.0.', 'layers.1.', INPUTS are to be what comes from there\n"
    for layer in ["0", "1"] {
      #expect(try place.trace("--prefix", "layers.2.", "--layer", layer).errors.contains(note))
    }
    try place.write(inputs: (0..<30).map { sin(Double($0)) }, columns: 3, to: "states.npy")
    let outcome = try Command.run(
      ["inspect"] + Workplace.files + ["--states", "states.npy", "--prefix", "layers.2."],
      in: place.folder)
    #expect(outcome.errors.contains(note))
  }

  /// A broken layer that is not asked for by its prefix is no reason to be silent about it.
  @Test func whatIsPassedOver() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, prefix: "b.")
    weights["b.weight_hh_l0"] = nil
    let place = try Workplace(weights)
    let words =
      "model.safetensors: passed over, as it cannot be run: 'b.' (rjac inspect says why)\n"
    #expect(try place.trace().errors.contains(words))
    #expect(try !place.trace("--prefix", "").errors.contains("passed over"))
  }

  @Test func layers() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, inputs: 3, suffix: "_l1")
    let place = try Workplace(weights)
    #expect(try place.rows() == Workplace(.lstm).rows())
    #expect(try place.rows("--layer", "0") == Workplace(.lstm).rows())
    // Layer 1 reads the hidden states of layer 0, which reads the inputs.
    let model = place.folder.file("model.safetensors")
    let inputs = try Matrix<Double>(contentsOf: place.folder.file("inputs.npy"))
    let run = try LayerStack<LSTM<Double>>(contentsOf: model).run(over: inputs)
    #expect(run.layers.count == 2)
    let expected = try run.layers[1].forward.trace(.hidden, step: 10, lags: 1...10).rows
    let rows = try place.rows("--layer", "1", "--quantity", "hidden")
    #expect(rows.map { Double($0[4]) } == expected.map(\.logSpectralNorm))
    #expect(try !place.trace("--layer", "1").errors.contains("reads"))
    // A layer of another kind is not passed through.
    var mixed = Weights.gru
    mixed.add(gates: 4, suffix: "_l1")
    #expect(
      try Workplace(mixed).trace("--layer", "1").errors.contains(
        "weight_hh_l1 reads layers that the file lacks or has of another kind; INPUTS are"))
    // A state that is given is that of the chosen layer.
    try NumPyFile.write(
      shape: [6], values: [1, 2, 3, 4, 5, 6], to: place.folder.file("state.npy"))
    let words =
      "--initial-state is that of weight_hh_l1; those below it start from zeros: weight_hh_l0"
    #expect(try place.trace("--layer", "1", "--initial-state", "state.npy").errors.contains(words))
    #expect(try !place.trace("--initial-state", "state.npy").errors.contains("start from"))
    // Where the file has it alone, it reads the inputs.
    for name in weights.names where name.hasSuffix("_l0") { weights[name] = nil }
    try Workplace(weights).expectRefusal(
      "--layer", "1", saying: "[steps, 3], as weight_ih_l1 has it")
  }

  @Test func acrossLayers() throws {
    var weights = Weights.gru
    weights.add(gates: 3, inputs: 3, units: 4, suffix: "_l1")
    weights.add(gates: 3, inputs: 4, units: 2, suffix: "_l2")
    let place = try Workplace(weights)
    let run = try LayerStack<GRU<Double>>(
      contentsOf: place.folder.file("model.safetensors")
    ).run(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
    for lower in 0...1 {
      let rows = try place.rows(
        "--layer", "2", "--from-layer", "\(lower)", "--lags", "1...9", "--quantity", "hidden")
      let expected = try run.jacobians(from: lower, to: 2).trace(.hidden, step: 10, lags: 1...9)
      for (row, other) in zip(rows, expected.rows) {
        // The command leaves the layers below out of the joint state.
        #expect(abs(Double(row[4])! - other.logSpectralNorm!) <= promised)
      }
    }
    try place.expectRefusal(
      "--layer", "1", "--from-layer", "1", saying: "--from-layer 1",
      "has layer 0; choose such a one")
    try place.expectRefusal(
      "--from-layer", "0", saying: "is the lowest layer of model.safetensors", "--layer 1")
    try Workplace(.rnn).expectRefusal(
      "--from-layer", "0", saying: "no layer below", "leave the option out")
    try place.expectRefusal(
      "--layer", "1", "--from-layer", "0", "--quantity", "output", saying: "hidden, state")
  }

  /// Neither the carousel nor the output path leads from layer to layer.
  @Test func whatIsTracedAcrossLayers() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, inputs: 3, suffix: "_l1")
    let rows = try Workplace(weights).rows("--layer", "1", "--from-layer", "0", "--lags", "1")
    #expect(rows.map { $0[0] + " " + $0[1] } == ["hidden all", "cell all"])
    #expect(rows.allSatisfy { $0[4] != "-inf" })
  }

  /// The upper layer reads both directions, forward first.
  @Test func bidirectionalStacks() throws {
    var weights = Weights()
    for suffix in ["_l0", "_l0_reverse"] { weights.add(gates: 1, suffix: suffix) }
    for suffix in ["_l1", "_l1_reverse"] { weights.add(gates: 1, inputs: 6, suffix: suffix) }
    let place = try Workplace(weights)
    let run = try LayerStack<RNN<Double>>(contentsOf: place.folder.file("model.safetensors"))
      .run(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
    for (options, trajectory) in [
      (["--layer", "1"], run.layers[1].forward),
      (["--layer", "1", "--reverse"], run.layers[1].backward!),
    ] {
      let outcome = try Command.run(
        ["trace"] + Workplace.files + options + ["--csv", "-"], in: place.folder)
      let expected = try trajectory.trace(.hidden, step: 10, lags: 1...10).rows
      #expect(outcome.rows.map { Double($0[4]) } == expected.map(\.logSpectralNorm))
    }
    try place.expectRefusal(
      "--layer", "1", "--from-layer", "0", saying: "--from-layer 0", "bidirectional")
  }

  @Test func layersThatDoNotFit() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, inputs: 5, suffix: "_l1")
    weights.add(gates: 4, inputs: 3, suffix: "_l2")
    try Workplace(weights).expectRefusal(
      "--layer", "2", saying: "inputs of layer 1", "wrong shape", "[3]", "[5]")
  }

  @Test func theBackwardDirectionReadsFromTheEnd() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, suffix: "_l0_reverse")
    let place = try Workplace(weights)
    let backward = try place.rows("--reverse")
    let pairs = stride(from: 0, to: 20, by: 2).map { Array(Workplace.inputs[$0..<$0 + 2]) }
    try place.write(inputs: Array(pairs.reversed().joined()), columns: 2)
    #expect(try backward == place.rows())
  }

  /// What was taken is said where neither the file nor the options say it, and only there.
  @Test func choicesAreSaid() throws {
    var weights = Weights.lstm
    let (single, stacked) = (try Workplace(weights), "model.safetensors: layer 0 of 2")
    #expect(try !single.trace().errors.contains("model.safetensors: "))
    weights.add(gates: 4, suffix: "_l0_reverse")
    let both = try Workplace(weights)
    #expect(try both.trace().errors.contains("safetensors: forward (--reverse chooses)\n"))
    #expect(try !both.trace("--reverse").errors.contains("choose"))
    for suffix in ["_l1", "_l1_reverse"] { weights.add(gates: 4, inputs: 6, suffix: suffix) }
    let place = try Workplace(weights)
    #expect(
      try place.trace().errors.contains("\(stacked), forward (--layer, --reverse choose)\n"))
    #expect(try place.trace("--reverse").errors.contains("\(stacked) (--layer chooses)\n"))
    #expect(
      try place.trace("--layer", "0").errors.contains("safetensors: forward (--reverse chooses)\n"))
    #expect(try !place.trace("--layer", "0", "--reverse").errors.contains("choose"))
  }

  @Test func assumptionsAreSaid() throws {
    let words =
      "model.safetensors: nonlinearity tanh assumed, the file does not say (--nonlinearity)\n"
    let rnn = try Workplace(.rnn)
    #expect(try rnn.trace().errors.contains(words))
    #expect(try !rnn.trace("--nonlinearity", "tanh").errors.contains("assumed"))
    #expect(try !Workplace(.gru).trace().errors.contains("assumed"))
  }

  @Test func nonlinearityOfAnRNN() throws {
    let place = try Workplace(.rnn)
    let tanh = try place.rows("--nonlinearity", "tanh")
    #expect(try tanh == place.rows())
    #expect(try tanh != place.rows("--nonlinearity", "relu"))
    let linear = try place.rows("--nonlinearity", "linear", "--lags", "1")
    let trajectory = try RNN<Double>(
      contentsOf: place.folder.file("model.safetensors"), nonlinearity: .linear
    ).trajectory(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
    let row = try trajectory.trace(.hidden, step: 10, lags: [1]).rows[0]
    #expect(Double(linear[0][4]) == row.logSpectralNorm)
    #expect(linear[0][0] == "hidden" && linear[0][1] == "all")
  }

  @Test func gatedRecurrentUnit() throws {
    let place = try Workplace(.gru)
    let rows = try place.rows("--lags", "3")
    #expect(rows.map { $0[0] + " " + $0[1] } == ["hidden all", "hidden carousel"])
    let run = try GRU<Double>(contentsOf: place.folder.file("model.safetensors"))
      .trajectory(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
    for (row, edges) in zip(rows, [EdgeSet.all, .carousel]) {
      let value = try run.trace(.hidden, edges: edges, step: 10, lags: [3]).rows[0]
      #expect(Double(row[4]) == value.logSpectralNorm)
    }
    let singles = try place.rows("--edges", "carry,resetGate", "--lags", "1")
    #expect(singles.map { $0[1] } == ["carry+resetGate"])
  }

  @Test func projectedLSTM() throws {
    let place = try Workplace(.projected)
    let rows = try place.rows("--quantity", "hidden,cell,output", "--lags", "1...3")
    let run = try LSTM<Double>(contentsOf: place.folder.file("model.safetensors"))
      .trajectory(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
    #expect(run.layout == StateLayout(hiddenCount: 2, cellCount: 3))
    let trace = try [Quantity.hidden, .cell, .output].flatMap {
      try run.trace($0, step: 10, lags: 1...3).rows
    }
    #expect(rows.map { Double($0[4]) } == trace.map(\.logSpectralNorm))
    // The output gate's block is not square and has no eigenvalues.
    #expect(rows.map { $0[5].isEmpty } == trace.map { $0.quantity == .output })
  }

  @Test func inputsFromCSV() throws {
    let place = try Workplace()
    let expected = try place.rows()
    let lines = stride(from: 0, to: 20, by: 2).map {
      "\(Workplace.inputs[$0]),\(Workplace.inputs[$0 + 1])\n"
    }
    try place.folder.file("inputs.npy", holding: Array(lines.joined().utf8))
    #expect(try place.rows() == expected)
  }
}
