import RecurrentJacobians

extension RecurrentLayer {
  /// What the file says of the equations, what is assumed where it says nothing, and how to say else.
  func equations(in format: FileFormat) -> String {
    if let unsupported = conventions.unsupported { return "cannot be run: \(unsupported)" }
    let order =
      "gates i, f, g, o" + (format.isPyTorchLike ? "" : ", put in this order") + " as in PyTorch"
    return ((kind == .lstm ? [order] : []) + said(in: format)).joined(separator: "\n  ")
  }

  private func said(in format: FileFormat) -> [String] {
    var open = Convention.all.filter { $0.kinds.contains(kind) }
    // PyTorch has no other gates.
    if conventions.gateActivation == nil, format.isPyTorchLike {
      open.removeAll { $0.option == Convention.gateActivation.option }
    }
    let lines = open.map { convention in
      convention.value(conventions).map { "\($0.words), as the file says" }
        ?? "the file does not say \(convention.subject): \(convention.assumed) is assumed, as in"
        + " PyTorch; \(convention.option) says else, --states checks it"
    }
    return lines
      + (assumesTanh(in: format)
        ? ["the file does not say the other activation: tanh is assumed; --states checks it"] : [])
  }

  /// What is taken where neither the file nor an option says it.
  func assumptions(in format: FileFormat, given: Conventions) -> [Convention] {
    guard conventions.unsupported == nil else { return [] }
    return Convention.all.filter { convention in
      convention.kinds.contains(kind) && (convention.isOpenInPyTorch || !format.isPyTorchLike)
        && convention.value(given) == nil && convention.value(conventions) == nil
    }
  }

  /// Whether tanh is taken besides the gates, which no option says: as for weights of Keras alone.
  func assumesTanh(in format: FileFormat) -> Bool {
    kind != .rnn && !format.isPyTorchLike && conventions.gateActivation == nil
      && conventions.unsupported == nil
  }
}
