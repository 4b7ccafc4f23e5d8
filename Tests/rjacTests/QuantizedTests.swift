import TestSupport
import Testing

/// Models that PyTorch has quantized, which have some of their weights in objects of their own.
@Suite struct QuantizedTests {
  private static let inputs = Fixture.path("frameworks/pt_lstm/inputs.npy")

  private static func path(_ name: String) -> String {
    Fixture.path("frameworks/pt_quantized/\(name)")
  }

  @Test(arguments: ["model.pt", "module.pt"])
  func besideAnotherLayer(name: String) throws {
    let folder = try Folder()
    let outcome = try Command.run(["trace", Self.path(name), Self.inputs], in: folder)
    #expect(outcome.status == 0)
    #expect(
      outcome.errors.contains("passed over, as it cannot be run: 'rnn.' (rjac inspect says why)\n"))
    let chosen = try Command.run(
      ["trace", Self.path(name), Self.inputs, "--prefix", "other."], in: folder)
    #expect(chosen.status == 0)
    #expect(!chosen.errors.contains("passed over"))
    let list = try Command.run(["inspect", Self.path(name)], in: folder)
    #expect(list.status == 0)
    #expect(list.output.contains("GRU, layer 0, prefix 'other.'"))
    #expect(list.output.contains("layer, prefix 'rnn.'\n  cannot be run: "))
    #expect(list.output.contains("found quantized ones of 'rnn.'"))
  }

  @Test(arguments: [("model.pt", "rnn."), ("module.pt", "rnn."), ("cell.pt", "cell.")])
  func theLayerThatIsMeant(name: String, prefix: String) throws {
    try expectRefusal(
      ["trace", Self.path(name), Self.inputs, "--prefix", prefix], in: Folder(),
      saying: ["found quantized ones of '\(prefix)'", "from before quantization"])
  }

  @Test func nothingElse() throws {
    try expectRefusal(
      ["trace", Self.path("cell.pt"), Self.inputs], in: Folder(),
      saying: ["found quantized ones of 'cell.'"])
  }
}
