import Foundation
import TestSupport
import Testing

/// Keras models on the command line, with HDF5 and without it.
@Suite struct KerasTests {
  private static func path(_ name: String) -> String { Fixture.path("frameworks/\(name)") }

  #if HDF5
    @Test func layersAndWhatToDoNext() throws {
      let model = Self.path("keras_bidirectional/model.h5")
      let output = try Command.run(["inspect", model], in: Folder()).output
      #expect(output.contains("LSTM, prefix 'bidirectional': 4 units, 3 inputs\n"))
      #expect(output.contains("  sigmoid gates, as the file says\n"))
      #expect(output.contains("  next: rjac trace \(model) INPUTS.npy --reverse\n"))
    }

    @Test func whatWeightsAloneDoNotSay() throws {
      let model = Self.path("keras_stacked/model.weights.h5")
      let output = try Command.run(["inspect", model], in: Folder()).output
      #expect(output.contains("LSTM, prefix 'lstm_1': 5 units, 4 inputs\n"))
      #expect(output.contains("sigmoid is assumed, as in PyTorch; --gate-activation says else"))
    }

    @Test func whatWeightsAloneDoNotSayIsAssumedAloud() throws {
      let folder = Self.path("keras_stacked")
      func errors(_ file: String, _ options: String...) throws -> String {
        try Command.run(["trace", folder + file, folder + "/inputs.npy"] + options, in: Folder())
          .errors
      }
      #expect(
        try errors("/model.weights.h5", "--prefix", "lstm").contains(
          "sigmoid gates assumed, the file does not say (--gate-activation)\n"))
      #expect(
        try errors("/model.weights.h5", "--prefix", "lstm").contains(
          "tanh assumed, the file does not say (rjac inspect --states checks it)\n"))
      #expect(try !errors("/model.h5").contains("assumed"))
    }

    /// The hard sigmoids of a GRU and of an LSTM are found again where the file does not say them.
    @Test func statesTellTheGates() throws {
      let folder = "keras2_lstm_hard"
      let arguments = [
        "inspect", Self.path(folder + "/keras_2_1.h5"), Self.path(folder + "/inputs.npy"),
        "--states", Self.path(folder + "/hidden.npy"),
      ]
      #expect(try Command.run(arguments, in: Folder()).status == 0)
      let other = try Command.run(arguments + ["--gate-activation", "sigmoid"], in: Folder())
      #expect(other.status == 1)
      #expect(other.output.contains("fit with --gate-activation hardSigmoidKeras2."))
    }

    @Test func whatStandsBeforeALayerIsSaid() throws {
      let folder = Self.path("keras_functional")
      let model = folder + "/model.keras"
      let inspected = try Command.run(["inspect", model], in: Folder()).output
      #expect(inspected.contains("  reads layer fast (LSTM): INPUTS are what comes from there\n"))
    }

    /// What stands before the layer is said, and that it masks steps.
    @Test func masksAreSaid() throws {
      let folder = Self.path("keras_masked")
      let outcome = try Command.run(
        ["trace", folder + "/model.keras", folder + "/inputs.npy"], in: Folder())
      #expect(outcome.errors.contains("reads layer embedding (Embedding); INPUTS are taken for"))
      let note =
        "the model skips the steps that layer embedding (Embedding) masks; here they are steps like any"
        + " other: leave them out of INPUTS\n"
      #expect(outcome.errors.contains(": " + note))
      let inspected = try Command.run(["inspect", folder + "/model.h5"], in: Folder()).output
      #expect(inspected.contains("  " + note))
    }

    @Test(arguments: [
      "keras_stacked/model.h5", "keras_gru_hard/model.h5", "keras_lstm/model.keras",
    ])
    func derivatives(file: String) throws {
      let folder = String(file.prefix { $0 != "/" })
      let outcome = try Command.run(
        ["verify", Self.path(file), Self.path(folder + "/inputs.npy")], in: Folder())
      #expect(outcome.status == 0)
    }

    @Test func upperLayer() throws {
      let outcome = try Command.run(
        [
          "trace", Self.path("keras_stacked/model.h5"), Self.path("keras_stacked/inputs.npy"),
          "--layer", "1", "--csv", "/dev/stdout",
        ], in: Folder())
      #expect(outcome.status == 0)
      #expect(outcome.rows.count > 15)
    }

    @Test(arguments: [
      ("hdf5_evil/external_link.h5", ["lstm/recurrent_kernel", "is not in the file"]),
      ("hdf5_evil/huge.h5", ["kernel", "number out of range", "1099511627776"]),
      ("hdf5_evil/truncated.h5", ["malformed header", "save it again"]),
      ("hdf5_evil/traps.h5", ["expected a recurrent layer", "SimpleRNN"]),
    ])
    func refused(file: String, words: [String]) throws {
      let inputs = Self.path("keras_lstm/inputs.npy")
      try expectRefusal(
        ["trace", Self.path(file), inputs, "--csv", "trace.csv"], in: Folder(),
        saying: [file] + words)
    }
  #else
    @Test(arguments: ["keras_lstm/model.h5", "keras_lstm/model.keras"])
    func whatToInstall(file: String) throws {
      try expectRefusal(
        ["inspect", Self.path(file)], in: Folder(),
        saying: [file, "HDF5", "apt-get install libhdf5-dev", "--traits default,HDF5"])
    }
  #endif

  @Test func modelInPlaceOfInputs() throws {
    let place = try Workplace()
    try expectRefusal(
      ["trace", "model.safetensors", Self.path("keras_lstm/model.h5")], in: place.folder,
      saying: ["expected arrays in npy, npz or CSV, found an HDF5 file", "model comes first"])
  }
}
