import DenseLinearAlgebra
import RealModule

/// What is not known of those columns of a factor B that are no pivots of its factorization B·Π = X·R.
///
/// R says of them how they follow from the pivots, by rows of B that rounding may have changed: an error E_j of
/// column j changes what direction i has of it by x_iᵀ·E_j·e^(ℓ_j - d_i), relative to its scale. What the directions
/// are is known in the last pass.
struct OtherColumns<Scalar: LinearAlgebraScalar>: Sendable {
  /// The variances of the errors of each column, in units of the squared unit roundoff.
  private let variances: [[Double]]
  /// ℓ_j.
  private let logScales: [Double]

  /// - Parameters:
  ///   - errors: Those of B.
  ///   - columns: B.
  ///   - triangle: R.
  ///   - quotient: X.
  /// - Returns: Nil where all columns are pivots or zero, of which ``SortedColumns`` says what may have vanished.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init?(
    _ errors: RoundingErrors<Scalar>, in columns: SortedColumns<Scalar>,
    by triangle: GradedTriangle<Scalar>, quotient: Matrix<Scalar>
  ) {
    let rank = triangle.logScales.count
    guard triangle.pivots.count > rank else { return nil }
    let sizes = triangle.triangle.columnMagnitudes()
    let others = triangle.pivots.indices.dropFirst(rank).filter { sizes[$0] > 0 }
      .map { triangle.pivots[$0] }
    guard !others.isEmpty else { return nil }
    var made = errors
    made.add(quotient: quotient, by: triangle)
    variances = others.map { j in
      var place = [Double](repeating: 0, count: triangle.pivots.count)
      place[j] = 1
      return made.rowSums(columnsTimes: place)
    }
    logScales = others.map { columns.logScales[$0] }
  }

  /// The loss in each direction.
  ///
  /// - Parameters:
  ///   - triangle: That of the last pass.
  ///   - basis: X of the last pass, with orthonormal columns.
  /// - Complexity: O(m·n) for each of the columns.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func losses(of triangle: GradedTriangle<Scalar>, basis: Matrix<Scalar>) -> [Double] {
    zip(triangle.logScales, triangle.raises).enumerated().map { i, scale in
      let shares = basis.column(i).map { Double($0) * Double($0) }
      let sum = zip(logScales, variances).reduce(0) { sum, column in
        let variance = zip(shares, column.1).reduce(0) { $0 + $1.0 * $1.1 }
        guard variance > 0 else { return sum }
        // Of what there was of a pivot before it was raised.
        return sum + variance * Double.exp(2 * (column.0 - scale.0 + scale.1))
      }
      return Scalar.unitRoundoff * sum.squareRoot()
    }
  }
}
