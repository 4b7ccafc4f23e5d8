import DenseLinearAlgebra

/// A matrix, taken as exact, and what a product of it with a ``RoundedMatrix`` asks of it besides.
struct PreparedFactor<Scalar: LinearAlgebraScalar>: Sendable {
  let matrix: BlockMatrix<Scalar>
  /// The squares of the entries.
  let squares: BlockMatrix<Double>
  /// The smallest magnitude of an entry that is not zero.
  let smallestMagnitude: Scalar
  let isDiagonal: Bool

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(_ matrix: BlockMatrix<Scalar>) {
    self.matrix = matrix
    squares = matrix.squares()
    smallestMagnitude = matrix.smallestMagnitude
    isDiagonal = matrix.isDiagonal()
  }
}
