extension BlockMatrix {
  /// The magnitudes of the entries of all blocks, which are gone over once.
  ///
  /// - Complexity: O(entries).
  package var magnitudeRange: MagnitudeRange<Scalar> {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get {
      var range = MagnitudeRange<Scalar>()
      for block in dense { range.formUnion(MagnitudeRange(of: block.matrix.elements)) }
      for block in diagonal { range.formUnion(MagnitudeRange(of: block.values)) }
      return range
    }
  }

  /// The place of an entry of a block that is NaN or infinite; nil if all are finite.
  ///
  /// - Complexity: O(entries).
  package var firstNonFinite: (row: Int, column: Int)? {
    for block in dense {
      if let place = block.matrix.firstNonFinite {
        return (block.row + place.row, block.column + place.column)
      }
    }
    for block in diagonal {
      if let i = block.values.firstIndex(where: { !$0.isFinite }) {
        return (block.row + i, block.column + i)
      }
    }
    return nil
  }

  /// The smallest magnitude of an entry that is not zero; infinite where there is none.
  ///
  /// - Complexity: O(entries).
  package var smallestMagnitude: Scalar { magnitudeRange.smallest }

  /// No less than the 2-norm of the whole, and the 2-norm of a diagonal block that stands alone: the smaller of the sum
  /// of the blocks' Frobenius norms and √(‖A‖₁·‖A‖_∞).
  ///
  /// - Complexity: O(entries).
  package var normBound: Double {
    let frobeniusNorms =
      dense.map(\.matrix.frobeniusNorm)
      + diagonal.map {
        Matrix(rows: 1, columns: $0.values.count, columnMajor: $0.values).frobeniusNorm
      }
    return min(frobeniusNorms.reduce(0) { $0 + Double($1) }, meanNorm)
  }

  /// √(‖A‖₁·‖A‖_∞) of the magnitudes of all blocks (Schur 1911).
  private var meanNorm: Double {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get {
      var (rows, columns) = (
        [Double](repeating: 0, count: rowCount), [Double](repeating: 0, count: columnCount)
      )
      for block in dense {
        for j in 0..<block.matrix.columnCount {
          for (i, value) in block.matrix.column(j).enumerated() {
            rows[block.row + i] += Double(value.magnitude)
            columns[block.column + j] += Double(value.magnitude)
          }
        }
      }
      for block in diagonal {
        for (i, value) in block.values.enumerated() {
          rows[block.row + i] += Double(value.magnitude)
          columns[block.column + i] += Double(value.magnitude)
        }
      }
      return (rows.max() ?? 0).squareRoot() * (columns.max() ?? 0).squareRoot()
    }
  }

  /// The squares of the entries of every block, in double precision. Where blocks overlap those of both add up,
  /// which is at least half of the square of two entries' sum.
  ///
  /// - Complexity: O(entries).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func squares() -> BlockMatrix<Double> {
    BlockMatrix<Double>(
      rows: rowCount, columns: columnCount,
      dense: dense.map { block in
        var squares = Matrix<Double>(rows: 0, columns: 0)
        squares.setToSquares(of: block.matrix)
        return .init(row: block.row, column: block.column, squares)
      },
      diagonal: diagonal.map { block in
        .init(
          row: block.row, column: block.column, block.values.map { Double($0) * Double($0) })
      })
  }
}
