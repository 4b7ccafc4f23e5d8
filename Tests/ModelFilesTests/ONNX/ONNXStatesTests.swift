#if ONNX
  import DenseLinearAlgebra
  import Foundation
  import RecurrentCells
  import TestSupport
  import Testing

  @testable import ModelFiles

  /// Exported and hand-made models, run beside onnxruntime and PyTorch.
  @Suite struct ONNXStatesTests {
    private static func path(_ folder: String, _ file: String) -> String {
      Fixture.path("frameworks/\(folder)/\(file)")
    }

    /// The states of a folder, forward and backward beside each other; nil where there are none.
    private static func states(_ folder: String, _ name: String) throws -> Matrix<Double>? {
      let paths = [name, name + "_reverse"].map { path(folder, $0 + ".npy") }
        .filter { FileManager.default.fileExists(atPath: $0) }
      let parts = try paths.map { try Matrix<Double>(contentsOf: $0).transposed() }
      guard let first = parts.first else { return nil }
      return Matrix(
        rows: parts.count * first.rowCount, columns: first.columnCount,
        columnMajor: (0..<first.columnCount).flatMap { t in parts.flatMap { $0.column(t) } }
      ).transposed()
    }

    /// The states that frameworks compute are rounded to the precision of the network several times a
    /// step, and what is left of that fades.
    private func expectEqual(
      _ found: Matrix<Double>, _ truth: Matrix<Double>, epsilon: Double,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(
        found.rowCount == truth.rowCount && found.columnCount == truth.columnCount,
        sourceLocation: sourceLocation)
      #expect(
        (found - truth).maximumMagnitude <= 8 * epsilon * max(1, truth.maximumMagnitude),
        sourceLocation: sourceLocation)
    }

    private func check<Cell: RecurrentCell<Double>>(
      _ stack: LayerStack<Cell>, _ folder: String, epsilon: Double = Float.epsilon,
      from states: [[Double]?]? = nil, backwardFrom backwardStates: [[Double]?]? = nil
    ) throws {
      let inputs = try Matrix<Double>(contentsOf: Self.path(folder, "inputs.npy"))
      let run = try stack.run(over: inputs, from: states, backwardFrom: backwardStates)
      for (index, layer) in run.layers.enumerated() {
        let name = index == run.layers.count - 1 ? "hidden" : "hidden_l\(index)"
        let truth = try Self.states(folder, name)
        // Those of the last layer are always there.
        #expect(truth != nil || index < run.layers.count - 1)
        if let truth { expectEqual(layer.hiddenStates, truth, epsilon: epsilon) }
      }
      guard let top = run.layers.last, top.backward == nil,
        let truth = try Self.states(folder, "cell")
      else { return }
      let cells = (1...inputs.rowCount).flatMap { top.forward.cellState(at: $0) ?? [] }
      let found = Matrix(rows: truth.columnCount, columns: truth.rowCount, columnMajor: cells)
      expectEqual(found.transposed(), truth, epsilon: epsilon)
    }

    @Test(arguments: [
      "onnx_lstm", "onnx_bidirectional", "onnx_stacked2", "onnx_lstm_unfolded", "onnx_lstm_cell",
      "onnx_dynamo_lstm", "onnx_dynamo_stacked", "onnx_dynamo_free_lstm", "onnx_lstm_peepholes",
      "onnx_lstm_no_bias", "onnx_lstm_constants", "onnx_lstm_float_data", "onnx_lstm_hard",
      "onnx_external", "onnx_tf2onnx",
    ])
    func lstm(folder: String) throws {
      let path = Self.path(folder, "model.onnx")
      #expect(try FileFormat.detect(path) == .onnx)
      try check(LayerStack<LSTM<Double>>(contentsOf: path), folder)
    }

    @Test(arguments: [
      "onnx_gru", "onnx_gru_after", "onnx_gru_before", "onnx_gru_stacked", "onnx_dynamo_gru",
      "onnx_dynamo_free_gru",
    ])
    func gru(folder: String) throws {
      try check(LayerStack<GRU<Double>>(contentsOf: Self.path(folder, "model.onnx")), folder)
    }

    @Test(arguments: ["onnx_rnn_tanh", "onnx_rnn_relu"])
    func rnn(folder: String) throws {
      try check(LayerStack<RNN<Double>>(contentsOf: Self.path(folder, "model.onnx")), folder)
    }

    @Test func doublePrecision() throws {
      let folder = "onnx_lstm_double"
      try check(
        LayerStack<LSTM<Double>>(contentsOf: Self.path(folder, "model.onnx")), folder,
        epsilon: Double.epsilon)
    }

    @Test(arguments: ["yes_lstm", "no_lstm"])
    func insideABranch(name: String) throws {
      let folder = "onnx_lstm_if"
      try check(
        LayerStack<LSTM<Double>>(contentsOf: Self.path(folder, "model.onnx"), prefix: name), folder)
    }

    @Test func backwardAlone() throws {
      let folder = "onnx_reverse"
      let rnn = try RNN<Double>(contentsOf: Self.path(folder, "model.onnx"), isReversed: true)
      let inputs = try Matrix<Double>(contentsOf: Self.path(folder, "inputs.npy"))
      let run = try rnn.trajectory(over: inputs.reversedRows())
      let found = Matrix(
        rows: 4, columns: inputs.rowCount,
        columnMajor: (1...inputs.rowCount).reversed().flatMap { Array(run.hidden(at: $0)) })
      let truth = try #require(try Self.states(folder, "hidden"))
      expectEqual(found.transposed(), truth, epsilon: Float.epsilon)
      #expect(rnn.nonlinearity == .relu)
    }

    /// The model rounds the states between its layers to half precision.
    @Test func mixedPrecision() throws {
      let folder = "onnx_mixed_precision"
      try check(
        LayerStack<LSTM<Double>>(contentsOf: Self.path(folder, "model.onnx")), folder,
        epsilon: Double(Float16.ulpOfOne))
    }

    /// State 0 of each layer of the one stack of a model.
    private func starts(_ folder: String, isReversed: Bool = false) throws -> [[Double]?] {
      let checkpoint = try Checkpoint(contentsOf: Self.path(folder, "model.onnx"))
      return checkpoint.layers.filter { $0.isReversed == isReversed }
        .map { checkpoint.initialState(of: $0) }
    }

    @Test func initialStatesOfAnLSTM() throws {
      let folder = "onnx_initial_lstm"
      try check(
        LayerStack<LSTM<Double>>(contentsOf: Self.path(folder, "model.onnx")), folder,
        from: starts(folder))
    }

    @Test(arguments: ["onnx_initial_h", "onnx_initial_gru"])
    func initialStatesOfAGRU(folder: String) throws {
      let stack = try LayerStack<GRU<Double>>(contentsOf: Self.path(folder, "model.onnx"))
      let isBidirectional = stack.layers[0].backward != nil
      try check(
        stack, folder, from: starts(folder),
        backwardFrom: isBidirectional ? starts(folder, isReversed: true) : nil)
    }

    @Test(arguments: ["onnx_dynamo_lstm", "onnx_dynamo_gru", "onnx_lstm"])
    func initialStateOfZerosIsNone(folder: String) throws {
      let checkpoint = try Checkpoint(contentsOf: Self.path(folder, "model.onnx"))
      let layer = checkpoint.layers[0]
      #expect(layer.conventions.startsFrom == nil)
      #expect(checkpoint.initialState(of: layer) == nil)
    }

    @Test func unrolledLayer() throws {
      let error = #expect(throws: ModelFileError.self) {
        try RNN<Double>(contentsOf: Self.path("onnx_dynamo_unrolled", "model.onnx"))
      }
      #expect(error?.code == .missingLayer)
      #expect(error?.remedy?.contains("dynamo=False") == true)
    }

    @Test(arguments: [
      ("onnx_lstm_clip", "sums cut off by clip 0.5"),
      ("onnx_lstm_coupled", "gates coupled by input_forget 1"),
    ])
    func equationsOfNoCell(folder: String, found: String) throws {
      let error = #expect(throws: ModelFileError.self) {
        try LSTM<Double>(contentsOf: Self.path(folder, "model.onnx"))
      }
      #expect(error?.code == .unsupportedLayer)
      #expect(error?.found == found)
    }

    /// The real network has the very weights that were taken out of it.
    @Test func silero() throws {
      let path = Self.path("onnx_silero", "silero_vad_16k_sequence.onnx")
      let lstm = try LSTM<Double>(contentsOf: path)
      let example = try LSTM<Double>(contentsOf: Fixture.silero)
      #expect(lstm.weights.input == example.weights.input)
      #expect(lstm.weights.recurrent == example.weights.recurrent)
      #expect(lstm.weights.bias == example.weights.bias)
      try check(LayerStack([lstm]), "onnx_silero")
    }
  }
#endif
