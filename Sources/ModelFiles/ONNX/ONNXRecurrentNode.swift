#if ONNX
  import DenseLinearAlgebra
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
    /// What holds in each direction.
    let conventions: [RecurrentLayer.Conventions]
    private let graphs: ONNXGraphs

    /// Whether X and Y have the axes batch, step and not step, batch.
    var isBatchFirst: Bool { node.attribute("layout")?.i == 1 }

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
      (unitCount, inputCount) = try Self.sizes(
        of: node, kind: kind, directionCount: directions.count, in: graphs)
      conventions = Self.conventions(
        of: node, kind: kind, directionCount: directions.count, in: graphs)
    }

    /// n and the length of an input.
    private static func sizes(
      of node: ONNXGraphs.Node, kind: RecurrentLayer.Kind, directionCount: Int,
      in graphs: ONNXGraphs
    ) throws(ModelFileError) -> (units: Int, inputs: Int) {
      func shape(_ input: Int, _ weight: String) throws(ModelFileError) -> [Int] {
        guard let name = node.input(input) else {
          throw ModelFileError(
            .missingTensor, path: graphs.path, tensor: weight,
            expected: "weights of node '\(node.name)' (\(node.message.opType))")
        }
        var folding = ConstantFolding(
          of: name, in: graphs, for: "\(weight) of node '\(node.name)'")
        return try folding.shape(of: name, in: node.graph)
      }
      let recurrent = try shape(2, "R")
      let input = try shape(1, "W")
      let wanted = (node.attribute("hidden_size")?.i).map { Int($0) }
      guard recurrent.count == 3, recurrent[0] == directionCount, recurrent[2] > 0,
        recurrent[1].isMultiple(of: kind.gateCount),
        recurrent[1] / kind.gateCount == recurrent[2], wanted.map({ $0 == recurrent[2] }) ?? true
      else {
        throw ModelFileError(
          .wrongShape, path: graphs.path, tensor: node.input(2),
          expected: "[\(directionCount), \(kind.gateCount)n, n] for R of node '\(node.name)'"
            + (wanted.map { " with n = \($0)" } ?? ""),
          found: "\(recurrent)")
      }
      guard input.count == 3, input[0] == directionCount, input[1] == recurrent[1], input[2] > 0
      else {
        throw ModelFileError(
          .wrongShape, path: graphs.path, tensor: node.input(1),
          expected: "[\(directionCount), \(recurrent[1]), inputs] for W of node '\(node.name)'",
          found: "\(input)")
      }
      return (recurrent[2], input[2])
    }

    private static func conventions(
      of node: ONNXGraphs.Node, kind: RecurrentLayer.Kind, directionCount: Int,
      in graphs: ONNXGraphs
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
        conventions.startsFromConstant = startsFromConstant(node, in: graphs)
        conventions.unsupported =
          clip ?? (coupled == 0 ? nil : "gates coupled by input_forget \(coupled)")
        if understood == nil {
          conventions.unsupported =
            "activations " + activations.map(\.words).joined(separator: ", ")
        }
        return conventions
      }
    }

    /// Whether the initial state is a constant other than zeros.
    private static func startsFromConstant(
      _ node: ONNXGraphs.Node, in graphs: ONNXGraphs
    ) -> Bool {
      [5, 6].contains { index in
        guard let name = node.input(index) else { return false }
        var folding = ConstantFolding(
          of: name, in: graphs, for: "the initial state of node '\(node.name)'")
        // One that is computed, or an input of the model, is the user's business.
        let state = try? folding.tensor(named: name, in: node.graph)
        return state?.values.contains { $0 != 0 } ?? false
      }
    }

    /// The weights of one direction, checked.
    func weights<Scalar: LinearAlgebraScalar>(
      direction: Int, as type: Scalar.Type
    ) throws(ModelFileError) -> LayerWeights<Scalar> {
      let (gates, n) = (kind.gateCount, unitCount)
      let (count, rows) = (directions.count, gates * n)
      // Where PyTorch's gates stand among those of ONNX.
      let order =
        switch kind {
        case .lstm: [0, 2, 3, 1]
        case .gru: [1, 0, 2]
        case .rnn: [0]
        }
      func tensor(_ input: Int, _ weight: String, _ shape: [Int]) throws(ModelFileError) -> Tensor?
      {
        guard let name = node.input(input) else { return nil }
        let role = "\(weight) of node '\(node.name)'"
        var folding = ConstantFolding(of: name, in: graphs, for: role)
        let value = try folding.tensor(named: name, in: node.graph)
        let tensor = Tensor(
          path: value.path, name: name, shape: value.shape, values: value.values)
        try tensor.requireShape(shape, remedy: "It is \(role), \(kind.indefinite) with \(n) units.")
        try tensor.requireFinite()
        return tensor
      }
      func matrix(_ tensor: Tensor?, columns: Int) -> Matrix<Scalar> {
        let values = tensor?.values ?? []
        let elements = order.flatMap { gate in
          values[((direction * gates + gate) * n * columns)...].prefix(n * columns)
        }
        return Matrix(rows: rows, columns: columns, rowMajor: elements.lazy.map { Scalar($0) })
      }
      let recurrent = matrix(try tensor(2, "R", [count, rows, n]), columns: n)
      let input = matrix(try tensor(1, "W", [count, rows, inputCount]), columns: inputCount)
      let biases = try tensor(3, "B", [count, 2 * rows])?.values
      func bias(_ half: Int) -> [Double] {
        guard let biases else { return Array(repeating: 0, count: rows) }
        return order.flatMap { gate in
          biases[((2 * direction + half) * rows + gate * n)...].prefix(n)
        }
      }
      let peepholes = try kind == .lstm ? tensor(7, "P", [count, 3 * n])?.values : nil
      func peephole(_ gate: Int) -> [Scalar] {
        peepholes?[((3 * direction + gate) * n)...].prefix(n).map { Scalar($0) } ?? []
      }
      return LayerWeights(
        input: input, recurrent: recurrent, inputBias: bias(0), recurrentBias: bias(1),
        peepholes: peepholes.map { _ in
          LSTMPeepholes(input: peephole(0), forget: peephole(2), output: peephole(1))
        })
    }

    private static func text(_ bytes: Data?, default other: String) -> String {
      let text = String(decoding: bytes ?? Data(), as: UTF8.self)
      return text.isEmpty ? other : text
    }
  }
#endif
