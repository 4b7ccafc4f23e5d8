public import RecurrentCells

/// Which Jacobians to look at, and what to compute of each.
public struct TraceRequest: Sendable, Equatable {
  /// One derivative along one set of edges.
  public struct Series: Sendable, Hashable, Codable {
    /// The derivative.
    public var quantity: Quantity
    /// Those edges that carry it, all others held constant.
    public var edges: EdgeSet

    /// The derivative along `edges`: `.all`, or some of those that the cell has. Others are refused with a ``TraceError``
    /// by what takes the request.
    public init(_ quantity: Quantity, edges: EdgeSet = .all) {
      self.quantity = quantity
      self.edges = edges
    }
  }

  /// In the order in which their rows are delivered.
  public var series: [Series]
  /// Later steps t, ascending, no doubles: what is set is put in order.
  public var steps: [Int] {
    didSet { steps = Set(steps).sorted() }
  }
  /// Lags k, ascending, no doubles: what is set is put in order.
  public var lags: [Int] {
    didSet { lags = Set(lags).sorted() }
  }
  /// What is computed of each pair; less takes less time.
  public var measures: Measures

  /// A request; steps and lags are put in order, and doubles dropped.
  ///
  /// - Precondition: Steps and lags come to an end.
  public init(
    series: [Series], steps: some Sequence<Int>, lags: some Sequence<Int>,
    measures: Measures = .all
  ) {
    self.series = series
    self.steps = steps.inOrder()
    self.lags = lags.inOrder()
    self.measures = measures
  }

  /// The most singular values that a row will have.
  public func singularValueCount(for sequence: any JacobianSequence) -> Int {
    guard measures.contains(.sigma) else { return 0 }
    return series.map { sequence.singularValueCount(of: $0.quantity) }.max() ?? 0
  }
}
