#if HDF5
  import RecurrentJacobians
  import TestSupport
  import Testing

  /// Networks read from the files that Keras saves go through the states that Keras computes.
  @Suite struct KerasStateTests {
    /// Two summation orders of the same recurrence over 15 steps, whose states are of order 1.
    private static let tolerance = 1e-12
    private static let singleTolerance = 1e-6

    private static func path(_ name: String) -> String { Fixture.path("frameworks/\(name)") }

    private static func folder(_ file: String) -> String { String(file.prefix { $0 != "/" }) }

    @Test(arguments: [
      "keras_lstm/model.keras", "keras_lstm/model.h5", "keras_lstm/model.weights.h5",
      "keras_lstm_hard/model.keras", "keras_no_bias/model.keras", "keras_compiled/model.keras",
      "keras2_lstm/model.h5", "keras2_lstm/weights.h5", "keras2_lstm/model.keras",
      "keras2_lstm_hard/keras_2_1.h5", "keras2_cudnn_lstm/model.h5", "keras_bfloat16/model.keras",
      "keras_bfloat16/model.h5", "keras_masked/model.keras", "keras_masked/model.h5",
    ])
    func lstm(file: String) throws {
      let states = try FrameworkStates(Self.folder(file), hasCell: true)
      let run = try LSTM<Double>(contentsOf: Self.path(file)).trajectory(over: states.inputs)
      #expect(states.difference(from: run) <= Self.tolerance)
    }

    @Test(arguments: [
      ("keras_gru/model.keras", ResetPlacement.afterProduct, GateActivation.sigmoid),
      ("keras_gru/model.h5", .afterProduct, .sigmoid),
      ("keras_gru_before/model.keras", .beforeProduct, .sigmoid),
      ("keras_gru_hard/model.h5", .beforeProduct, .hardSigmoidKeras3),
      ("keras2_gru/model.h5", .afterProduct, .sigmoid),
      ("keras2_gru_hard/model.h5", .beforeProduct, .hardSigmoidKeras2),
      ("keras2_cudnn_gru/model.h5", .afterProduct, .sigmoid),
    ])
    func gru(file: String, reset: ResetPlacement, gates: GateActivation) throws {
      let states = try FrameworkStates(Self.folder(file), hasCell: false)
      let gru = try GRU<Double>(contentsOf: Self.path(file))
      #expect(gru.reset == reset && gru.gateActivation == gates)
      #expect(
        try states.difference(from: gru.trajectory(over: states.inputs)) <= Self.tolerance)
    }

    @Test func rnn() throws {
      let states = try FrameworkStates("keras_simple_rnn", hasCell: false)
      let rnn = try RNN<Double>(contentsOf: Self.path("keras_simple_rnn/model.keras"))
      #expect(rnn.nonlinearity == .tanh)
      #expect(
        try states.difference(from: rnn.trajectory(over: states.inputs)) <= Self.tolerance)
    }

    @Test func rnnWithReLUInSinglePrecision() throws {
      let states = try FrameworkStates("keras_simple_rnn_relu", hasCell: false)
      let rnn = try RNN<Double>(contentsOf: Self.path("keras_simple_rnn_relu/model.h5"))
      #expect(rnn.nonlinearity == .relu)
      // Of the states, which grow beyond 1.
      let scale = try rnn.trajectory(over: states.inputs).states.maximumMagnitude
      #expect(
        try states.difference(from: rnn.trajectory(over: states.inputs))
          <= Self.singleTolerance * max(1, scale))
    }

    @Test func stack() throws {
      let stack = try LayerStack<LSTM<Double>>(contentsOf: Self.path("keras_stacked/model.h5"))
      #expect(stack.layers.map(\.forward.unitCount) == [4, 5])
      let below = try FrameworkStates("keras_stacked", suffix: "_l0", hasCell: true)
      let above = try FrameworkStates("keras_stacked", suffix: "_l1", hasCell: true)
      let run = try stack.run(over: below.inputs)
      #expect(below.difference(from: run.layers[0].forward) <= Self.tolerance)
      #expect(above.difference(from: run.layers[1].forward) <= Self.tolerance)
    }

    @Test(arguments: ["keras_bidirectional/model.keras", "keras_bidirectional/model.h5"])
    func bidirectionalLSTM(file: String) throws {
      try expectDirections(
        of: LayerStack<LSTM<Double>>(contentsOf: Self.path(file)), in: Self.folder(file),
        hasCell: true)
    }

    @Test func bidirectionalGRU() throws {
      try expectDirections(
        of: LayerStack<GRU<Double>>(contentsOf: Self.path("keras2_bidirectional/model.h5")),
        in: "keras2_bidirectional", hasCell: false)
    }

    private func expectDirections<Cell: RecurrentCell<Double>>(
      of stack: LayerStack<Cell>, in folder: String, hasCell: Bool
    ) throws {
      let forward = try FrameworkStates(folder, hasCell: hasCell)
      let backward = try FrameworkStates(folder, suffix: "_reverse", hasCell: hasCell)
      let run = try stack.run(over: forward.inputs).layers[0]
      #expect(forward.difference(from: run.forward) <= Self.tolerance)
      #expect(
        backward.difference(from: try #require(run.backward), isReversed: true) <= Self.tolerance)
    }

    @Test func backwards() throws {
      let path = Self.path("keras_backwards/model.keras")
      let states = try FrameworkStates("keras_backwards", suffix: "_reverse", hasCell: true)
      let run = try LSTM<Double>(contentsOf: path, isReversed: true)
        .trajectory(over: states.inputs.reversedRows())
      #expect(states.difference(from: run, isReversed: true) <= Self.tolerance)
      let error = #expect(throws: ModelFileError.self) { try LSTM<Double>(contentsOf: path) }
      #expect(error?.code == .missingLayer)
    }

    /// Two layers with names of their own, one in a model inside the model, which reads the other's
    /// states.
    @Test(arguments: ["model.keras", "model.h5"])
    func functional(file: String) throws {
      let path = Self.path("keras_functional/\(file)")
      let fast = try FrameworkStates("keras_functional", suffix: "_l0", hasCell: true)
      let slow = try FrameworkStates("keras_functional", suffix: "_l1", hasCell: false)
      let below = try LSTM<Double>(contentsOf: path, prefix: "fast").trajectory(over: fast.inputs)
      #expect(fast.difference(from: below) <= Self.tolerance)
      let above = try GRU<Double>(contentsOf: path, prefix: "encoder/slow")
        .trajectory(over: below.hiddenStates)
      #expect(slow.difference(from: above) <= Self.tolerance)
    }
  }
#endif
