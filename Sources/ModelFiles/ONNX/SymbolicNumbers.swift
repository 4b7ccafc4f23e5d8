#if ONNX
  /// What the computation of a shape has between its nodes: one number, or a list of them. A value with more
  /// axes is none; where an operator would make such, or cannot be done, there is nil.
  struct SymbolicNumbers: Equatable {
    let elements: [SymbolicLength]
    /// Whether this is a number without an axis.
    let isScalar: Bool

    /// A list.
    init(_ elements: [SymbolicLength]) { self.init(elements, isScalar: false) }

    private init(_ elements: [SymbolicLength], isScalar: Bool) {
      self.elements = elements
      self.isScalar = isScalar
    }

    /// Constants in a value of this shape.
    init?(_ constants: [Int], shape: [Int]) {
      guard shape.count <= 1, Shape.elementCount(of: shape) == constants.count else { return nil }
      self.init(constants.map { SymbolicLength($0) }, isScalar: shape.isEmpty)
    }

    /// The numbers, where all are constant.
    var constants: [Int]? {
      let constants = elements.compactMap(\.constant)
      return constants.count == elements.count ? constants : nil
    }

    private var shape: [Int] { isScalar ? [] : [elements.count] }

    /// The same elements in the shape that `wanted` stands for.
    func reshaped(to wanted: [Int]) -> SymbolicNumbers? {
      arranged { $0.shape(reshapedTo: wanted) }
    }

    func squeezing(_ axes: [Int]?) -> SymbolicNumbers? { arranged { $0.shape(squeezing: axes) } }

    func unsqueezing(_ axes: [Int]) -> SymbolicNumbers? {
      arranged { $0.shape(unsqueezing: axes) }
    }

    private func arranged(_ shape: (Tensor) -> [Int]?) -> SymbolicNumbers? {
      guard let shape = shape(places), shape.count <= 1 else { return nil }
      return SymbolicNumbers(elements, isScalar: shape.isEmpty)
    }

    /// The elements that a slice takes, of which there is at least one.
    func sliced(from starts: [Int], to ends: [Int], axes: [Int], steps: [Int]) -> SymbolicNumbers? {
      let places = places
      guard let slice = places.slice(from: starts, to: ends, axes: axes, steps: steps),
        !slice.shape.contains(0)
      else { return nil }
      return SymbolicNumbers(
        places.elements(slice).values.map { elements[Int($0)] }, isScalar: isScalar)
    }

    /// The elements with these numbers; negative ones count from the end.
    func gathered(at indices: SymbolicNumbers) -> SymbolicNumbers? {
      guard !isScalar, let constants = indices.constants else { return nil }
      let counted = constants.map { $0 < 0 && $0 >= -elements.count ? $0 + elements.count : $0 }
      guard counted.allSatisfy(elements.indices.contains) else { return nil }
      return SymbolicNumbers(counted.map { elements[$0] }, isScalar: indices.isScalar)
    }

    /// Lists one after the other.
    static func concatenated(_ parts: [SymbolicNumbers]) -> SymbolicNumbers? {
      guard parts.allSatisfy({ !$0.isScalar }) else { return nil }
      return SymbolicNumbers(parts.flatMap(\.elements))
    }

    /// Products element by element; a single one goes with all of the other.
    func times(_ other: SymbolicNumbers) -> SymbolicNumbers? {
      let count = max(elements.count, other.elements.count)
      func stretched(_ numbers: SymbolicNumbers) -> [SymbolicLength] {
        numbers.elements.count == 1
          ? Array(repeating: numbers.elements[0], count: count) : numbers.elements
      }
      let (left, right) = (stretched(self), stretched(other))
      guard left.count == right.count else { return nil }
      let products = zip(left, right).compactMap { $0.times($1) }
      guard products.count == count else { return nil }
      return SymbolicNumbers(products, isScalar: isScalar && other.isScalar)
    }

    /// The place of each element, in the same shape.
    private var places: Tensor {
      Tensor(path: "", shape: shape, values: elements.indices.map { Double($0) })
    }
  }
#endif
