#if ONNX
  /// The axes of a value that has the elements of a recurrent node's X or Y, in some order.
  struct ONNXAxes: Equatable {
    /// An axis of X or Y, which a Reshape may join with others but does not divide.
    struct Axis {
      enum Meaning {
        case steps, batch, directions, units, inputs
      }

      let meaning: Meaning
      let length: SymbolicLength
    }

    /// Which axes of X or Y each axis of the value runs over, the outer ones first.
    private let groups: [[Axis]]

    init(_ groups: [[Axis]]) { self.groups = groups }

    /// The length of each axis; nil where one is out of range.
    var lengths: [SymbolicLength]? {
      let lengths = groups.compactMap { Self.length(of: $0) }
      return lengths.count == groups.count ? lengths : nil
    }

    /// Whether the elements are the same in the same order and shape: axes of length 1 leave no mark on that.
    static func == (one: ONNXAxes, other: ONNXAxes) -> Bool {
      let ones = one.ones.union(other.ones)
      return one.meanings(without: ones) == other.meanings(without: ones)
    }

    private func meanings(without others: Set<Axis.Meaning>) -> [[Axis.Meaning]] {
      groups.map { $0.map(\.meaning).filter { !others.contains($0) } }
    }

    /// What has length 1.
    private var ones: Set<Axis.Meaning> {
      Set(groups.joined().filter { $0.length == SymbolicLength(1) }.map(\.meaning))
    }

    func transposed(_ order: [Int]?) -> ONNXAxes? {
      let order = order ?? Array(groups.indices.reversed())
      guard order.sorted() == Array(groups.indices) else { return nil }
      return ONNXAxes(order.map { groups[$0] })
    }

    /// Without axes of length 1.
    func squeezing(_ axes: [Int]) -> ONNXAxes? {
      guard let gone = Tensor.distinct(axes, of: groups.count),
        gone.allSatisfy({ Self.length(of: groups[$0]) == SymbolicLength(1) })
      else { return nil }
      return ONNXAxes(groups.indices.filter { !gone.contains($0) }.map { groups[$0] })
    }

    /// With axes of length 1 put in, where the result is to have them.
    func unsqueezing(_ axes: [Int]) -> ONNXAxes? {
      guard axes.count <= 8, let new = Tensor.distinct(axes, of: groups.count + axes.count) else {
        return nil
      }
      var groups = groups
      for axis in new.sorted() { groups.insert([], at: axis) }
      return ONNXAxes(groups)
    }

    /// The axes in a shape, in which 0 is the length that there is, and -1 what is left.
    ///
    /// Where a model is for sequences of one length only, or one batch, the shape has a number in place of
    /// what is unknown here. Nil where the axes are not joined whole, and where there are several ways to
    /// read the shape.
    func reshaped(to shape: [SymbolicLength]) -> ONNXAxes? {
      guard shape.count <= 8 else { return nil }
      var wanted: [SymbolicLength?] = []
      for (axis, length) in shape.enumerated() {
        switch length.constant {
        case -1: wanted.append(nil)
        case 0:
          guard groups.indices.contains(axis), let length = Self.length(of: groups[axis]) else {
            return nil
          }
          wanted.append(length)
        default: wanted.append(length)
        }
      }
      let found = Self.readings(of: groups.flatMap { $0 }[...], as: wanted[...])
      guard let first = found.first, found.allSatisfy({ $0 == first && $0.ones == first.ones }),
        !isDoubtful(first)
      else { return nil }
      return first
    }

    /// Whether numbers for lengths that are open may as well be those of others: for both steps and sequences where there
    /// is not one sequence, or for one of them the number of the other.
    private func isDoubtful(_ reading: ONNXAxes) -> Bool {
      let open = groups.joined().filter { $0.length.constant == nil }.map(\.meaning)
      let numbers = Dictionary(
        reading.groups.joined().map { ($0.meaning, $0.length.constant) }, uniquingKeysWith: { $1 })
      func number(_ meaning: Axis.Meaning) -> Int? { numbers[meaning].flatMap(\.self) }
      let given = open.filter { number($0) != nil }
      guard let steps = number(.steps), let batch = number(.batch), !given.isEmpty else {
        return false
      }
      return given.count > 1 ? batch != 1 : steps == batch && batch != 1
    }

    /// Every way to join neighbours so that they have these lengths; nil is any.
    private static func readings(
      of axes: ArraySlice<Axis>, as lengths: ArraySlice<SymbolicLength?>
    ) -> [ONNXAxes] {
      guard let length = lengths.first else { return axes.isEmpty ? [ONNXAxes([])] : [] }
      return (0...axes.count).flatMap { count -> [ONNXAxes] in
        guard let group = joined(Array(axes.prefix(count)), as: length) else { return [] }
        return readings(of: axes.dropFirst(count), as: lengths.dropFirst()).map {
          ONNXAxes([group] + $0.groups)
        }
      }
    }

    /// Axes that together have a length, or may have it: a number for the one of them that is unknown.
    private static func joined(_ group: [Axis], as length: SymbolicLength?) -> [Axis]? {
      guard let length, self.length(of: group) != length else { return group }
      let others = group.filter { $0.length != SymbolicLength(1) }
      guard others.count == 1, others[0].length.constant == nil, let number = length.constant,
        number > 0
      else { return nil }
      return group.map {
        $0.length.constant == nil ? Axis(meaning: $0.meaning, length: length) : $0
      }
    }

    private static func length(of group: [Axis]) -> SymbolicLength? {
      group.reduce(SymbolicLength(1)) { $0?.times($1.length) }
    }
  }
#endif
