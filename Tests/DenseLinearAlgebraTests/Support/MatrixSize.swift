/// A shape of matrices to factorize.
struct MatrixSize: Sendable {
  let rows: Int, columns: Int

  static func square(_ size: Int) -> MatrixSize { MatrixSize(rows: size, columns: size) }

  /// Empty, single, square, tall and wide.
  static let various = [
    MatrixSize(rows: 0, columns: 0), MatrixSize(rows: 0, columns: 4),
    MatrixSize(rows: 4, columns: 0), MatrixSize(rows: 1, columns: 1),
    MatrixSize(rows: 1, columns: 7), MatrixSize(rows: 7, columns: 1),
    MatrixSize(rows: 5, columns: 5), MatrixSize(rows: 40, columns: 12),
    MatrixSize(rows: 12, columns: 40), MatrixSize(rows: 64, columns: 64),
  ]
}
