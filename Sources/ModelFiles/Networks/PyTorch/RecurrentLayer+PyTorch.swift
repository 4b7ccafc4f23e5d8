import RecurrentCells

extension RecurrentLayer {
  /// The layer that a tensor belongs to, if it is the W_hh of one; the kind is told by the number of
  /// gates.
  ///
  /// - Parameters:
  ///   - tensors: All of the file, by name.
  ///   - nonlinearities: Those that the file names, by prefix. A state dict says nothing of its equations.
  ///   - foreignClasses: Those of modules that are none of PyTorch's recurrent layers, by prefix.
  ///   - unread: What makes the tensors that are not read, by name.
  init?(
    recurrentWeights tensor: TensorInfo, among tensors: [String: TensorInfo],
    nonlinearities: [String: Nonlinearity] = [:], foreignClasses: [String: String] = [:],
    unread: [String: String] = [:]
  ) {
    guard let name = PyTorchLayerName(recurrentWeights: tensor.name), tensor.shape.count == 2,
      let columns = tensor.shape.last, columns > 0
    else { return nil }
    if let projection = tensors[name.tensorName("weight_hr")] {
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
    hiddenCount = columns
    (prefix, index, isReversed) = (name.prefix, name.index, name.isReversed)
    inputWeightsName = name.tensorName("weight_ih")
    recurrentWeightsName = tensor.name
    foreignClass = foreignClasses[prefix]
    inputCount = tensors[inputWeightsName]?.shape.last
    lacksBiases = ["bias_ih", "bias_hh"].allSatisfy { bias in
      ([name.tensorName(bias)] + name.renamings(of: bias).map(\.name)).allSatisfy {
        tensors[$0] == nil && unread[$0] == nil
      }
    }
    conventions = Conventions(nonlinearity: kind == .rnn ? nonlinearities[prefix] : nil)
  }
}
