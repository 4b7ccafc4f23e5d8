#if ONNX
  import ONNXSchema

  /// What nodes make of X and Y of one recurrent node, as long as they only arrange the elements, and the
  /// shapes that they compute from those of X and Y.
  struct ONNXArrangement {
    private let graphs: ONNXGraphs
    private let recurrent: ONNXRecurrentNode
    private let lengths: ONNXLengths
    /// Nodes that may yet be passed: there are few in honest files, and a cycle is endless.
    private var nodesLeft = 256

    /// The most numbers of a value, and the most values that a node joins: shapes are shorter.
    fileprivate static let numberLimit = 64

    /// - Parameter lengths: Those of X and Y, as far as they are known.
    init(around recurrent: ONNXRecurrentNode, of lengths: ONNXLengths, in graphs: ONNXGraphs) {
      self.recurrent = recurrent
      self.lengths = lengths
      self.graphs = graphs
    }

    /// The axes of a value; nil where it is neither X nor Y, or more was done to them.
    mutating func axes(of name: String, in graph: Int) -> ONNXAxes? {
      if graph == recurrent.node.graph {
        if name == recurrent.node.message.output.first {
          return recurrent.outputAxes(lengths)
        }
        if name == recurrent.node.input(0) { return recurrent.inputAxes(lengths) }
      }
      guard case .node(let node) = graphs.source(of: name, in: graph), pass(node, to: name),
        let input = node.input(0), let axes = axes(of: input, in: node.graph)
      else { return nil }
      switch node.message.opType {
      case "Identity", "Dropout": return axes
      case "Cast": return node.castsTo.isReadable ? axes : nil
      case "Transpose": return axes.transposed(node.attribute("perm")?.ints.map { Int($0) })
      case "Squeeze": return integers(1, "axes", of: node).flatMap { axes.squeezing($0) }
      case "Unsqueeze": return integers(1, "axes", of: node).flatMap { axes.unsqueezing($0) }
      case "Reshape":
        guard node.attribute("allowzero")?.i ?? 0 == 0,
          let shape = numbers(1, "shape", of: node), !shape.isScalar
        else { return nil }
        return axes.reshaped(to: shape.elements)
      default: return nil
      }
    }

    /// The whole numbers of a value; nil where they do not follow from constants and the axes of X and Y.
    private mutating func numbers(of name: String, in graph: Int) -> SymbolicNumbers? {
      switch graphs.source(of: name, in: graph) {
      case nil: return nil
      case .tensor(let tensor):
        return tensor.smallIntegers.flatMap { SymbolicNumbers($0, shape: tensor.info.shape) }
      case .node(let node):
        return pass(node, to: name) ? numbers(of: node) : nil
      }
    }

    private mutating func numbers(of node: ONNXGraphs.Node) -> SymbolicNumbers? {
      switch node.message.opType {
      case "Constant":
        if let one = node.attribute("value_int") {
          return SymbolicNumbers([Int(one.i)], shape: [])
        }
        return (node.attribute("value_ints")?.ints).flatMap { Self.numbers($0) }
      case "Shape":
        guard let input = node.input(0), let shape = axes(of: input, in: node.graph)?.lengths else {
          return nil
        }
        let (start, end) = (node.attribute("start")?.i ?? 0, node.attribute("end")?.i)
        return SymbolicNumbers(shape).sliced(
          from: [Int(start)], to: [end.map { Int($0) } ?? shape.count], axes: [0], steps: [1])
      case "Concat":
        guard [0, -1].contains(node.attribute("axis")?.i),
          node.message.input.count <= Self.numberLimit
        else { return nil }
        var parts: [SymbolicNumbers] = []
        var count = 0
        for index in node.message.input.indices {
          guard let part = operand(index, of: node) else { return nil }
          count += part.elements.count
          guard count <= Self.numberLimit else { return nil }
          parts.append(part)
        }
        return .concatenated(parts)
      case "Mul":
        guard let left = operand(0, of: node), let right = operand(1, of: node) else { return nil }
        return left.times(right)
      case "Gather":
        guard [nil, 0, -1].contains(node.attribute("axis")?.i), let all = operand(0, of: node),
          let places = operand(1, of: node)
        else { return nil }
        return all.gathered(at: places)
      case "Slice":
        guard let all = operand(0, of: node), let starts = integers(1, "starts", of: node),
          let ends = integers(2, "ends", of: node),
          let axes = integers(3, "axes", of: node, default: Array(starts.indices)),
          let steps = integers(4, "steps", of: node, default: starts.map { _ in 1 })
        else { return nil }
        return all.sliced(from: starts, to: ends, axes: axes, steps: steps)
      case "Identity": return operand(0, of: node)
      case "Cast":
        let isExact = [.i64, .i32, .f64, .f32].contains(node.castsTo)
        return isExact ? operand(0, of: node) : nil
      case "Reshape":
        guard let shape = integers(1, "shape", of: node) else { return nil }
        return operand(0, of: node)?.reshaped(to: shape)
      case "Squeeze":
        guard let axes = integers(1, "axes", of: node, default: []) else { return nil }
        return operand(0, of: node)?.squeezing(axes.isEmpty ? nil : axes)
      case "Unsqueeze":
        guard let axes = integers(1, "axes", of: node) else { return nil }
        return operand(0, of: node)?.unsqueezing(axes)
      default: return nil
      }
    }

    private mutating func operand(_ index: Int, of node: ONNXGraphs.Node) -> SymbolicNumbers? {
      node.input(index).flatMap { numbers(of: $0, in: node.graph) }
    }

    /// Numbers that are an input of a node or, in older models, an attribute.
    private mutating func numbers(
      _ input: Int, _ attribute: String, of node: ONNXGraphs.Node
    ) -> SymbolicNumbers? {
      guard let attribute = node.attribute(attribute) else { return operand(input, of: node) }
      return Self.numbers(attribute.ints)
    }

    /// A list of an attribute; nil where it is longer than shapes are.
    private static func numbers(_ list: [Int64]) -> SymbolicNumbers? {
      guard list.count <= numberLimit else { return nil }
      return SymbolicNumbers(list.map { SymbolicLength(Int($0)) })
    }

    /// Constants, likewise; `other` where the node does without.
    private mutating func integers(
      _ input: Int, _ attribute: String, of node: ONNXGraphs.Node, default other: [Int]? = nil
    ) -> [Int]? {
      if node.attribute(attribute) == nil, node.input(input) == nil { return other }
      return numbers(input, attribute, of: node)?.constants
    }

    /// Whether a node that gives a name its value, by its first output, may be looked at.
    private mutating func pass(_ node: ONNXGraphs.Node, to name: String) -> Bool {
      nodesLeft -= 1
      return nodesLeft >= 0 && node.isStandard && node.message.output.first == name
    }
  }

  extension ONNXRecurrentNode {
    /// The axes of X.
    fileprivate func inputAxes(_ lengths: ONNXLengths) -> ONNXAxes {
      let inputs = ONNXAxes.Axis(meaning: .inputs, length: SymbolicLength(inputCount))
      return ONNXAxes(sequenceAxes(lengths) + [[inputs]])
    }

    /// Those that X has before the numbers of a step.
    private func sequenceAxes(_ lengths: ONNXLengths) -> [[ONNXAxes.Axis]] {
      isBatchFirst
        ? [[lengths.batchAxis], [lengths.stepsAxis]]
        : [[lengths.stepsAxis], [lengths.batchAxis]]
    }

    /// The axes of Y.
    fileprivate func outputAxes(_ lengths: ONNXLengths) -> ONNXAxes {
      ONNXAxes(
        isBatchFirst
          ? [[lengths.batchAxis], [lengths.stepsAxis], [directionAxis], [unitAxis]]
          : [[lengths.stepsAxis], [directionAxis], [lengths.batchAxis], [unitAxis]])
    }

    /// The axes that X of `upper` has where it reads Y, of these lengths, as it is.
    func axesRead(by upper: ONNXRecurrentNode, _ lengths: ONNXLengths) -> ONNXAxes {
      ONNXAxes(upper.sequenceAxes(lengths) + [[directionAxis, unitAxis]])
    }

    private var directionAxis: ONNXAxes.Axis {
      .init(meaning: .directions, length: SymbolicLength(directions.count))
    }

    private var unitAxis: ONNXAxes.Axis {
      .init(meaning: .units, length: SymbolicLength(unitCount))
    }
  }

  extension ONNXLengths {
    fileprivate var stepsAxis: ONNXAxes.Axis {
      .init(meaning: .steps, length: steps.map { SymbolicLength($0) } ?? SymbolicLength(.steps))
    }

    fileprivate var batchAxis: ONNXAxes.Axis {
      .init(meaning: .batch, length: batch.map { SymbolicLength($0) } ?? SymbolicLength(.batch))
    }
  }

  extension ONNXTensor {
    /// The whole numbers of a list as short as shapes are, also where they are of a floating-point type; nil for
    /// any other.
    fileprivate var smallIntegers: [Int]? {
      guard let count = Shape.elementCount(of: info.shape), count <= ONNXArrangement.numberLimit
      else { return nil }
      if let integers { return integers }
      guard info.elementType.isReadable, let values = try? tensor().values else { return nil }
      let whole = values.compactMap { Int(exactly: $0) }
      return whole.count == values.count ? whole : nil
    }
  }
#endif
