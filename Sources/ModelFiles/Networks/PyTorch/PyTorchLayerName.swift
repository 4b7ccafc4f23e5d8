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
    let bytes = name.utf8
    for mark in bytes.indices where bytes[mark] == UInt8(ascii: "_") {
      var (head, tail) = (bytes[..<mark], bytes[bytes.index(after: mark)...])
      guard ["weight", "bias"].contains(where: { head.takeLast($0) }),
        ["ih", "hh", "hr"].contains(where: { tail.takeFirst($0) })
      else { continue }
      let number = tail.takeNumber()
      guard tail.isEndOfWord else { continue }
      index = number
      isReversed = tail.takeFirst("_reverse") && tail.isEndOfWord
      _ = head.takeLast("parametrizations.")
      prefix = String(Substring(head))
      return
    }
    return nil
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

extension Substring.UTF8View {
  /// Takes a text off the start, where it stands there.
  fileprivate mutating func takeFirst(_ text: String) -> Bool {
    guard starts(with: text.utf8) else { return false }
    removeFirst(text.utf8.count)
    return true
  }

  /// Takes a text off the end, where it stands there.
  fileprivate mutating func takeLast(_ text: String) -> Bool {
    guard suffix(text.utf8.count).elementsEqual(text.utf8) else { return false }
    removeLast(text.utf8.count)
    return true
  }

  /// Takes the number of a layer, `_l` and up to six digits, off the start, where it stands there as a word.
  fileprivate mutating func takeNumber() -> Int? {
    var rest = self
    guard rest.takeFirst("_l") else { return nil }
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest.removeFirst(digits.count)
    guard digits.count <= 6, rest.isEndOfWord, let number = Int(Substring(digits)) else {
      return nil
    }
    self = rest
    return number
  }

  /// Whether a word of a name ends where this begins.
  fileprivate var isEndOfWord: Bool {
    first.map { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") } ?? true
  }
}
