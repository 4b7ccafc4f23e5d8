import RecurrentJacobians

extension RecurrentLayer {
  /// What the file says of the equations, what is assumed where it says nothing, and how to say else.
  func equations(in format: FileFormat) -> String {
    if let unsupported = conventions.unsupported { return "cannot be run: \(unsupported)" }
    func said(_ words: String?, _ subject: String, _ assumed: String, _ option: String) -> String {
      words.map { "\($0), as the file says" }
        ?? "the file does not say \(subject): \(assumed) is assumed, as in PyTorch;"
        + " \(option) says else, --states checks it"
    }
    let gates = said(
      conventions.gateActivation?.words, "the activations", "tanh and, for the gates, sigmoid",
      "--gate-activation")
    // PyTorch has no other gates.
    if conventions.gateActivation == nil, format.isPyTorchLike {
      open.removeAll { $0.option == Convention.gateActivation.option }
    }
    return open.map { convention in
      convention.value(conventions).map { "\($0.words), as the file says" }
        ?? "the file does not say \(convention.subject): \(convention.assumed) is assumed, as in"
        + " PyTorch; \(convention.option) says else, --states checks it"
    }
  }

  /// What is taken where neither the file nor an option says it, and the option that would. PyTorch has one
  /// form of the gates and of the reset.
  func assumptions(
    in format: FileFormat, given: Conventions
  ) -> [(words: String, option: String)] {
    guard conventions.unsupported == nil else { return [] }
    let isOpen = !format.isPyTorchLike
    let all: [(isMissing: Bool, words: String, option: String)] = [
      (
        kind == .rnn && (given.nonlinearity ?? conventions.nonlinearity) == nil,
        Nonlinearity.tanh.words, "--nonlinearity"
      ),
      (
        kind == .gru && isOpen && (given.reset ?? conventions.reset) == nil,
        ResetPlacement.afterProduct.words, "--reset"
      ),
      (
        kind != .rnn && isOpen && (given.gateActivation ?? conventions.gateActivation) == nil,
        GateActivation.sigmoid.words, "--gate-activation"
      ),
      (
        kind != .rnn && isOpen && conventions.gateActivation == nil,
        Nonlinearity.tanh.rawValue, "rjac inspect --states checks it"
      ),
    ]
    return all.filter(\.isMissing).map { ($0.words, $0.option) }
  }
}

extension FileFormat {
  /// Whether layers are found by PyTorch's names.
  var isPyTorchLike: Bool { ![.hdf5, .keras, .onnx].contains(self) }
}
