#if ONNX
  import RecurrentCells

  extension RecurrentLayer.Conventions {
    /// What the attributes of a recurrent node say of the equations of one direction.
    ///
    /// - Parameters:
    ///   - activations: Those of the direction, in the order of ONNX: gates, then candidate, then h(c).
    /// - Returns: Nil where the functions are none that cells have.
    init?(kind: RecurrentLayer.Kind, activations: [ONNXActivation], resetsAfterProduct: Bool) {
      self.init()
      switch kind {
      case .rnn:
        guard activations.count == 1, let nonlinearity = activations[0].nonlinearity else {
          return nil
        }
        self.nonlinearity = nonlinearity
      case .gru, .lstm:
        guard activations.count == (kind == .gru ? 2 : 3),
          let gates = activations[0].gateActivation,
          activations.dropFirst().allSatisfy({ $0.nonlinearity == .tanh })
        else { return nil }
        gateActivation = gates
        if kind == .gru { reset = resetsAfterProduct ? .afterProduct : .beforeProduct }
      }
    }
  }

  /// A function of a recurrent node, with its parameters.
  ///
  /// - Source: "LSTM", "GRU" and "RNN",
  ///   <https://github.com/onnx/onnx/blob/main/docs/Operators.md>.
  struct ONNXActivation {
    /// In lower case: letter case does not count.
    let name: String
    /// Single precision, as models hold them.
    let alpha: Float?
    let beta: Float?

    /// The functions of all directions of a node.
    ///
    /// - Parameters:
    ///   - alphas: Values for the functions that take one, in their order.
    static func list(names: [String], alphas: [Float], betas: [Float]) -> [ONNXActivation] {
      var (alphas, betas) = (alphas[...], betas[...])
      return names.map { name in
        let name = name.lowercased()
        let takesBoth = ["hardsigmoid", "affine", "scaledtanh"].contains(name)
        let takesAlpha = takesBoth || ["elu", "leakyrelu", "thresholdedrelu"].contains(name)
        return ONNXActivation(
          name: name, alpha: takesAlpha ? alphas.popFirst() : nil,
          beta: takesBoth ? betas.popFirst() : nil)
      }
    }

    /// The name and the parameters in words.
    var words: String {
      let parameters = [alpha.map { "alpha \($0)" }, beta.map { "beta \($0)" }].compactMap { $0 }
      return name + (parameters.isEmpty ? "" : " (" + parameters.joined(separator: ", ") + ")")
    }

    var nonlinearity: Nonlinearity? {
      switch name {
      case "tanh": .tanh
      case "relu": .relu
      case "sigmoid": .sigmoid
      case "affine": alpha == 1 && beta == 0 ? .linear : nil
      default: nil
      }
    }

    var gateActivation: GateActivation? {
      switch name {
      case "sigmoid": .sigmoid
      case "hardsigmoid":
        switch (alpha ?? 0.2, beta ?? 0.5) {
        case (0.2, 0.5): .hardSigmoidKeras2
        case (1 / 6, 0.5): .hardSigmoidKeras3
        default: nil
        }
      default: nil
      }
    }
  }
#endif
