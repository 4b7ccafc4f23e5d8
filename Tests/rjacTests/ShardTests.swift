import Foundation
import RecurrentJacobians
import TestSupport
import Testing

/// Models in several files.
@Suite struct ShardTests {
  private let place: Workplace
  private static let parts = (1...2).map { "model-0000\($0)-of-00002.safetensors" }
  private static let index = "model.safetensors.index.json"

  init() throws {
    place = try Workplace()
    for (number, part) in Self.parts.enumerated() {
      var weights = Weights.lstm
      for name in weights.names where Self.place(of: name) != number { weights[name] = nil }
      try place.folder.file(part, holding: weights.bytes)
    }
  }

  private static func place(of name: String) -> Int { name == "bias_hh_l0" ? 1 : 0 }

  private func writeIndex() throws {
    let entries = Weights.lstm.names.map { "\"\($0)\": \"\(Self.parts[Self.place(of: $0)])\"" }
    try place.folder.file(
      Self.index, holding: Array("{\"weight_map\": {\(entries.joined(separator: ", "))}}".utf8))
  }

  @Test func theIndexIsTheModel() throws {
    try writeIndex()
    let outcome = try Command.run(
      ["trace", Self.index, "inputs.npy", "--csv", "parts.csv"], in: place.folder)
    #expect(outcome.status == 0)
    #expect(!outcome.errors.contains("several files"))
    _ = try place.trace("--csv", "whole.csv")
    #expect(try place.folder.text("parts.csv") == place.folder.text("whole.csv"))
    let sidecar = try place.folder.sidecar("parts.csv.json")
    #expect(try sidecar.model.sha256 == FileDigest.sha256(of: place.folder.file(Self.index)))
    #expect(sidecar.model.otherFiles?.map(\.file) == Self.parts)
    #expect(
      try sidecar.model.otherFiles?.map(\.sha256)
        == Self.parts.map { try FileDigest.sha256(of: place.folder.file($0)) })
    #expect(try place.folder.sidecar("whole.csv.json").model.otherFiles == nil)
    #expect(
      try Command.run(["inspect", Self.index], in: place.folder).output.contains(
        "model.safetensors.index.json: an index of several files, 4 tensors\n"))
  }

  /// They are read as the index is, and not written over, also by the names of their links.
  @Test(arguments: [
    ["trace", "--csv"], ["trace", "--npy"], ["trace", "--plot"], ["trace", "--report"],
    ["ledger", "--csv"], ["ledger", "--plot"], ["sensitivity", "--csv"], ["lyapunov", "--plot"],
  ])
  func partsAreNotWrittenOver(command: [String]) throws {
    try writeIndex()
    let part = try place.folder.bytes(Self.parts[1])
    try FileManager.default.createSymbolicLink(
      atPath: place.folder.file("link"), withDestinationPath: Self.parts[1])
    for name in [Self.parts[1], "link"] {
      try expectRefusal(
        [command[0], Self.index, "inputs.npy", command[1], name], in: place.folder,
        saying: ["\(name): is read by this run"])
    }
    #expect(try place.folder.bytes(Self.parts[1]) == part)
  }

  @Test func aPartAlone() throws {
    func refuse(_ number: Int, saying words: String...) throws {
      try expectRefusal(
        ["trace", Self.parts[number], "inputs.npy"], in: place.folder, saying: words)
    }
    try refuse(
      0, saying: "tensor bias_hh_l0", "both biases or none",
      "one of several files of a model: name their index, which \(Self.index) would be, or merge them"
    )
    try writeIndex()
    try refuse(0, saying: "tensor bias_hh_l0", "name their index, \(Self.index).")
    try refuse(1, saying: "tensor weight_hh_l0", "name their index, \(Self.index).")
  }

  /// As the libraries of Hugging Face wrote models before safetensors.
  @Test func theIndexOfPyTorchFiles() throws {
    let folder = Fixture.path("frameworks/pt_lstm")
    let part = "pytorch_model-00001-of-00001.bin"
    try FileManager.default.copyItem(
      atPath: folder + "/model.pt", toPath: place.folder.file(part))
    let names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    let entries = names.map { "\"rnn.\($0)\": \"\(part)\"" }
    try place.folder.file(
      "pytorch_model.bin.index.json",
      holding: Array("{\"weight_map\": {\(entries.joined(separator: ", "))}}".utf8))
    let outcome = try Command.run(
      [
        "inspect", "pytorch_model.bin.index.json", folder + "/inputs.npy", "--states",
        folder + "/hidden.npy",
      ], in: place.folder)
    #expect(outcome.status == 0)
  }

  /// What the part lacks may be what is taken for zero.
  @Test func aPartThatCanBeRun() throws {
    var weights = Weights.lstm
    for name in ["bias_ih_l0", "bias_hh_l0"] { weights[name] = nil }
    let part = "pytorch_model-00001-of-00002.bin"
    try place.folder.file(part, holding: weights.bytes)
    let outcome = try Command.run(["trace", part, "inputs.npy"], in: place.folder)
    #expect(outcome.status == 0)
    #expect(
      outcome.errors.contains(
        "\(part): one of several files of a model: name their index, which"
          + " pytorch_model.bin.index.json would be, or merge them into one\n"))
    #expect(outcome.errors.contains("0 taken\n"))
  }
}
