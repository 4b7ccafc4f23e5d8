import RecurrentJacobians

/// What the equations of some kinds of cells leave open: frameworks differ in it.
struct Convention: Sendable {
  /// The option that says it.
  let option: String
  /// The kinds that have it.
  let kinds: [RecurrentLayer.Kind]
  /// One of them, in words.
  let owner: String
  /// What a file says or not.
  let subject: String
  /// What is taken where nothing says it, as in PyTorch.
  let assumed: String
  /// The same as a part of the equations.
  let assumption: String
  /// Whether it is open in PyTorch as well, which has one form of the gates and of the reset.
  var isOpenInPyTorch = false
  /// The value of the option, and the same as a part of the equations; nil where it is not said.
  let value: @Sendable (RecurrentLayer.Conventions) -> (name: String, words: String)?
}

extension Convention {
  static let nonlinearity = Convention(
    option: "--nonlinearity", kinds: [.rnn], owner: "an RNN", subject: "the nonlinearity",
    assumed: "tanh", assumption: Nonlinearity.tanh.words, isOpenInPyTorch: true
  ) { $0.nonlinearity.map { ($0.rawValue, $0.words) } }

  static let reset = Convention(
    option: "--reset", kinds: [.gru], owner: "a GRU", subject: "where the reset gate acts",
    assumed: "after the product with W_hn", assumption: ResetPlacement.afterProduct.words
  ) { $0.reset.map { ($0.rawValue, $0.words) } }

  static let gateActivation = Convention(
    option: "--gate-activation", kinds: [.lstm, .gru], owner: "an LSTM or a GRU",
    subject: "what squeezes the gates", assumed: "sigmoid",
    assumption: GateActivation.sigmoid.words
  ) { $0.gateActivation.map { ($0.rawValue, $0.words) } }

  /// All that an option says.
  static let all = [nonlinearity, reset, gateActivation]
}

extension RecurrentLayer.Conventions {
  /// In words.
  var words: String {
    let words = Convention.all.compactMap { $0.value(self)?.words }
    return words.isEmpty ? "PyTorch's equations" : words.joined(separator: ", ")
  }

  /// The options that say so.
  var options: String {
    Convention.all.compactMap { convention in
      convention.value(self).map { "\(convention.option) \($0.name)" }
    }.joined(separator: " ")
  }
}

extension Nonlinearity {
  /// In words.
  fileprivate var words: String { "nonlinearity \(rawValue)" }
}

extension GateActivation {
  /// In words.
  fileprivate var words: String { "\(rawValue) gates" }
}

extension ResetPlacement {
  /// In words.
  fileprivate var words: String {
    "reset \(self == .afterProduct ? "after" : "before") the product with W_hn"
  }
}
