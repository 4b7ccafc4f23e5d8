extension Matrix {
  /// LAPACK may answer with NaN and call it success when an entry is not finite: checked before.
  ///
  /// - Parameter routine: Who asks, for the error.
  package func requireFinite(_ routine: String) throws(LinearAlgebraError) {
    guard let place = firstNonFinite else { return }
    throw .nonFinite(at: place, routine, rowCount, columnCount)
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
  /// - Returns: Their magnitudes.
  package func requireFinite(
    _ routine: String
  ) throws(LinearAlgebraError) -> MagnitudeRange<Scalar> {
    let range = magnitudeRange
    guard !range.isFinite, let place = firstNonFinite else { return range }
    throw .nonFinite(at: place, routine, rowCount, columnCount)
  }
}

extension LinearAlgebraError {
  fileprivate static func nonFinite(
    at place: (row: Int, column: Int), _ routine: String, _ rowCount: Int, _ columnCount: Int
  ) -> LinearAlgebraError {
    LinearAlgebraError(
      code: .nonFiniteInput(row: place.row, column: place.column), routine: routine,
      rowCount: rowCount, columnCount: columnCount)
  }
}

/// LAPACKE's name for column-major order.
let columnMajor: Int32 = 102

/// A LAPACK option, such as `N` for "no vectors".
func option(_ letter: Unicode.Scalar) -> CChar { CChar(UInt8(ascii: letter)) }
