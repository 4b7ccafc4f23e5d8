#if ONNX
  /// A length of a shape, as far as a model says it: a constant times lengths that are known only when the
  /// model runs.
  struct SymbolicLength: Equatable {
    /// A length that no file has.
    enum Unknown: Int {
      case steps, batch
    }

    let factor: Int
    /// In the order of their numbers; a square has one twice.
    let unknowns: [Unknown]

    private init(factor: Int, unknowns: [Unknown]) {
      self.factor = factor
      self.unknowns = unknowns
    }

    init(_ constant: Int) { self.init(factor: constant, unknowns: []) }

    init(_ unknown: Unknown) { self.init(factor: 1, unknowns: [unknown]) }

    /// The number, where no unknown length is in it.
    var constant: Int? { unknowns.isEmpty ? factor : nil }

    /// The product; nil where its constant is out of range.
    func times(_ other: SymbolicLength) -> SymbolicLength? {
      let (product, overflow) = factor.multipliedReportingOverflow(by: other.factor)
      guard !overflow else { return nil }
      return SymbolicLength(
        factor: product, unknowns: (unknowns + other.unknowns).sorted { $0.rawValue < $1.rawValue })
    }
  }
#endif
