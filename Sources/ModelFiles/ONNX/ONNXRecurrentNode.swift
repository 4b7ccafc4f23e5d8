#if ONNX
  import Foundation
  import ONNXSchema
  import RecurrentCells

  /// A node LSTM, GRU or RNN of a model.
  ///
  /// Its inputs are X, W [directions, G·n, inputs], R [directions, G·n, n], B [directions, 2·G·n],
  /// sequence_lens, initial_h and, of an LSTM, initial_c and P [directions, 3n]. Gates stand in the order
  /// i, o, f, c and z, r, h, peepholes in the order i, o, f.
  struct ONNXRecurrentNode {
    let node: ONNXGraphs.Node
    let kind: RecurrentLayer.Kind
    /// Whether each of the directions is the backward one.
    let directions: [Bool]
    let unitCount: Int
    let inputCount: Int
    /// The name of W.
    let inputWeightsName: String
    /// The name of R.
    let recurrentWeightsName: String
    /// What holds in each direction.
    let conventions: [RecurrentLayer.Conventions]
    private let start: ONNXStart
    private let graphs: ONNXGraphs

    /// Whether X and Y have the axes batch, step and not step, batch.
    var isBatchFirst: Bool { node.isBatchFirst }

    /// The lengths that sequences have in the model, in ascending order; none where it does not say.
    var sequenceLengths: [Int] {
      guard case .constant(let lengths) = graphs.integers(4, "sequence_lens", of: node) else {
        return []
      }
      return Set(lengths).sorted()
    }

    /// What says the lengths of sequences while the model runs; nil where the file does, and where nothing does or the
    /// shape of something, all of which is read.
    var lengthsFrom: String? {
      guard case .computed = graphs.integers(4, "sequence_lens", of: node) else { return nil }
      return node.input(4).flatMap {
        ONNXOrigins.of(
          $0, readBy: node, in: graphs, callingConstants: "a constant", ignoring: ["Shape"])
      }
    }

    /// State 0 of one direction, h and of an LSTM C, as the file has it; nil where that is zero or not
    /// constant.
    func initialState(direction: Int) -> [Double]? {
      guard case .constants(let states) = start else { return nil }
      return states[direction].allSatisfy { $0 == 0 } ? nil : states[direction]
    }

    /// The kind of a recurrent node; nil for any other.
    static func kind(of node: ONNXGraphs.Node) -> RecurrentLayer.Kind? {
      node.isStandard ? RecurrentLayer.Kind(rawValue: node.message.opType.lowercased()) : nil
    }

    /// - Throws: `ModelFileError` – `.unsupportedLayer` for weights that are not constant, and a direction
    ///   that is none; `.wrongShape`.
    init(
      _ node: ONNXGraphs.Node, kind: RecurrentLayer.Kind, in graphs: ONNXGraphs
    ) throws(ModelFileError) {
      self.node = node
      self.kind = kind
      self.graphs = graphs
      let direction = Self.text(node.attribute("direction")?.s, default: "forward")
      switch direction {
      case "forward": directions = [false]
      case "reverse": directions = [true]
      case "bidirectional": directions = [false, true]
      default:
        throw ModelFileError(
          .unsupportedLayer, path: graphs.path, tensor: node.input(2),
          expected: "direction forward, reverse or bidirectional",
          found: "'\(direction)' at node '\(node.name)'")
      }
      recurrentWeightsName = try Self.weightName(2, "R", of: node, in: graphs)
      inputWeightsName = try Self.weightName(1, "W", of: node, in: graphs)
      (unitCount, inputCount) = try Self.sizes(
        of: node, recurrent: recurrentWeightsName, input: inputWeightsName, kind: kind,
        directionCount: directions.count, in: graphs)
      let start = ONNXStart(
        of: node, kind: kind, directionCount: directions.count, unitCount: unitCount, in: graphs)
      self.start = start
      conventions = Self.conventions(
        of: node, kind: kind, directionCount: directions.count, start: start)
    }

    /// The name of a weight that every recurrent node has.
    private static func weightName(
      _ input: Int, _ letter: String, of node: ONNXGraphs.Node, in graphs: ONNXGraphs
    ) throws(ModelFileError) -> String {
      guard let name = node.input(input) else {
        throw ModelFileError(
          .missingTensor, path: graphs.path, tensor: letter,
          expected: "weights of node '\(node.name)' (\(node.message.opType))")
      }
      return name
    }

    /// n and the length of an input.
    private static func sizes(
      of node: ONNXGraphs.Node, recurrent recurrentName: String, input inputName: String,
      kind: RecurrentLayer.Kind, directionCount: Int, in graphs: ONNXGraphs
    ) throws(ModelFileError) -> (units: Int, inputs: Int) {
      func shape(_ name: String, _ letter: String) throws(ModelFileError) -> [Int] {
        var folding = ConstantFolding(
          of: name, in: graphs, for: "\(letter) of node '\(node.name)'")
        return try folding.shape(of: name, in: node.graph)
      }
      let recurrent = try shape(recurrentName, "R")
      let input = try shape(inputName, "W")
      let wanted = (node.attribute("hidden_size")?.i).map { Int($0) }
      guard recurrent.count == 3, recurrent[0] == directionCount, recurrent[2] > 0,
        recurrent[1].isMultiple(of: kind.gateCount),
        recurrent[1] / kind.gateCount == recurrent[2], wanted.map({ $0 == recurrent[2] }) ?? true
      else {
        throw ModelFileError(
          .wrongShape, path: graphs.path, tensor: recurrentName,
          expected: "[\(directionCount), \(kind.gateCount)n, n] for R of node '\(node.name)'"
            + (wanted.map { " with n = \($0)" } ?? ""),
          found: "\(recurrent)")
      }
      guard input.count == 3, input[0] == directionCount, input[1] == recurrent[1], input[2] > 0
      else {
        throw ModelFileError(
          .wrongShape, path: graphs.path, tensor: inputName,
          expected: "[\(directionCount), \(recurrent[1]), inputs] for W of node '\(node.name)'",
          found: "\(input)")
      }
      return (recurrent[2], input[2])
    }

    private static func conventions(
      of node: ONNXGraphs.Node, kind: RecurrentLayer.Kind, directionCount: Int, start: ONNXStart
    ) -> [RecurrentLayer.Conventions] {
      let usual =
        switch kind {
        case .lstm: ["Sigmoid", "Tanh", "Tanh"]
        case .gru: ["Sigmoid", "Tanh"]
        case .rnn: ["Tanh"]
        }
      let named = node.attribute("activations")?.strings.map { text($0, default: "") } ?? []
      let activations = ONNXActivation.list(
        names: named.isEmpty ? (0..<directionCount).flatMap { _ in usual } : named,
        alphas: node.attribute("activation_alpha")?.floats ?? [],
        betas: node.attribute("activation_beta")?.floats ?? [])
      let clip = node.attribute("clip").map { "sums cut off by clip \($0.f)" }
      let coupled = node.attribute("input_forget")?.i ?? 0
      return (0..<directionCount).map { direction in
        let its = Array(activations.dropFirst(direction * usual.count).prefix(usual.count))
        let understood =
          activations.count != directionCount * usual.count
          ? nil
          : RecurrentLayer.Conventions(
            kind: kind, activations: its,
            resetsAfterProduct: node.attribute("linear_before_reset")?.i ?? 0 != 0)
        var conventions = understood ?? RecurrentLayer.Conventions()
        conventions.startsFrom = start.origin
        conventions.unsupported =
          start.fault ?? clip ?? (coupled == 0 ? nil : "gates coupled by input_forget \(coupled)")
        if understood == nil {
          conventions.unsupported =
            "activations " + activations.map(\.words).joined(separator: ", ")
        }
        return conventions
      }
    }

    /// The weights of one direction, checked.
    func weights(direction: Int) throws(ModelFileError) -> ONNXWeights {
      let (count, rows) = (directions.count, kind.gateCount * unitCount)
      let recurrent = try weight(recurrentWeightsName, "R", [count, rows, unitCount])
      let input = try weight(inputWeightsName, "W", [count, rows, inputCount])
      let bias = try node.input(3).map { name throws(ModelFileError) in
        try weight(name, "B", [count, 2 * rows])
      }
      let peepholes = try (kind == .lstm ? node.input(7) : nil).map {
        name throws(ModelFileError) in try weight(name, "P", [count, 3 * unitCount])
      }
      return ONNXWeights(
        kind: kind, unitCount: unitCount, direction: direction, input: input,
        recurrent: recurrent, bias: bias, peepholes: peepholes)
    }

    private func weight(
      _ name: String, _ letter: String, _ shape: [Int]
    ) throws(ModelFileError) -> Tensor {
      let role = "\(letter) of node '\(node.name)'"
      var folding = ConstantFolding(of: name, in: graphs, for: role)
      let value = try folding.tensor(named: name, in: node.graph)
      let tensor = Tensor(
        path: value.path, name: name, shape: value.shape, values: value.values)
      try tensor.requireShape(
        shape, remedy: "It is \(role), \(kind.indefinite) with \(unitCount) units.")
      try tensor.requireFinite()
      return tensor
    }

    private static func text(_ bytes: Data?, default other: String) -> String {
      let text = String(decoding: bytes ?? Data(), as: UTF8.self)
      return text.isEmpty ? other : text
    }
  }
#endif
