public import RecurrentCells

/// Which Jacobians to take apart, and how.
public struct LedgerRequest: Sendable, Equatable {
  /// In the order in which their rows are delivered.
  public var quantities: [Quantity]
  /// Later steps t, ascending, no doubles: what is set is put in order.
  public var steps: [Int] {
    didSet { steps = Set(steps).sorted() }
  }
  /// Lags k ≥ 1, ascending, no doubles: what is set is put in order, and others are dropped.
  public var lags: [Int] {
    didSet { lags = Self.inOrder(lags) }
  }
  /// Split by hops as well, up to this many of ``hopCounts``; nil for edges only.
  public var hops: Int?

  /// What ``hops`` may be, 0 … 100: each takes a panel.
  public static let hopCounts = 0...100

  /// A request; steps and lags are put in order, doubles and lag 0, which has no path, dropped.
  ///
  /// - Precondition: Steps and lags come to an end.
  public init(
    _ quantities: [Quantity], steps: some Sequence<Int>, lags: some Sequence<Int>,
    hops: Int? = nil
  ) {
    self.quantities = quantities
    self.steps = steps.inOrder()
    self.lags = Self.inOrder(lags)
    self.hops = hops
  }

  private static func inOrder(_ lags: some Sequence<Int>) -> [Int] {
    lags.inOrder().filter { $0 > 0 }
  }

  /// The parts of every row for a sequence with these edges, in order.
  ///
  /// - Precondition: ``hops`` is one of ``hopCounts``.
  public func parts(of edges: EdgeSet) -> [LedgerPart] {
    precondition(hops.map(Self.hopCounts.contains) ?? true, "hops up to \(hops ?? 0)")
    return edges.members.map(LedgerPart.edge)
      + (hops.map { (0...$0).map(LedgerPart.hops) + [.hopsBeyond($0)] } ?? [])
  }
}
