import RecurrentJacobians
import TestSupport
import Testing

/// `rjac inspect --states`: whose conventions are these?
@Suite struct StatesTests {
  private func inspect(_ place: Workplace, _ options: String...) throws -> Outcome {
    try Command.run(
      ["inspect"] + Workplace.files + ["--states", "states.npy"] + options, in: place.folder)
  }

  /// A folder with a network and the states of another form of it.
  private func place<Cell: RecurrentCell>(
    _ weights: Weights, isReversed: Bool = false, states make: (String) throws -> Cell
  ) throws -> Workplace where Cell.Scalar == Double {
    let place = try Workplace(weights)
    let inputs = try Matrix<Double>(contentsOf: place.folder.path + "/inputs.npy")
    let run = try make(place.folder.path + "/model.safetensors")
      .trajectory(over: isReversed ? inputs.reversedRows() : inputs).hiddenStates
    let states = isReversed ? run.reversedRows() : run
    try place.write(states: states)
    return place
  }

  @Test func fitting() throws {
    let place = try place(.lstm) { try LSTM<Double>(contentsOf: $0) }
    let outcome = try inspect(place)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("are those of the network"))
  }

  @Test(arguments: ResetPlacement.allCases, GateActivation.allCases)
  func everyGRUIsRecognised(reset: ResetPlacement, gates: GateActivation) throws {
    let place = try place(.gru) {
      try GRU<Double>(contentsOf: $0, reset: reset, gateActivation: gates)
    }
    let options = ["--reset", reset.rawValue, "--gate-activation", gates.rawValue]
    let outcome = try inspect(place)
    if reset == .afterProduct, gates == .sigmoid {
      #expect(outcome.status == 0)
    } else {
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("fit with \(options.joined(separator: " "))."))
    }
    let again = try Command.run(
      ["inspect"] + Workplace.files + ["--states", "states.npy"] + options, in: place.folder)
    #expect(again.status == 0)
  }

  @Test(arguments: Nonlinearity.allCases)
  func everyRNNIsRecognised(nonlinearity: Nonlinearity) throws {
    let place = try place(.rnn) {
      try RNN<Double>(contentsOf: $0, nonlinearity: nonlinearity)
    }
    let outcome = try inspect(place)
    #expect(outcome.status == (nonlinearity == .tanh ? 0 : 1))
    #expect(
      outcome.output.contains(
        nonlinearity == .tanh
          ? "are those of the network" : "fit with --nonlinearity \(nonlinearity.rawValue)."))
  }

  @Test func backwardStatesStandBesideTheirInputs() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, suffix: "_l0_reverse")
    let place = try place(weights, isReversed: true) {
      try LSTM<Double>(contentsOf: $0, isReversed: true)
    }
    #expect(try inspect(place, "--reverse").status == 0)
    let outcome = try inspect(place)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("those of another layer: --reverse."))
    #expect(outcome.output.contains("differs from step 1 on"))
  }

  /// As PyTorch's output has them.
  @Test func bothDirectionsSideBySide() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, suffix: "_l0_reverse")
    let name = "weight_hh_l0_reverse"
    let negative = weights[name]?.values.map { -$0 }
    weights[name]?.values = try #require(negative)
    let place = try Workplace(weights)
    let inputs = try Matrix<Double>(contentsOf: place.folder.file("inputs.npy"))
    let stack = try LayerStack<LSTM<Double>>(contentsOf: place.folder.file("model.safetensors"))
    let states = try stack.run(over: inputs).layers[0].hiddenStates
    #expect(states.columnCount == 6)
    try place.write(states: states)
    let forward = try inspect(place)
    #expect(forward.status == 0)
    #expect(forward.output.contains("columns 1 to 3 are those of the forward one"))
    let backward = try inspect(place, "--reverse")
    #expect(backward.status == 0)
    #expect(backward.output.contains("columns 4 to 6 are those of the backward one"))
    // Six columns are nothing to a layer of one direction.
    try place.folder.file("model.safetensors", holding: Weights.lstm.bytes)
    #expect(try inspect(place).status == 2)
  }

  @Test func anotherLayer() throws {
    var weights = Weights.gru
    weights.add(gates: 3, inputs: 3, units: 4, suffix: "_l1")
    let place = try Workplace(weights)
    let inputs = try Matrix<Double>(contentsOf: place.folder.file("inputs.npy"))
    let states = try LayerStack<GRU<Double>>(contentsOf: place.folder.file("model.safetensors"))
      .run(over: inputs).layers[1].hiddenStates
    try place.write(states: states)
    let outcome = try inspect(place)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("those of another layer: --layer 1."))
    #expect(try inspect(place, "--layer", "1").status == 0)
  }

  /// Both layers have the form, and all that says so is named.
  @Test func anotherLayerOfAnotherForm() throws {
    func stack<Cell: RecurrentCell>(
      gates: Int, layer make: (String, Int) throws -> Cell
    ) throws -> Workplace where Cell.Scalar == Double {
      var weights = Weights()
      weights.add(gates: gates)
      weights.add(gates: gates, inputs: 3, suffix: "_l1")
      let place = try Workplace(weights)
      let states = try (0..<2).reduce(Matrix(contentsOf: place.folder.file("inputs.npy"))) {
        try make(place.folder.file("model.safetensors"), $1).trajectory(over: $0).hiddenStates
      }
      try place.write(states: states)
      return place
    }
    let relu = try stack(gates: 1) {
      try RNN<Double>(contentsOf: $0, nonlinearity: .relu, layer: $1)
    }
    for options in [[], ["--nonlinearity", "relu"], ["--nonlinearity", "linear"]] {
      let outcome = try Command.run(
        ["inspect"] + Workplace.files + ["--states", "states.npy"] + options, in: relu.folder)
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("another layer: --layer 1 --nonlinearity relu."))
    }
    #expect(try inspect(relu, "--layer", "1", "--nonlinearity", "relu").status == 0)
    let gru = try stack(gates: 3) {
      try GRU<Double>(contentsOf: $0, reset: .beforeProduct, layer: $1)
    }
    #expect(
      try inspect(gru).output.contains(
        "another layer: --layer 1 --reset beforeProduct --gate-activation sigmoid."))
  }

  @Test func theForwardLayerWhereTheBackwardOneWasAsked() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, suffix: "_l0_reverse")
    let negative = weights["weight_hh_l0_reverse"]?.values.map { -$0 }
    weights["weight_hh_l0_reverse"]?.values = try #require(negative)
    let place = try place(weights) { try LSTM<Double>(contentsOf: $0) }
    #expect(try inspect(place, "--reverse").output.contains("another layer: without --reverse."))
  }

  /// tanh(a) is a to a²/3: of small states the nearest form is the true one.
  @Test(arguments: [1e-2, 1e-4])
  func smallStates(size: Double) throws {
    var weights = Weights.rnn
    for name in weights.names {
      let values = weights[name]?.values ?? []
      weights[name]?.values = values.map { size * $0 }
    }
    let place = try place(weights) { try RNN<Double>(contentsOf: $0, nonlinearity: .linear) }
    let outcome = try inspect(place)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("fit with --nonlinearity linear."))
    #expect(try inspect(place, "--nonlinearity", "linear").status == 0)
  }

  @Test func optionsThatSelectNothing() throws {
    try expectRefusal(
      ["inspect", "model.safetensors", "--layer", "3"], in: Workplace().folder,
      saying: ["leave the other options out"])
  }

  /// The states of a whole batch, as frameworks give them.
  @Test func ofOneSequence() throws {
    let place = try Workplace()
    let inputs = try Matrix<Double>(contentsOf: place.folder.file("inputs.npy"))
    let lstm = try LSTM<Double>(contentsOf: place.folder.file("model.safetensors"))
    let runs = try [1.0, -2, 0.5].map { try lstm.trajectory(over: $0 * inputs) }
    func write(_ matrices: [Matrix<Double>], to name: String) throws {
      try NumPyFile.write(
        shape: [matrices.count, matrices[0].rowCount, matrices[0].columnCount],
        values: matrices.flatMap { $0.transposed().elements }, to: place.folder.file(name))
    }
    try write(runs.map(\.inputs), to: "inputs.npy")
    try write(runs.map(\.hiddenStates), to: "states.npy")
    for sequence in ["0", "1", "2"] {
      let outcome = try inspect(place, "--sequence", sequence)
      #expect(outcome.status == 0 && outcome.output.contains("are those of the network"))
    }
    try write(runs.reversed().map(\.hiddenStates), to: "states.npy")
    #expect(try inspect(place, "--sequence", "0").status == 1)
  }

  @Test func wrongShape() throws {
    let place = try Workplace()
    try place.write(inputs: [1, 2, 3, 4], columns: 2, to: "states.npy")
    try expectRefusal(
      ["inspect"] + Workplace.files + ["--states", "states.npy"], in: place.folder,
      saying: ["states.npy: ", "wrong shape", "[10, 3]", "[2, 2]"])
  }

  @Test func statesWithoutInputs() throws {
    try expectRefusal(
      ["inspect", "model.safetensors", "--states", "states.npy"], in: Workplace().folder,
      saying: ["name the inputs"])
    try expectRefusal(
      ["inspect"] + Workplace.files, in: Workplace().folder, saying: ["name the --states"])
  }

  @Test(arguments: [("--reset", "beforeProduct"), ("--gate-activation", "sigmoid")])
  func optionOfAnotherCell(option: (String, String)) throws {
    let (name, value) = option
    try expectRefusal(
      ["trace"] + Workplace.files + [name, value], in: Workplace(.rnn).folder,
      saying: ["\(name) \(value): only", "leave the option out"])
  }
}
