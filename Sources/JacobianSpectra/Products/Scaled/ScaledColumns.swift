import DenseLinearAlgebra

/// Columns that each carry a power of two of their own.
struct ScaledColumns<Scalar: LinearAlgebraScalar> {
  var columns: Matrix<Scalar>
  var exponents: [Int]

  init(rows: Int) {
    columns = Matrix(rows: rows, columns: 0)
    exponents = []
  }

  /// Takes the size of each column into its exponent, exactly.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func normalize() {
    let shifts = columns.columnMagnitudes().map { ScaledMatrix.exponent(of: $0) }
    guard shifts.contains(where: { $0 != 0 }) else { return }
    columns.scaleColumns(shifts.map { ScaledMatrix.power(-$0) })
    exponents = zip(exponents, shifts).map { $0 + $1 }
  }
}
