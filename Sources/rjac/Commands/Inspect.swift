import ArgumentParser
import RecurrentJacobians

/// `rjac inspect`.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The tensors and the recurrent layers found in a file of weights.")

  @Argument(help: "Weights: a safetensors file.", completion: .file())
  var model: String

  func run() throws {
    let checkpoint = try Checkpoint(contentsOf: model)
    print("\(model): \(checkpoint.format.words), \(checkpoint.tensors.count) tensors\n")
    var table = TextTable([("tensor", .left), ("type", .left), ("shape", .left)])
    for tensor in checkpoint.tensors {
      table.append([tensor.name, "\(tensor.elementType)", "\(tensor.shape)"])
    }
    print(table.text)
    if checkpoint.layers.isEmpty { _ = try checkpoint.layer() }
    for layer in checkpoint.layers { print("\n" + describe(layer, in: checkpoint)) }
  }

  private func describe(_ layer: RecurrentLayer, in checkpoint: Checkpoint) -> String {
    let inputs =
      layer.inputCount.map { "\($0) inputs" } ?? "no \(layer.inputWeightsName)"
    let name =
      layer.kind.acronym + (layer.index.map { ", layer \($0)" } ?? " cell")
      + (layer.prefix.isEmpty ? "" : ", prefix '\(layer.prefix)'")
      + (layer.isReversed ? ", backward" : "")
    return """
      \(name): \(layer.unitCount) units\(projection(of: layer)), \(inputs)
        \(conventions(of: layer))
        \(next(layer, in: checkpoint))
      """
  }

  private func projection(of layer: RecurrentLayer) -> String {
    layer.isProjected ? " projected to \(layer.hiddenCount)" : ""
  }

  private func conventions(of layer: RecurrentLayer) -> String {
    switch layer.kind {
    case .lstm: "gates i, f, g, o as in PyTorch"
    case .gru: "gates r, z, n as in PyTorch, whose reset gate acts after the product with W_hn"
    case .rnn: "the file does not say the nonlinearity: tanh is assumed, --nonlinearity says else"
    }
  }

  /// The command that traces the layer, with the options that tell it from the others.
  private func next(_ layer: RecurrentLayer, in checkpoint: Checkpoint) -> String {
    let quoted = model.contains(" ") ? "'\(model)'" : model
    var arguments = ["next: rjac trace \(quoted) INPUTS.npy"]
    let alike = checkpoint.layers.filter { $0.isReversed == layer.isReversed }
    if Set(alike.map(\.prefix)).count > 1 { arguments.append("--prefix '\(layer.prefix)'") }
    if let index = layer.index, Set(alike.map(\.index)).count > 1 {
      arguments.append("--layer \(index)")
    }
    if layer.isReversed { arguments.append("--reverse") }
    return arguments.joined(separator: " ")
  }
}
