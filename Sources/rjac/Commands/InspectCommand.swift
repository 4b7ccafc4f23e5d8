import ArgumentParser
import RecurrentJacobians

/// `rjac inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
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
    help: "Inputs, to go with --states: a .npy, .npz or CSV file of shape [steps, inputs].",
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
      try StatesComparison(
        source: layer.source(model: model, inputs: inputs, sequences: sequences), path: states
      ).run()
    } else {
      try list()
    }
  }

  private func list() throws {
    let checkpoint = try Checkpoint(contentsOf: model)
    print("\(model): \(checkpoint.format.words), \(checkpoint.tensors.count) tensors\n")
    var table = TextTable([("tensor", .left), ("type", .left), ("shape", .left)])
    for tensor in checkpoint.tensors {
      table.append([tensor.name.escapingControls(), "\(tensor.elementType)", "\(tensor.shape)"])
    }
    show(table.text)
    let defects = checkpoint.defects()
    for layer in checkpoint.layers {
      show("\n" + describe(layer, in: checkpoint, defect: defects[layer]))
    }
    for layer in checkpoint.brokenLayers { show("\n" + describe(layer)) }
    if checkpoint.layers.isEmpty { _ = try checkpoint.layer() }
  }

  /// Prints lines with names out of the file.
  private func show(_ text: String) { print(text.escapingControls(butFor: ["\n"])) }

  private func describe(_ layer: BrokenLayer) -> String {
    let name =
      (layer.index.map { "layer \($0)" } ?? "layer")
      + distinction(layer.prefix, isReversed: layer.isReversed)
    return "\(name)\n  cannot be run: \(layer.error)"
  }

  /// What tells a layer from others, beside its number.
  private func distinction(_ prefix: String, isReversed: Bool) -> String {
    (prefix.isEmpty ? "" : ", prefix '\(prefix)'") + (isReversed ? ", backward" : "")
  }

  private func describe(
    _ layer: RecurrentLayer, in checkpoint: Checkpoint, defect: ModelFileError?
  ) -> String {
    let inputs =
      layer.inputCount.map { Count.text($0, "input") } ?? "no \(layer.inputWeightsName)"
    let name =
      layer.kind.acronym
      + (layer.index.map { ", layer \($0)" } ?? (checkpoint.format.isPyTorchLike ? " cell" : ""))
      + distinction(layer.prefix, isReversed: layer.isReversed)
      + (layer.name.map { " (\($0))" } ?? "")
    // What cannot be run in itself has been said with the equations.
    let isUnsupported = layer.conventions.unsupported != nil
    let doubts = checkpoint.doubts(on: layer).map {
      "its step may be another one: the weights are \($0); --states checks it"
    }
    let remarks =
      [layer.equations(in: checkpoint.format)] + doubts + [
        layer.reads.map { "reads \($0): INPUTS are what comes from there" },
        layer.maskNote,
        layer.index ?? 0 == 0 && !checkpoint.layersBeside(layer).isEmpty
          ? "reads INPUTS as they are: the file does not say which layers stand on which" : nil,
        layer.sequenceLengths.isEmpty && layer.lengthsFrom == nil
          ? nil : "the model ends it after \(layer.lengthsInWords); here it reads all INPUTS",
        initialState(of: layer, in: checkpoint),
        layer.lacksBiases ? "the file has no biases of it: 0 taken" : nil,
        isUnsupported ? nil : defect.map { "cannot be run: \($0)" },
        isUnsupported ? "In Swift its step can be written as a StepFunction." : nil,
        defect == nil ? next(layer, in: checkpoint) : nil,
      ]
    return "\(name): \(Count.text(layer.unitCount, "unit"))\(projection(of: layer)), \(inputs)\n"
      + remarks.compactMap { $0.map { "  " + $0 } }.joined(separator: "\n")
  }

  private func projection(of layer: RecurrentLayer) -> String {
    layer.isProjected ? " projected to \(layer.hiddenCount)" : ""
  }

  private func initialState(of layer: RecurrentLayer, in checkpoint: Checkpoint) -> String? {
    if checkpoint.initialState(of: layer) != nil {
      return "starts from the state in the file; --initial-state says else"
    }
    return layer.conventions.startsFrom.map {
      "the model has it start from \($0); state 0 is zero here, --initial-state says else"
    }
  }

  /// The command that traces the layer, with the options that tell it from the others.
  private func next(_ layer: RecurrentLayer, in checkpoint: Checkpoint) -> String {
    let isPlain = model.wholeMatch(of: /[\w.,:+@%=\/-]+/) != nil
    let words = ["next: rjac trace", isPlain ? model : model.shellQuoted, "INPUTS.npy"]
    return (words + checkpoint.options(selecting: layer)).joined(separator: " ")
  }
}
