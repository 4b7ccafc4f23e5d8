extension Matrix {
  /// ``structuralRank(rows:columns:isNonzero:)`` of the zeros as they stand.
  package var structuralRank: Int {
    DenseLinearAlgebra.structuralRank(rows: rowCount, columns: columnCount) { self[$0, $1] != 0 }
  }
}

/// The largest rank of any matrix with zeros in the same places: how many entries other than zero can be
/// chosen, no two of them in one row or column.
///
/// - Complexity: O(rows · columns), and as much once more for every column that is not served at first.
/// - Source: Duff 1981, "On algorithms for obtaining a maximum transversal".
package func structuralRank(
  rows rowCount: Int, columns columnCount: Int, isNonzero: (_ row: Int, _ column: Int) -> Bool
) -> Int {
  // The column whose entry is chosen in each row.
  var chosen = [Int?](repeating: nil, count: rowCount)
  var rank = 0
  for column in 0..<columnCount {
    if let free = (0..<rowCount).first(where: { chosen[$0] == nil && isNonzero($0, column) }) {
      chosen[free] = column
      rank += 1
      continue
    }
    // Rows that can be freed, and the column from which each was reached.
    var reachedFrom = [Int?](repeating: nil, count: rowCount)
    var columns = [column]
    search: while let next = columns.popLast() {
      for row in 0..<rowCount where isNonzero(row, next) && reachedFrom[row] == nil {
        reachedFrom[row] = next
        guard let other = chosen[row] else {
          rank += 1
          move(into: row, from: reachedFrom, chosen: &chosen)
          break search
        }
        columns.append(other)
      }
    }
  }
  return rank
}

/// Chooses the entry of `row` in the column that it was reached from, and for the row which that column
/// leaves, the one before it on the path.
private func move(into row: Int, from reachedFrom: [Int?], chosen: inout [Int?]) {
  var row: Int? = row
  while let free = row, let column = reachedFrom[free] {
    row = chosen.firstIndex(of: column)
    chosen[free] = column
  }
}
