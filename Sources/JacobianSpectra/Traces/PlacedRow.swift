/// A row of results at a step and lag. Results have rows of one kind beside each other, by step, then lag.
protocol PlacedRow {
  associatedtype Kind: Equatable
  /// What is the same in all rows of a kind, such as the derivative.
  var kind: Kind { get }
  /// t.
  var step: Int { get }
  /// k.
  var lag: Int { get }
}

extension PlacedRow {
  fileprivate func isAt(_ step: Int, _ lag: Int) -> Bool { self.step == step && self.lag == lag }
}

extension Array where Element: PlacedRow {
  /// A row of a step and lag, the first where rows are in order; nil where there is none.
  ///
  /// - Parameter wanted: The kind of the row; any if nil.
  /// - Complexity: O(log rows) for each kind; O(rows) where there is none, and where rows stand in another order.
  func first(_ wanted: Element.Kind? = nil, step: Int, lag: Int) -> Element? {
    var start = 0
    while start < count {
      let kind = self[start].kind
      let end = (start..<count).firstPlace { self[$0].kind != kind }
      if wanted == nil || wanted == kind {
        let place = (start..<end).firstPlace { (self[$0].step, self[$0].lag) >= (step, lag) }
        if place < end, self[place].isAt(step, lag), self[place].kind == kind {
          return self[place]
        }
      }
      start = end
    }
    return first { $0.isAt(step, lag) && (wanted == nil || wanted == $0.kind) }
  }
}
