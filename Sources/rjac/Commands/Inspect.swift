import ArgumentParser
import RecurrentJacobians

/// `rjac inspect`.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The tensors and the recurrent layers found in a file of weights.",
    discussion: """
      With --states the network is run over INPUTS and compared with the states that a framework \
      computed from them. Where they differ, other conventions are tried; exit status 1.

      Examples:
        rjac inspect model.safetensors
        rjac inspect model.safetensors inputs.npy --states hidden.npy
      """)

  @Argument(help: "Weights: a safetensors, PyTorch, Keras, ONNX or .npz file.", completion: .file())
  var model: String

  @Argument(
    help: "Inputs, to go with --states: a .npy or CSV file of shape [steps, inputs].",
    completion: .file())
  var inputs: String?

  @Option(
    help: ArgumentHelp(
      "What the framework computed: h_1, h_2, … in a .npy or CSV file of shape [steps, units], or"
        + " [steps, 2·units] of both directions of a bidirectional layer.",
      valueName: "file"),
    completion: .file())
  var states: String?

  @OptionGroup var sequences: SequenceOptions

  @OptionGroup var layer: LayerOptions

  func validate() throws {
    guard states != nil || (layer.isEmpty && sequences.lengths == nil && sequences.sequence == nil)
    else {
      throw ValidationError(
        "Without --states every layer of the file is listed: leave the other options out.")
    }
    guard (inputs == nil) == (states == nil) else {
      throw ValidationError(
        inputs == nil ? "--states: name the inputs as well." : "INPUTS: name the --states as well.")
    }
  }

  func run() throws {
    if let inputs, let states {
      try compare(
        layer.source(model: model, inputs: inputs, sequences: sequences), with: states)
    } else {
      try list()
    }
  }

  /// Says whether the states are those of the network, and of which form or layer of it.
  private func compare(_ source: NetworkSource, with path: String) throws {
    let network = try source.load(as: Double.self)
    let states = try Matrix<Double>(contentsOf: path)
    let understood = StateCheck(network, beside: states, isReversed: source.reverse)
    var checks = [understood].compactMap { $0 }
    for conventions in network.layer.kind.allConventions
    where understood != nil && conventions != understood?.conventions {
      var other = source
      other.conventions = conventions
      if let check = check(other, in: network.checkpoint, beside: states) { checks.append(check) }
    }
    if let half = understood?.half {
      print(
        "\(path) has both directions side by side; columns \(half.lowerBound + 1) to"
          + " \(half.upperBound) are those of the \(source.reverse ? "backward" : "forward") one.\n"
      )
    }
    if !checks.isEmpty { show(checks) }
    // Small states hardly tell one form from another: the nearest counts.
    let nearest = checks.filter(\.fits).min { $0.difference < $1.difference }
    if let understood, understood.fits,
      understood.difference <= 100 * max(nearest?.difference ?? 0, Double.ulpOfOne)
    {
      print("\nThe states of \(path) are those of the network.")
      return
    }
    if let nearest {
      print("\nThe states of \(path) fit with \(nearest.conventions.options).")
      throw ExitCode(1)
    }
    for layer in network.checkpoint.layers where layer != network.layer {
      var other = source
      (other.cell, other.layer) = (layer.kind, layer.index)
      (other.prefix, other.reverse) = (layer.prefix, layer.isReversed)
      other.conventions = .init()
      if check(other, in: network.checkpoint, beside: states)?.fits ?? false {
        let options = selection(of: layer, in: network.checkpoint).joined(separator: " ")
        print("\nThe states of \(path) are those of another layer: \(options).")
        throw ExitCode(1)
      }
    }
    guard understood != nil else {
      let hidden = network.trajectory.hiddenStates
      throw ModelFileError(
        .wrongShape, path: path, expected: "[\(hidden.rowCount), \(hidden.columnCount)]",
        found: "[\(states.rowCount), \(states.columnCount)]",
        remedy: "Row t is the hidden state after row t of the inputs.")
    }
    print(
      "\nThe states of \(path) fit no form and no layer. Check that they come from these weights and"
        + " inputs, and that state 0 was zero (else --initial-state).")
    throw ExitCode(1)
  }

  /// A run in another form beside the states; nil where it grows out of range or has another shape.
  private func check(
    _ source: NetworkSource, in checkpoint: Checkpoint, beside states: Matrix<Double>
  ) -> StateCheck? {
    guard let network = try? source.load(as: Double.self, in: checkpoint) else { return nil }
    return StateCheck(network, beside: states, isReversed: source.reverse)
  }

  private func show(_ checks: [StateCheck]) {
    var table = TextTable([("equations", .left), ("largest difference", .right), ("", .left)])
    for check in checks {
      table.append([
        check.conventions.words, ScientificNumber.text(check.difference),
        check.firstStep.map { "differs from step \($0) on" } ?? "fits",
      ])
    }
    print(table.text)
  }

  private func list() throws {
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
      layer.kind.acronym
      + (layer.index.map { ", layer \($0)" } ?? (checkpoint.format.isPyTorchLike ? " cell" : ""))
      + (layer.prefix.isEmpty ? "" : ", prefix '\(layer.prefix)'")
      + (layer.isReversed ? ", backward" : "")
    let remarks = [
      layer.equations(in: checkpoint.format), initialState(of: layer),
      defect(of: layer, in: checkpoint) ?? next(layer, in: checkpoint),
    ]
    return "\(name): \(layer.unitCount) units\(projection(of: layer)), \(inputs)\n"
      + remarks.compactMap { $0.map { "  " + $0 } }.joined(separator: "\n")
  }

  private func projection(of layer: RecurrentLayer) -> String {
    layer.isProjected ? " projected to \(layer.hiddenCount)" : ""
  }

  private func initialState(of layer: RecurrentLayer) -> String? {
    layer.conventions.startsFromConstant
      ? "the file has it start from a constant state, not zeros: --initial-state says so" : nil
  }

  private func defect(of layer: RecurrentLayer, in checkpoint: Checkpoint) -> String? {
    guard layer.conventions.unsupported == nil else { return nil }
    return checkpoint.defect(of: layer).map { "cannot be run: \($0)" }
  }

  /// The command that traces the layer, with the options that tell it from the others.
  private func next(_ layer: RecurrentLayer, in checkpoint: Checkpoint) -> String {
    guard layer.conventions.unsupported == nil else {
      return "In Swift its step can be written as a StepFunction."
    }
    let isPlain = model.wholeMatch(of: /[\w.,:+@%=\/-]+/) != nil
    let words = ["next: rjac trace", isPlain ? model : model.shellQuoted, "INPUTS.npy"]
    return (words + selection(of: layer, in: checkpoint)).joined(separator: " ")
  }

  /// The options that tell the layer from the others of the file.
  private func selection(of layer: RecurrentLayer, in checkpoint: Checkpoint) -> [String] {
    var options: [String] = []
    let alike = checkpoint.layers.filter { $0.isReversed == layer.isReversed }
    if Set(alike.map(\.prefix)).count > 1 { options.append("--prefix \(layer.prefix.shellQuoted)") }
    if let index = layer.index, Set(alike.map(\.index)).count > 1 {
      options.append("--layer \(index)")
    }
    if layer.isReversed { options.append("--reverse") }
    return options
  }
}
