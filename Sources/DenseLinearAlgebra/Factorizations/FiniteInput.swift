extension Matrix {
  /// LAPACK may answer with NaN and call it success when an entry is not finite: checked before.
  ///
  /// - Parameter routine: Who asks, for the error.
  package func requireFinite(_ routine: String) throws(LinearAlgebraError) {
    guard let place = firstNonFinite else { return }
    throw LinearAlgebraError(
      code: .nonFiniteInput(row: place.row, column: place.column), routine: routine,
      rowCount: rowCount, columnCount: columnCount)
  }

  func notConverged(_ routine: String, _ info: Int) -> LinearAlgebraError {
    LinearAlgebraError(
      code: .notConverged(info: info), routine: routine, rowCount: rowCount,
      columnCount: columnCount)
  }
}

extension BlockMatrix {
  /// Requires that all entries are finite.
  ///
  /// - Parameter routine: Who asks, for the error.
  package func requireFinite(_ routine: String) throws(LinearAlgebraError) {
    guard !magnitudeRange.isFinite, let place = firstNonFinite else { return }
    throw LinearAlgebraError(
      code: .nonFiniteInput(row: place.row, column: place.column), routine: routine,
      rowCount: rowCount, columnCount: columnCount)
  }
}

/// LAPACKE's name for column-major order.
let columnMajor: Int32 = 102

/// A LAPACK option, such as `N` for "no vectors".
func option(_ letter: Unicode.Scalar) -> CChar { CChar(UInt8(ascii: letter)) }
