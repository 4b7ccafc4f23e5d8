/// A recurrent layer found in a file by the names that PyTorch gives its weights:
/// `PREFIXweight_ih_lN`, `weight_hh_lN`, `bias_ih_lN`, `bias_hh_lN` of `nn.LSTM`, `nn.GRU` and `nn.RNN`,
/// with `_reverse` for the other direction, and the same without `_lN` of `nn.LSTMCell`.
public struct RecurrentLayer: Sendable, Hashable {
  /// The kinds of cell that PyTorch stacks the gates of, told by the number of gates.
  public enum Kind: String, CaseIterable, Sendable, Codable {
    case lstm, gru, rnn

    /// The gates that are stacked in the rows of a weight.
    public var gateCount: Int {
      switch self {
      case .lstm: 4
      case .gru: 3
      case .rnn: 1
      }
    }

    /// The kind in a sentence.
    public var acronym: String { rawValue.uppercased() }

    /// The kind with its article.
    public var indefinite: String { (self == .gru ? "a " : "an ") + acronym }
  }

  /// What the names of the layer's weights have in common.
  struct Name: Sendable, Hashable {
    let prefix: String
    let index: Int?
    let isReversed: Bool

    /// What there is to learn from the name of a W_hh; nil for the name of anything else.
    init?(recurrentWeights name: String) {
      guard let match = name.wholeMatch(of: #/(.*)weight_hh(?:_l([0-9]+))?(_reverse)?/#) else {
        return nil
      }
      prefix = String(match.1)
      index = match.2.flatMap { Int($0) }
      isReversed = match.3 != nil
    }

    func tensorName(_ weight: String) -> String {
      prefix + weight + (index.map { "_l\($0)" } ?? "") + (isReversed ? "_reverse" : "")
    }
  }

  let name: Name
  public let kind: Kind
  /// n.
  public let unitCount: Int
  /// The length of the hidden state: p of an LSTM with projections, else n.
  public let hiddenCount: Int
  /// Whether this is an LSTM with projections, which has a `weight_hr_lN`.
  public let isProjected: Bool

  /// What stands before `weight_ih` in the names, such as `decoder.rnn.`; often empty.
  public var prefix: String { name.prefix }
  /// N of `_lN`; nil for a cell without.
  public var index: Int? { name.index }
  /// Whether this is the backward direction of a bidirectional layer.
  public var isReversed: Bool { name.isReversed }

  /// The full name of a weight, such as `decoder.rnn.weight_ih_l0` for `weight_ih`.
  public func tensorName(_ weight: String) -> String { name.tensorName(weight) }

  /// The layer that a tensor belongs to, if it is the W_hh of one.
  init?(recurrentWeights tensor: TensorInfo, among tensors: [TensorInfo]) {
    guard let name = Name(recurrentWeights: tensor.name), tensor.shape.count == 2,
      let columns = tensor.shape.last, columns > 0
    else { return nil }
    self.name = name
    hiddenCount = columns
    if let projection = tensors.first(where: { $0.name == name.tensorName("weight_hr") }) {
      guard projection.shape.count == 2, projection.shape[0] == columns,
        tensor.shape[0] == Kind.lstm.gateCount * projection.shape[1]
      else { return nil }
      kind = .lstm
      unitCount = projection.shape[1]
      isProjected = true
    } else {
      let fitting = Kind.allCases.first { tensor.shape[0] == $0.gateCount * columns }
      guard let fitting else { return nil }
      kind = fitting
      unitCount = columns
      isProjected = false
    }
  }
}
