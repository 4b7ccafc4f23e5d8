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
    print("\(model): safetensors, \(checkpoint.tensors.count) tensors")
    for tensor in checkpoint.tensors {
      print("  \(tensor.name)  \(tensor.elementType)  \(tensor.shape)")
    }
    guard !checkpoint.layers.isEmpty else {
      throw UsageError(
        "\(model): no recurrent layer found; names as in PyTorch are understood: weight_ih_l0,"
          + " weight_hh_l0, bias_ih_l0, bias_hh_l0 with any prefix")
    }
    for layer in checkpoint.layers { print(try describe(layer, in: checkpoint)) }
  }

  private func describe(_ layer: RecurrentLayer, in checkpoint: Checkpoint) throws -> String {
    let inputs =
      checkpoint.tensors.first { $0.name == layer.tensorName("weight_ih") }?.shape.last
      .map { "\($0) inputs" } ?? "no \(layer.tensorName("weight_ih"))"
    let conventions =
      switch layer.kind {
      case .lstm: "gates i, f, g, o as in PyTorch"
      case .gru: "three gates; a GRU cannot be traced by this version"
      case .rnn: "the file does not say the nonlinearity: tanh is assumed, --nonlinearity says else"
      }
    var arguments = ["rjac trace \(model) INPUTS.npy"]
    let alike = checkpoint.layers.filter { $0.isReversed == layer.isReversed }
    if Set(alike.map(\.prefix)).count > 1 { arguments.append("--prefix '\(layer.prefix)'") }
    if let index = layer.index, Set(alike.map(\.index)).count > 1 {
      arguments.append("--layer \(index)")
    }
    if layer.isReversed { arguments.append("--reverse") }
    return """

      \(layer.kind.rawValue) \(layer.prefix)\(layer.index.map { "layer \($0)" } ?? "cell")\
      \(layer.isReversed ? ", backward" : ""): \(layer.unitCount) units, \(inputs)
        \(conventions)
        next: \(arguments.joined(separator: " "))
      """
  }
}
