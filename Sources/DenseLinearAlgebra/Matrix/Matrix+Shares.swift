extension Matrix<Double> {
  /// Σ_r w_rj·a_rj for every column j, where w_rj = Σ_i c_ij·x_ri² is how much of row r shows in column j of a basis X:
  /// c_ij is the product of the decays from i + 1 to j for earlier columns i < j, and 1 for the others; with what later
  /// columns put into this one and those before, Σ_k>j Σ_i≤j c_ik·x_ri²·a_rk.
  ///
  /// - Parameters:
  ///   - basis: X, of the shape of this matrix.
  ///   - decays: c_ij for i = j - 1, from 0 to 1; the first counts for nothing.
  /// - Complexity: O(rows·columns).
  @specialized(where Basis == Double)
  @specialized(where Basis == Float)
  package func columnSums<Basis: LinearAlgebraScalar>(
    weightedBySharesOf basis: Matrix<Basis>, decays: [Double]
  ) -> [Double] {
    precondition(
      basis.rowCount == rowCount && basis.columnCount == columnCount
        && decays.count == columnCount,
      "a \(basis.rowCount)×\(basis.columnCount) basis and \(decays.count) decays for a"
        + " \(rowCount)×\(columnCount) matrix")
    return unsafe Array(unsafeUninitializedCapacity: columnCount) { sums, count in
      unsafe withUnsafeTemporaryAllocation(
        of: Double.self, capacity: sharesScratchCount(columnCount)
      ) { scratch in
        unsafe elements.withUnsafeBufferPointer { values in
          unsafe basis.elements.withUnsafeBufferPointer { parts in
            unsafe decays.withUnsafeBufferPointer { decays in
              unsafe Basis._vectorFunctions.setToShares(
                values.baseAddress, parts.baseAddress, rowCount, columnCount, decays.baseAddress,
                scratch.baseAddress, sums.baseAddress)
            }
          }
        }
      }
      count = columnCount
    }
  }
}
