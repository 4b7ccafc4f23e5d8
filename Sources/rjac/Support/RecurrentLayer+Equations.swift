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
      conventions.gateActivation?.words, "what squeezes the gates", "sigmoid",
      "--gate-activation")
    // PyTorch has no other gates.
    let isOpen = conventions.gateActivation != nil || !format.isPyTorchLike
    switch kind {
    case .lstm:
      return "gates i, f, g, o" + (format.isPyTorchLike ? "" : ", put in this order")
        + " as in PyTorch"
        + (isOpen ? "\n  " + gates : "")
    case .gru:
      let reset = said(
        conventions.reset?.words, "where the reset gate acts",
        "after the product with W_hn", "--reset")
      return reset + (isOpen ? "\n  " + gates : "")
    case .rnn:
      return said(
        conventions.nonlinearity?.words, "the nonlinearity", "tanh", "--nonlinearity")
    }
  }

  /// What is taken where neither the file nor an option says it, and the option that would. PyTorch has one
  /// form of the gates and of the reset.
  func assumptions(
    in format: FileFormat, given: Conventions
  ) -> [(words: String, option: String)] {
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
    ]
    return all.filter(\.isMissing).map { ($0.words, $0.option) }
  }
}

extension FileFormat {
  /// Whether layers are found by PyTorch's names.
  var isPyTorchLike: Bool { ![.hdf5, .keras, .onnx].contains(self) }
}

extension Nonlinearity {
  /// In words.
  var words: String { "nonlinearity \(rawValue)" }
}

extension GateActivation {
  /// In words.
  var words: String { "\(rawValue) gates" }
}

extension ResetPlacement {
  /// In words.
  var words: String { "reset \(self == .afterProduct ? "after" : "before") the product with W_hn" }
}
