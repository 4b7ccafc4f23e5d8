/// What the names of a layer's weights have in common in PyTorch: `PREFIXweight_ih_lN`,
/// `weight_hh_lN`, `bias_ih_lN`, `bias_hh_lN` of `nn.LSTM`, `nn.GRU` and `nn.RNN`, with `_reverse` for
/// the other direction, and the same without `_lN` of `nn.LSTMCell`.
struct PyTorchLayerName: Hashable {
  let prefix: String
  let index: Int?
  let isReversed: Bool

  /// What there is to learn from the name of a W_hh; nil for the name of anything else.
  init?(recurrentWeights name: String) {
    var rest = name[...]
    isReversed = rest.hasSuffix("_reverse")
    if isReversed { rest = rest.dropLast("_reverse".count) }
    if rest.hasSuffix("weight_hh") {
      index = nil
    } else {
      guard let mark = rest.lastIndex(of: "_"), let number = Int(rest[mark...].dropFirst(2)),
        Self.numbers.contains(number), rest[mark...] == "_l\(number)"
      else { return nil }
      index = number
      rest = rest[..<mark]
    }
    guard rest.hasSuffix("weight_hh") else { return nil }
    prefix = String(rest.dropLast("weight_hh".count))
  }

  /// What there is to learn from the name of any weight, also of one that a tool has renamed, such as
  /// `weight_hh_l0_orig` where it is pruned; nil for the name of anything else.
  init?(weight name: String) {
    // Searching a name for the pattern takes longer than all the rest of opening a file.
    guard name.contains("weight_") || name.contains("bias_") else { return nil }
    let pattern =
      #/(.*?)(?:parametrizations\.)?(?:weight|bias)_(?:ih|hh|hr)(?:_l([0-9]{1,6}))?(_reverse)?(?:[._].*)?/#
    guard let match = name.wholeMatch(of: pattern) else { return nil }
    prefix = String(match.1)
    index = match.2.flatMap { Int($0) }
    isReversed = match.3 != nil
  }

  /// Those that a layer may have in its stack.
  private static let numbers = 0..<1_000_000

  init(of layer: RecurrentLayer) {
    prefix = layer.prefix
    index = layer.index
    isReversed = layer.isReversed
  }

  /// Of a layer of which no more is known.
  init(prefix: String) {
    self.prefix = prefix
    (index, isReversed) = (nil, false)
  }

  /// What tools of PyTorch put in the place of a weight, and what undoes them; the first that is there
  /// counts.
  func renamings(of weight: String) -> [(name: String, undoing: String)] {
    let name = tensorName(weight)
    let parametrized = "\(prefix)parametrizations.\(name.dropFirst(prefix.count))"
    return [
      ("\(name)_u", "remove_spectral_norm"), ("\(name)_orig", "prune.remove"),
      ("\(name)_v", "remove_weight_norm"),
      ("\(parametrized).original0", "parametrize.remove_parametrizations"),
      ("\(parametrized).original", "parametrize.remove_parametrizations"),
    ]
  }

  /// The full name of a weight, such as `decoder.rnn.weight_ih_l0` for `weight_ih`.
  func tensorName(_ weight: String) -> String {
    prefix + weight + (index.map { "_l\($0)" } ?? "") + (isReversed ? "_reverse" : "")
  }
}
