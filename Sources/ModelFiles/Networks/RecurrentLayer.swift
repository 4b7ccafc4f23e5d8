public import RecurrentCells

/// A recurrent layer found in a file, in one direction.
public struct RecurrentLayer: Sendable, Hashable {
  /// The kinds of cell that layers of frameworks have.
  public enum Kind: String, CaseIterable, Sendable, Codable {
    /// ``LSTM``.
    case lstm
    /// ``GRU``.
    case gru
    /// ``RNN``.
    case rnn

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

  /// What the file says of the equations; nil where it does not say.
  public struct Conventions: Sendable, Hashable {
    /// The nonlinearity of an RNN.
    public var nonlinearity: Nonlinearity?
    /// Where the reset gate of a GRU acts.
    public var reset: ResetPlacement?
    /// The activation of the gates.
    public var gateActivation: GateActivation?
    /// What the file has the layer start from, such as `'h0', an input of the graph`, where that is neither
    /// zeros nor ``Checkpoint/initialState(of:)``. It is not followed: state 0 is given with the inputs.
    public var startsFrom: String?
    /// What no cell of this library does, such as `activation 'relu' of an LSTM`; nil for a layer that
    /// can be run.
    public var unsupported: String?

    /// What a file says, nil for what it does not say.
    public init(
      nonlinearity: Nonlinearity? = nil, reset: ResetPlacement? = nil,
      gateActivation: GateActivation? = nil, unsupported: String? = nil
    ) {
      self.nonlinearity = nonlinearity
      self.reset = reset
      self.gateActivation = gateActivation
      self.unsupported = unsupported
    }
  }

  /// Which cell it has.
  public let kind: Kind
  /// What tells the layer from others in the file, such as `decoder.rnn.` before PyTorch's
  /// `weight_ih_l0` or the name of a layer in Keras; often empty.
  public let prefix: String
  /// What a Keras or ONNX model calls an upper layer of a stack, of which the prefix is the name of the lowest; else nil.
  public var name: String?
  /// The number of the layer in its stack, from 0; nil where there is no stack.
  public let index: Int?
  /// Whether this is the backward direction of a bidirectional layer.
  public let isReversed: Bool
  /// The length of x_t; nil where W_ih is missing.
  public let inputCount: Int?
  /// n.
  public let unitCount: Int
  /// The length of the hidden state: p of an LSTM with projections, else n.
  public let hiddenCount: Int
  /// Whether this is an LSTM with projections.
  public let isProjected: Bool
  /// What the file says of the layer's equations.
  public let conventions: Conventions
  /// The name of W_ih in the file.
  public let inputWeightsName: String
  /// The name of W_hh in the file.
  public let recurrentWeightsName: String
  /// What the file shows between the inputs of the model and the layer, such as `layer dense (Dense)`:
  /// what it gives are the inputs of this layer. Nil where there is nothing or the file does not show
  /// it, and for the upper layers of a stack.
  public var reads: String?
  /// The class of the module that the weights belong to, where a PyTorch file says it and it is none of PyTorch's recurrent
  /// layers: its step may be another than that which its weights look like.
  public var foreignClass: String?
  /// What masks steps of the layer's inputs in a Keras model, such as `layer embedding (Embedding)`. Keras skips them,
  /// which is not followed. Nil where there is nothing or the file does not show it.
  public var mask: String?
  /// The lengths of sequences after which an ONNX model ends a layer that reads forward, in ascending order.
  /// They are not followed; empty where there are none.
  public var sequenceLengths: [Int] = []
  /// What says such lengths while an ONNX model runs, such as `'lengths', an input of the graph`; nil where nothing does.
  public var lengthsFrom: String?
  /// Whether the file has no bias of the layer, and nothing that says it does without: zeros are taken.
  public var lacksBiases = false
}
