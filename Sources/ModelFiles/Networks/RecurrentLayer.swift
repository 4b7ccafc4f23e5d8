/// A recurrent layer found in a file by the names that PyTorch gives its weights:
/// `PREFIXweight_ih_lN`, `weight_hh_lN`, `bias_ih_lN`, `bias_hh_lN` of `nn.LSTM` and `nn.RNN`, with
/// `_reverse` for the other direction, and the same without `_lN` of `nn.LSTMCell`.
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
  }

  /// What stands before `weight_ih` in the names, such as `decoder.rnn.`; often empty.
  public let prefix: String
  /// N of `_lN`; nil for a cell without.
  public let index: Int?
  /// Whether this is the backward direction of a bidirectional layer.
  public let isReversed: Bool
  public let kind: Kind
  /// n.
  public let unitCount: Int
  /// The shape of W_hh as found.
  let recurrentShape: [Int]

  /// The full name of a weight, such as `decoder.rnn.weight_ih_l0` for `weight_ih`.
  public func tensorName(_ weight: String) -> String {
    prefix + weight + (index.map { "_l\($0)" } ?? "") + (isReversed ? "_reverse" : "")
  }

  /// The layer that a tensor belongs to, if it is the W_hh of one.
  init?(recurrentWeights tensor: TensorInfo) {
    guard
      let match = tensor.name.wholeMatch(of: #/(.*)weight_hh(?:_l([0-9]+))?(_reverse)?/#),
      tensor.shape.count == 2, let columns = tensor.shape.last, columns > 0,
      let kind = Kind.allCases.first(where: { $0.gateCount * columns == tensor.shape[0] })
    else { return nil }
    prefix = String(match.1)
    index = match.2.flatMap { Int($0) }
    isReversed = match.3 != nil
    self.kind = kind
    unitCount = columns
    recurrentShape = tensor.shape
  }
}
