package import RecurrentCells

extension JacobianSequence {
  /// Requires a step of the sequence.
  func require(step: Int) throws(TraceError) {
    guard step >= 1 && step <= stepCount else {
      throw TraceError(
        code: .stepOutOfRange,
        description: "step \(step): the sequence has steps 1 to \(stepCount); choose among these")
    }
  }

  /// The edges that the cell has of a set; a sentence that helps where it is no set of the cell's.
  func checked(_ set: EdgeSet) throws(TraceError) -> EdgeSet {
    guard set == .all || (edges.isSuperset(of: set) && !set.isEmpty) else {
      throw TraceError(
        code: .unknownEdges,
        description: "edges \(set.spelledOut): choose among \(edges.memberNames)")
    }
    guard EdgeSet.allNamed.isSuperset(of: edges) else {
      throw TraceError(
        code: .unknownEdges,
        description:
          "the sequence has edges besides \(EdgeSet.allNamed.memberNames), which have no names")
    }
    return set.intersection(edges)
  }

  /// The request with edge sets that the cell has; a sentence that helps where it asks for more.
  ///
  /// - Parameter rule: Which lags a step has.
  func checked(
    _ request: TraceRequest,
    rule: String =
      "a lag is at least 1 and at most its step (for output and hiddenFromInput at least 0 and less than its step)"
  ) throws(TraceError) -> TraceRequest {
    var request = request
    for index in request.series.indices {
      let series = request.series[index]
      guard quantities.contains(series.quantity) else {
        throw TraceError(
          code: .unknownQuantity,
          description: "quantity \(series.quantity.rawValue): choose among "
            + quantities.map(\.rawValue).joined(separator: ", "))
      }
      request.series[index].edges = try checked(series.edges)
    }
    for step in request.steps { try require(step: step) }
    if rowCount(of: request) == 0 {
      throw nothingToCompute(steps: request.steps, lags: request.lags, rule: rule)
    }
    return request
  }

  /// What is said where no pair of `steps` and `lags`, both ascending, is there.
  ///
  /// - Parameter rule: Which lags a step has.
  func nothingToCompute(steps: [Int], lags: [Int], rule: String) -> TraceError {
    let asked =
      if let first = lags.first, let last = steps.last {
        " of lags from \(first) on at steps up to \(last)"
      } else {
        ""
      }
    return TraceError(
      code: .nothingToCompute,
      description: "no (step, lag) pair is left to compute\(asked): the sequence has steps 1 to"
        + " \(stepCount), and \(rule)")
  }

  /// The rows that a request has here: pairs with a lag beyond the step have none.
  public func rowCount(of request: TraceRequest) -> Int {
    request.series.reduce(0) { sum, series in
      request.steps.reduce(sum) { $0 + existing(request.lags, of: series.quantity, at: $1).count }
    }
  }

  /// Those of `lags`, ascending, that a step has.
  ///
  /// - Complexity: O(log lags); their memory is shared.
  package func existing(
    _ lags: [Int], of quantity: Quantity, at step: Int
  ) -> ArraySlice<Int> {
    lags.part(in: self.lags(of: quantity, at: step))
  }

  /// The lags of `request` that a step has for any of its series.
  package func existingLags(of request: TraceRequest, at step: Int) -> Set<Int> {
    Set(request.series.flatMap { existing(request.lags, of: $0.quantity, at: step) })
  }
}
