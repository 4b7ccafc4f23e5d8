/// A matrix that a factorization cannot take, or that it did not get through.
public struct LinearAlgebraError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Code: Sendable, Equatable {
    /// An entry is NaN or infinite; LAPACK would answer with NaN and call it success.
    case nonFiniteInput(row: Int, column: Int)
    /// The iteration did not converge; the value is LAPACK's `info`.
    case notConverged(info: Int)
  }

  /// What went wrong.
  public let code: Code
  /// LAPACK's name of the routine, without the letter of the precision, or `product`.
  public let routine: String
  /// Rows and columns of the matrix.
  public let rowCount: Int, columnCount: Int

  public var description: String {
    let matrix = "\(routine) of a \(rowCount)×\(columnCount) matrix"
    return switch code {
    case .nonFiniteInput(let row, let column):
      "\(matrix): entry (\(row), \(column)) is NaN or infinite"
    case .notConverged(let info):
      "\(matrix): the iteration did not converge (info \(info))"
    }
  }
}
