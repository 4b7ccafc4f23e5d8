import RecurrentCells

/// One direction of a recurrent layer as the configuration of a Keras model describes it.
struct KerasLayer: Sendable {
  /// The names of the layer and of the models and wrappers around it, outermost first.
  let names: [String]
  /// The group of the layer in a file of Keras 3.
  let group: String
  /// The kind of cell; nil for one that is none of ours.
  let kind: RecurrentLayer.Kind?
  /// Whether the class says that it is recurrent; of one that is not understood nothing is known.
  let isRecurrent: Bool
  let unitCount: Int?
  let usesBias: Bool?
  var isReversed: Bool
  /// `forward` or `backward` in the name of a direction of a bidirectional layer.
  let direction: String?
  /// The name of a backward layer that has one of its own.
  var ownName: String?
  var conventions: RecurrentLayer.Conventions
  /// What stands between the inputs of the model and the layer.
  var reads: String?
  /// What masks steps of its inputs.
  var mask: String?
  /// Whether a mask of the inputs of the model around it would, as far as models are read.
  private var passesMask = true
  /// Whether it is given its initial state; nil before the model around it is read.
  var takesState: Bool?
  /// Whether what the layer gives to the next one is its states in the order of the steps.
  var givesSequence: Bool
  /// The name of the lowest layer of the stack.
  var prefix: String
  var index: Int?

  /// Describes a layer.
  ///
  /// - Parameters:
  ///   - layer: What stands in the configuration.
  ///   - version: The number of the major version of Keras.
  init?(
    _ layer: JSONValue, names: [String], group: String, version: Int, direction: String? = nil
  ) {
    guard let name = layer["class_name"]?.string, let config = layer["config"] else { return nil }
    var (className, settings) = (name, config)
    if name == "RNN" {
      guard let cell = config["cell"], let cellName = cell["class_name"]?.string else {
        return nil
      }
      (className, settings) = (cellName, cell["config"] ?? .null)
    }
    let isCuDNN = name == "CuDNNLSTM" || name == "CuDNNGRU"
    switch className {
    case "LSTM", "LSTMCell", "CuDNNLSTM": kind = .lstm
    case "GRU", "GRUCell", "CuDNNGRU": kind = .gru
    case "SimpleRNN", "SimpleRNNCell": kind = .rnn
    default: kind = nil
    }
    conventions =
      kind.map { .init(kind: $0, isCuDNN: isCuDNN, settings: settings, version: version) }
      ?? .init(unsupported: "a \(name == "RNN" ? "cell" : "layer") of class \(className)")
    isRecurrent = kind != nil || name == "RNN"
    unitCount = settings["units"]?.int.flatMap { KerasCell.unitCounts.contains($0) ? $0 : nil }
    usesBias = isCuDNN ? true : settings["use_bias"]?.bool
    isReversed = config["go_backwards"]?.bool ?? false
    givesSequence = !isReversed && config["return_sequences"]?.bool ?? false
    self.names = names
    self.group = group
    self.direction = direction
    prefix = names.joined(separator: "/")
  }

  /// Takes over what a model says of the layer, or of its part in which the layer is: what the part has
  /// left open.
  mutating func follow(_ stacks: KerasStacks, asPartOf name: String) {
    reads = reads ?? stacks.reads(of: name)
    if mask == nil, passesMask { (mask, passesMask) = stacks.masks(of: name) }
    takesState = takesState ?? stacks.takesState(name)
    if takesState == true, conventions.startsFrom == nil {
      conventions.startsFrom = stacks.startsFrom(of: name)
    }
  }
}

extension RecurrentLayer.Conventions {
  /// What the settings of a layer or cell say.
  fileprivate init(
    kind: RecurrentLayer.Kind, isCuDNN: Bool, settings: JSONValue, version: Int
  ) {
    func name(_ key: String) -> String? {
      settings[key].map {
        $0.string ?? "of its own, \($0["config"]?.string ?? $0["class_name"]?.string ?? "nameless")"
      }
    }
    self.init()
    let activation = name("activation")
    if kind == .rnn {
      nonlinearity = activation.flatMap(Nonlinearity.init)
      if let activation, nonlinearity == nil {
        unsupported = "activation '\(activation)' of an RNN"
      }
      return
    }
    if isCuDNN {
      gateActivation = .sigmoid
    } else {
      if let activation, activation != "tanh" {
        unsupported = "activation '\(activation)' of \(kind.indefinite)"
      }
      switch name("recurrent_activation") {
      case "sigmoid": gateActivation = .sigmoid
      case "hard_sigmoid":
        gateActivation = version < 3 ? .hardSigmoidKeras2 : .hardSigmoidKeras3
      case let other?: unsupported = "recurrent_activation '\(other)' of \(kind.indefinite)"
      case nil: break
      }
    }
    if kind == .gru {
      // Before it could be chosen the reset was before the product.
      let isAfter = isCuDNN || settings["reset_after"]?.bool ?? false
      reset = isAfter ? .afterProduct : .beforeProduct
    }
  }
}
