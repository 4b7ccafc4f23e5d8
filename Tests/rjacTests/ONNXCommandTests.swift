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

    @Test func inspect() throws {
      let outcome = try Command.run(["inspect", Self.path("onnx_stacked2")], in: Folder())
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("model.onnx: an ONNX model, "))
      #expect(outcome.output.contains("layer 0, prefix '/rnn/LSTM': 4 units, 3 inputs\n"))
      #expect(outcome.output.contains("layer 1, prefix '/rnn/LSTM': 4 units, 4 inputs\n"))
    }

    @Test func inspectTellsOfAnInitialState() throws {
      let outcome = try Command.run(["inspect", Self.path("onnx_initial_h")], in: Folder())
      #expect(outcome.output.contains("start from a constant state, not zeros: --initial-state"))
    }

    @Test func traceTellsOfAnInitialState() throws {
      let arguments = [
        "trace", Self.path("onnx_initial_h"), Self.path("onnx_initial_h", "inputs.npy"),
      ]
      #expect(
        try Command.run(arguments, in: Folder()).errors.contains(
          "start from a constant state; state 0 is zero here, --initial-state says else\n"))
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
