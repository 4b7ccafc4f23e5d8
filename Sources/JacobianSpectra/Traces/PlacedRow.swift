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

extension Array where Element: PlacedRow {
  /// The first row of a step and lag; nil where there is none.
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
        if place < end, self[place].step == step, self[place].lag == lag { return self[place] }
      }
      start = end
    }
    return first { $0.step == step && $0.lag == lag && (wanted == nil || wanted == $0.kind) }
  }
}
