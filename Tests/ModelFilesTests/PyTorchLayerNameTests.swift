import TestSupport
import Testing

@testable import ModelFiles

/// Names of weights, as a pattern has them that says the same.
@Suite struct PyTorchLayerNameTests {
  private func expectAsByPattern(_ name: String) {
    let pattern =
      #/(.*?)(?:parametrizations\.)?(?:weight|bias)_(?:ih|hh|hr)(?:_l([0-9]{1,6}))?(_reverse)?(?:[._].*)?/#
    let match = name.wholeMatch(of: pattern)
    let found = PyTorchLayerName(weight: name)
    #expect(found?.prefix == match.map { String($0.1) }, "\(name)")
    #expect(found?.index == match?.2.flatMap { Int($0) }, "\(name)")
    #expect(found?.isReversed == match.map { $0.3 != nil }, "\(name)")
  }

  @Test(arguments: [
    "", "a.rnn.", "parametrizations.", "a.parametrizations.", "parametrizations.b.",
    "weight_", "weight_ihx.", "über_", "_bias_hr",
  ])
  func namesPutTogether(prefix: String) {
    let weights = ["weight_ih", "weight_hh", "bias_hr", "weights_hh", "weight_xh", "weight_iho"]
    let numbers = ["", "_l0", "_l12", "_l007", "_l123456", "_l1234567", "_l", "_lx", "_l3x", "l3"]
    let directions = ["", "_reverse", "_reversed", "_reverse_reverse"]
    let ends = ["", "_orig", ".original0", "x", ".weight_hh_l1_reverse"]
    for weight in weights {
      for number in numbers {
        for direction in directions {
          for end in ends { expectAsByPattern(prefix + weight + number + direction + end) }
        }
      }
    }
  }

  @Test(arguments: [
    "pt_bidirectional/model.pt", "pt_checkpoint/lightning.ckpt", "pt_projected/model.pt",
    "pt_lstm/model.safetensors", "pt_lstm_cell/model.pt",
  ])
  func namesOfFiles(name: String) throws {
    let file = try Checkpoint(contentsOf: Fixture.path("frameworks/\(name)"))
    for tensor in file.tensors { expectAsByPattern(tensor.name) }
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: ["weight_", "weight_ih", "weight_ihx_", "_", "parametrizations."])
  func longNames(part: String) {
    let name = String(repeating: part, count: 200_000 / part.utf8.count) + "x"
    #expect(PyTorchLayerName(weight: name) == nil)
    #expect(PyTorchLayerName(weight: name + ".weight_hh_l3")?.prefix == name + ".")
  }
}
