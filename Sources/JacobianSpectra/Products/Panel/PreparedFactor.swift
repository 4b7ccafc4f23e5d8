import DenseLinearAlgebra

/// A matrix, taken as exact but for terms that have cancelled, and what a product of it with a ``RoundedMatrix`` asks of
/// it besides.
struct PreparedFactor<Scalar: LinearAlgebraScalar>: Sendable {
  let matrix: BlockMatrix<Scalar>
  /// The squares of the entries, and of terms that have cancelled in them: what rounding is relative to.
  let squares: BlockMatrix<Double>
  /// The smallest magnitude of an entry that is not zero.
  let smallestMagnitude: Scalar
  let isDiagonal: Bool

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(_ matrix: BlockMatrix<Scalar>) {
    self.matrix = matrix
    var squares = matrix.squares()
    if let terms = matrix.cancelledTerms {
      squares.append(BlockMatrix(terms.sizes()).squares(), atRow: 0, column: 0)
    }
    self.squares = squares
    smallestMagnitude = matrix.smallestMagnitude
    isDiagonal = matrix.isDiagonal()
  }
}
