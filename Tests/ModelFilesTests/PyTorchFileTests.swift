import ModelFiles
import TestSupport
import Testing

@Suite struct PyTorchFileTests {
  private static func path(_ name: String) -> String {
    Fixture.path("frameworks/\(name)")
  }

  @Test(arguments: [
    "pt_lstm/model.pt", "pt_lstm/parameters.pt", "pt_evil/deflated.pt",
  ])
  func agreeWithSafetensorsBitForBit(name: String) throws {
    let file = try PyTorchFile(contentsOf: Self.path(name))
    let truth = try SafetensorsFile(contentsOf: Self.path("pt_lstm/model.safetensors"))
    #expect(try FileFormat.detect(file.path) == .pyTorch)
    #expect(file.tensors == truth.tensors)
    for tensor in truth.tensors {
      let values = try file.tensor(named: tensor.name).values
      #expect(
        values.map(\.bitPattern) == (try truth.tensor(named: tensor.name).values).map(\.bitPattern))
    }
  }

  /// Views that are transposed, sliced, expanded and shared, and the types that are read.
  @Test func readEveryKindOfView() throws {
    let file = try PyTorchFile(contentsOf: Self.path("pt_tied/model.pt"))
    let truth = try NPZFile(contentsOf: Self.path("pt_tied/expected.npz"))
    #expect(file.tensors.map(\.name) == truth.tensors.map(\.name))
    #expect(file.tensors.map(\.shape) == truth.tensors.map(\.shape))
    for tensor in file.tensors {
      guard tensor.elementType.isReadable else {
        let error = #expect(throws: ModelFileError.self) { try file.tensor(named: tensor.name) }
        #expect(error?.code == .unsupportedElementType)
        #expect(error?.tensor == tensor.name)
        continue
      }
      let values = try file.tensor(named: tensor.name).values
      #expect(
        values.map(\.bitPattern) == (try truth.tensor(named: tensor.name).values).map(\.bitPattern))
    }
    let types = file.tensors.map(\.elementType)
    #expect(Set(types) == [.f64, .f32, .f16, .bf16, .i64, .i32, .u8, .bool])
  }

  @Test(arguments: [
    ("pt_module/model.pt", "rnn."), ("pt_module/lstm.pt", ""), ("pt_torchscript/model.pt", "rnn."),
    ("pt_checkpoint/model.pt", "model_state_dict.rnn."),
    ("pt_checkpoint/lightning.ckpt", "state_dict.model.rnn."),
    ("pt_checkpoint/data_parallel.pt", "module.rnn."),
  ])
  func nameTensorsAsAStateDictDoes(name: String, prefix: String) throws {
    let checkpoint = try Checkpoint(contentsOf: Self.path(name))
    #expect(checkpoint.format == .pyTorch)
    #expect(checkpoint.layers.map(\.prefix) == [prefix])
    let weights = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    let names = Set(checkpoint.tensors.map(\.name))
    #expect(names.isSuperset(of: weights.map { prefix + $0 }))
  }

  /// A class of the user's has a step of its own, whatever its weights are called.
  @Test(arguments: [
    ("pt_foreign/module.pt", "LeakyCell"), ("pt_foreign/torchscript.pt", "LeakyCell"),
    ("pt_module/model.pt", nil), ("pt_module/lstm.pt", nil), ("pt_torchscript/model.pt", nil),
    ("pt_lstm/model.pt", nil),
  ])
  func tellClassesThatAreNotPyTorchs(name: String, foreignClass: String?) throws {
    #expect(try Checkpoint(contentsOf: Self.path(name)).layer().foreignClass == foreignClass)
  }

  @Test func listAStateDictOnly() throws {
    let names = try PyTorchFile(contentsOf: Self.path("pt_module/model.pt")).tensors.map(\.name)
    #expect(
      names == [
        "head.bias", "head.weight", "rnn.bias_hh_l0", "rnn.bias_ih_l0", "rnn.weight_hh_l0",
        "rnn.weight_ih_l0",
      ])
  }

  @Test func missingTensor() throws {
    let file = try PyTorchFile(contentsOf: Self.path("pt_lstm/model.pt"))
    let error = #expect(throws: ModelFileError.self) { try file.tensor(named: "weight") }
    #expect(error?.code == .missingTensor)
    #expect(error?.remedy?.contains("head.bias") == true)
  }

  @Test(arguments: ["pt_legacy/model.pt", "pt_tied/legacy.pt"])
  func sayHowToConvertTheOldFormat(name: String) throws {
    let error = #expect(throws: ModelFileError.self) { try Checkpoint(contentsOf: Self.path(name)) }
    #expect(error?.code == .unknownFormat)
    #expect(error?.found == "a PyTorch checkpoint in the format before PyTorch 1.6")
    #expect(error?.remedy?.contains("torch.save(torch.load(path") == true)
  }
}
