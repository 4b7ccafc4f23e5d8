/// A product F_i·B_j by the places of its factors.
struct FactorPair: Sendable {
  /// i.
  let left: Int
  /// j.
  let right: Int
}

/// Pairs of factors as the columns of two panels: of one, those with the same left factor stand
/// together, of the other, those with the same right factor.
struct PairOrder {
  /// The pair of each column, by left factor.
  let places: [Int]
  /// Where each column of the panel by right factor stands in the one by left factor, and inversely.
  let leftOfRight: [Int]
  let rightOfLeft: [Int]
  /// The columns of each factor.
  let leftRuns: [Run]
  let rightRuns: [Run]

  /// Neighbouring columns of one factor.
  struct Run {
    let factor: Int
    var columns: Range<Int>
  }

  var count: Int { places.count }

  /// - Parameters:
  ///   - pairs: The left and the right factor of every pair.
  ///   - places: Those that take part, by left factor.
  init(_ pairs: [FactorPair], places: [Int]) {
    self.places = places
    let order = places.indices.sorted {
      (pairs[places[$0]].right, $0) < (pairs[places[$1]].right, $1)
    }
    var inverse = order
    for (column, place) in order.enumerated() { inverse[place] = column }
    leftOfRight = order
    rightOfLeft = inverse
    leftRuns = Self.runs(places.map { pairs[$0].left })
    rightRuns = Self.runs(order.map { pairs[places[$0]].right })
  }

  private static func runs(_ factors: [Int]) -> [Run] {
    var runs: [Run] = []
    for (column, factor) in factors.enumerated() {
      if runs.last?.factor == factor {
        runs[runs.count - 1].columns = runs[runs.count - 1].columns.lowerBound..<column + 1
      } else {
        runs.append(Run(factor: factor, columns: column..<column + 1))
      }
    }
    return runs
  }
}
