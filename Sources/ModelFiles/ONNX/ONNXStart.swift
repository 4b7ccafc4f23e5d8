#if ONNX
  import RecurrentCells

  /// What gives a recurrent node its initial states, initial_h [directions, batch, n] and, of an LSTM, initial_c.
  enum ONNXStart {
    case zeros
    /// State 0 of each direction, h and then C.
    case constants([[Double]])
    /// What is not constant, or not for every sequence of a batch alike, in words.
    case computed(String)
    /// A constant that the units do not fit, in words.
    case misshapen(String)

    init(
      of node: ONNXGraphs.Node, kind: RecurrentLayer.Kind, directionCount: Int, unitCount: Int,
      in graphs: ONNXGraphs
    ) {
      // Of each input the rows of all directions; nil for zeros.
      var parts: [[[Double]]?] = []
      for index in kind == .lstm ? 5...6 : 5...5 {
        if let name = node.input(index),
          let fault = Self.misfit(of: name, of: node, [directionCount, unitCount], in: graphs)
        {
          self = .misshapen(fault)
          return
        }
        guard let name = node.input(index),
          let origin = ONNXOrigins.of(
            name, readBy: node, in: graphs, callingConstants: "a constant state")
        else {
          parts.append(nil)
          continue
        }
        var folding = ConstantFolding(
          of: name, in: graphs, for: "the state of '\(node.name)'", passingCopies: true)
        guard let tensor = try? folding.tensor(named: name, in: node.graph),
          let rows = Self.rows(of: tensor, of: node, [directionCount, unitCount])
        else {
          self = .computed(origin)
          return
        }
        parts.append(rows)
      }
      guard parts.contains(where: { $0 != nil }) else {
        self = .zeros
        return
      }
      let zeros = [Double](repeating: 0, count: unitCount)
      self = .constants(
        (0..<directionCount).map { direction in parts.flatMap { $0?[direction] ?? zeros } })
    }

    /// What is not followed; nil where nothing is.
    var origin: String? {
      if case .computed(let origin) = self { origin } else { nil }
    }

    /// How the shape of a constant differs from that of states; nil where it does not, and for other values.
    private static func misfit(
      of name: String, of node: ONNXGraphs.Node, _ counts: [Int], in graphs: ONNXGraphs
    ) -> String? {
      var folding = ConstantFolding(of: name, in: graphs, for: "the state of '\(node.name)'")
      guard let shape = try? folding.shape(of: name, in: node.graph),
        shape.count != 3 || shape[node.isBatchFirst ? 1 : 0] != counts[0] || shape[2] != counts[1]
      else { return nil }
      let due = node.isBatchFirst ? "[batch, \(counts[0])" : "[\(counts[0]), batch"
      return "initial state '\(name)' of shape \(shape), where \(due), \(counts[1])] is due"
    }

    /// What is wrong with it; nil where nothing is.
    var fault: String? {
      if case .misshapen(let fault) = self { fault } else { nil }
    }

    /// The state of each direction; nil for another shape, and where sequences of a batch differ.
    private static func rows(
      of tensor: Tensor, of node: ONNXGraphs.Node, _ counts: [Int]
    ) -> [[Double]]? {
      // Copies may be made along axes that the constant does not have.
      let missing = 3 - tensor.shape.count
      guard missing >= 0 else { return nil }
      let whole = tensor.reshaped(to: Array(repeating: 1, count: missing) + tensor.shape)
      let batches = node.isBatchFirst ? whole : whole.transposed([1, 0, 2])
      guard Array(batches.shape.dropFirst()) == counts else { return nil }
      let size = counts[0] * counts[1]
      let first = batches.values.prefix(size)
      guard batches.values.indices.allSatisfy({ batches.values[$0] == first[$0 % size] }) else {
        return nil
      }
      return (0..<counts[0]).map { Array(first[($0 * counts[1])...].prefix(counts[1])) }
    }
  }
#endif
