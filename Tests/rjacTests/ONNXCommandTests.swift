import Foundation
import RecurrentJacobians
import TestSupport
import Testing

/// ONNX models on the command line.
@Suite struct ONNXCommandTests {
  private static func path(_ folder: String, _ file: String = "model.onnx") -> String {
    Fixture.path("frameworks/\(folder)/\(file)")
  }

  #if ONNX
    /// The model that was exported and the weights that were taken out of it give the same trace.
    @Test func theSameTraceBitForBit() throws {
      let folder = try Folder()
      let models = [
        Self.path("onnx_silero", "silero_vad_16k_sequence.onnx"), ExampleModel.weightsPath,
      ]
      let traces = try models.map { model in
        try Command.run(
          [
            "trace", model, ExampleModel.inputsPath, "--quantity", "hidden,cell", "--steps", "300",
            "--lags", "1,10,60", "--csv", "/dev/stdout",
          ], in: folder)
      }
      #expect(traces[0].status == 0)
      #expect(traces[0].rows.count == 6)
      #expect(traces[0].output == traces[1].output)
    }

    /// The numbers of a model may be in a file beside it, which is read as well.
    @Test func externalDataAreNotWrittenOver() throws {
      let folder = try Folder()
      for name in ["model.onnx", "model.weights", "inputs.npy"] {
        try FileManager.default.copyItem(
          atPath: Self.path("onnx_external", name), toPath: folder.file(name))
      }
      try expectRefusal(
        ["trace", "model.onnx", "inputs.npy", "--csv", "model.weights"], in: folder,
        saying: ["model.weights: is read by this run"])
    }

    /// An initializer whose number is in the file `other`, which a model may end in: messages that follow are merged.
    private static func initializer(in other: String) -> [UInt8] {
      func message(_ field: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [field << 3 | 2, UInt8(bytes.count)] + bytes
      }
      let location = message(1, Array("location".utf8)) + message(2, Array(other.utf8))
      // dims 1, data_type FLOAT, name, external_data, data_location EXTERNAL.
      let tensor =
        [1 << 3, 1, 2 << 3, 1] + message(8, Array("other".utf8)) + message(13, location)
        + [14 << 3, 1]
      return message(7, message(5, tensor))
    }

    /// The sidecar has the fingerprint of the numbers beside the model, and nothing of a file that is not there, which no
    /// layer needed.
    @Test func externalDataInTheSidecar() throws {
      let folder = try Folder()
      let source = Self.path("onnx_external", "model.weights")
      try FileManager.default.copyItem(atPath: source, toPath: folder.file("model.weights"))
      let model = try Data(contentsOf: URL(fileURLWithPath: Self.path("onnx_external")))
      try folder.file("model.onnx", holding: model + Self.initializer(in: "gone.weights"))
      for path in ["model.onnx", folder.file("model.onnx")] {
        let outcome = try Command.run(
          ["trace", path, Self.path("onnx_external", "inputs.npy"), "--csv", "a.csv"], in: folder)
        #expect(outcome.status == 0)
        #expect(
          try folder.sidecar("a.csv.json").model.otherFiles == [
            .init(
              file: path.replacing("model.onnx", with: "model.weights"),
              sha256: FileDigest.sha256(of: source))
          ])
      }
    }

    @Test func inspect() throws {
      let outcome = try Command.run(["inspect", Self.path("onnx_stacked2")], in: Folder())
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("model.onnx: an ONNX model, "))
      #expect(outcome.output.contains("layer 0, prefix '/rnn/LSTM': 4 units, 3 inputs\n"))
      #expect(
        outcome.output.contains("layer 1, prefix '/rnn/LSTM' (/rnn/LSTM_1): 4 units, 4 inputs\n"))
    }

    private static func model(in folder: String) -> String {
      path(folder, folder == "onnx_silero" ? "silero_vad_16k_sequence.onnx" : "model.onnx")
    }

    @Test(arguments: [
      ("onnx_initial_h", "  starts from the state in the file; --initial-state says else\n"),
      (
        "onnx_silero",
        "the model has it start from 'h', an input of the graph; state 0 is zero here, --initial-state"
      ),
      (
        "onnx_lengths",
        "the model ends it after 9 steps (sequence_lens); here it reads all INPUTS\n"
      ),
    ])
    func inspectTells(folder: String, words: String) throws {
      let outcome = try Command.run(["inspect", Self.model(in: folder)], in: Folder())
      #expect(outcome.output.contains(words))
    }

    @Test(arguments: [
      (
        "onnx_initial_h",
        ": the_gru starts from the state in the file (--initial-state says else)\n"
      ),
      (
        "onnx_silero",
        "start from 'h', an input of the graph; state 0 is zero here (--initial-state says else)\n"
      ),
      (
        "onnx_lengths",
        "the model ends the_gru after 9 steps (sequence_lens); here it goes on to the end of INPUTS\n"
      ),
    ])
    func traceTells(folder: String, words: String) throws {
      let arguments = ["trace", Self.model(in: folder), Self.path(folder, "inputs.npy")]
      #expect(try Command.run(arguments, in: Folder()).errors.contains(words))
    }

    /// Nothing is said of the end where the inputs do not reach it.
    @Test func anEndThatIsNotReached() throws {
      let folder = try Folder()
      let path = Self.path("onnx_lengths", "inputs.npy")
      let inputs = try Matrix<Double>(contentsOf: path).rows(Array(0..<9))
      let values = inputs.transposed().elements
      try NumPyFile.write(shape: [9, 3], values: values, to: folder.file("inputs.npy"))
      let outcome = try Command.run(["trace", Self.path("onnx_lengths"), "inputs.npy"], in: folder)
      #expect(outcome.status == 0)
      #expect(!outcome.errors.contains("sequence_lens"))
    }

    /// Every layer starts from its state in the file, unless another is given for the one that is chosen.
    @Test(arguments: [
      ("onnx_initial_lstm", "hidden_l0", ["--layer", "0"]),
      ("onnx_initial_lstm", "hidden", ["--layer", "1"]),
      ("onnx_initial_gru", "hidden_l0_reverse", ["--layer", "0", "--reverse"]),
      ("onnx_initial_gru", "hidden", ["--layer", "1"]),
      ("onnx_initial_gru", "hidden_reverse", ["--layer", "1", "--reverse"]),
    ])
    func initialStates(name: String, states: String, options: [String]) throws {
      let folder = try Folder()
      let arguments =
        [
          "inspect", Self.path(name), Self.path(name, "inputs.npy"), "--states",
          Self.path(name, states + ".npy"),
        ] + options
      let outcome = try Command.run(arguments, in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("are those of the network:"))
      let size = name.contains("lstm") ? 8 : 4
      try NumPyFile.write(
        shape: [size], values: [Double](repeating: 0, count: size), to: folder.file("zeros.npy"))
      let other = try Command.run(arguments + ["--initial-state", "zeros.npy"], in: folder)
      #expect(other.status == 1)
    }

    /// The joint state of two layers starts from both states in the file.
    @Test func initialStatesAcrossLayers() throws {
      let name = "onnx_initial_lstm"
      let outcome = try Command.run(
        [
          "trace", Self.path(name), Self.path(name, "inputs.npy"), "--layer", "1", "--from-layer",
          "0", "--quantity", "hidden", "--lags", "1...5", "--csv", "-",
        ], in: Folder())
      let checkpoint = try Checkpoint(contentsOf: Self.path(name))
      let run = try LayerStack<LSTM<Double>>(contentsOf: Self.path(name)).run(
        over: Matrix(contentsOf: Self.path(name, "inputs.npy")),
        from: checkpoint.layers.map { checkpoint.initialState(of: $0) })
      let expected = try run.jacobians(from: 0, to: 1).trace(.hidden, step: 15, lags: 1...5).rows
      #expect(outcome.rows.map { Double($0[4]) } == expected.map(\.logSpectralNorm))
    }

    @Test(arguments: [
      ("onnx_lstm_clip", "sums cut off by clip 0.5"),
      ("onnx_lstm_coupled", "gates coupled by input_forget 1"),
    ])
    func refusals(folder: String, words: String) throws {
      try expectRefusal(
        ["trace", Self.path(folder), Self.path(folder, "inputs.npy"), "--csv", "trace.csv"],
        in: Folder(),
        saying: ["model.onnx: tensor R: belongs to a layer that cannot be run", words])
    }

    @Test func weightsOutsideTheFolder() throws {
      try expectRefusal(
        [
          "trace", Self.path("onnx_external", "outside.onnx"),
          Self.path("onnx_external", "inputs.npy"),
        ],
        in: Folder(),
        saying: [
          "outside.onnx: tensor ", "a file of the model's folder", "etc/passwd", "onnx.save",
        ])
    }

    @Test func cutShort() throws {
      let folder = try Folder()
      let whole = try Data(contentsOf: URL(fileURLWithPath: Self.path("onnx_lstm")))
      try folder.file("model.onnx", holding: Array(whole.prefix(600)))
      try expectRefusal(
        ["trace", "model.onnx", Self.path("onnx_lstm", "inputs.npy")], in: folder,
        saying: ["model.onnx: is cut short", "an ONNX model", "Copy, download or export"])
    }
  #else
    @Test func leftOut() throws {
      try expectRefusal(
        ["trace", Self.path("onnx_lstm"), Self.path("onnx_lstm", "inputs.npy")], in: Folder(),
        saying: ["what looks like an ONNX model", "swift build --traits ONNX"])
    }
  #endif
}
