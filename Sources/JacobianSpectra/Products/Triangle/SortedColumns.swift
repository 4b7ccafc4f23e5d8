import DenseLinearAlgebra
import RealModule

/// The columns of a factor in descending order of size e^ℓ_j·‖b_j‖, scaled to size 1 by powers of
/// two, and scales to make up for it.
struct SortedColumns<Scalar: LinearAlgebraScalar> {
  let matrix: Matrix<Scalar>
  /// Nil where any entry may differ from zero.
  let pattern: ZeroPattern?
  /// What column `order[j]` of the factor was multiplied by.
  let multipliers: [Scalar]
  /// In the order of the columns of ``matrix``.
  let logScales: [Double]
  /// Column j of ``matrix`` is column `order[j]` of the factor.
  let order: [Int]

  /// - Parameter pattern: That of the factor.
  init(of factor: Matrix<Scalar>, pattern: ZeroPattern? = nil, logScales: [Double]) {
    precondition(
      factor.columnCount == logScales.count,
      "\(factor.columnCount) columns for \(logScales.count) scales")
    let sizes = factor.columnMagnitudes()
    let levels = logScales.adding(logsOf: sizes)
    let order = levels.indices.sorted { levels[$0] > levels[$1] }
    let lowest = Scalar.leastNormalMagnitude.exponent
    let exponents = order.map { sizes[$0] > 0 ? max(sizes[$0].exponent, lowest) : 0 }
    self.order = order
    self.logScales = zip(order, exponents).map {
      logScales[$0] + Double(Int($1)) * Double.log(2)
    }
    multipliers = exponents.map { Scalar(sign: .plus, exponent: -$0, significand: 1) }
    matrix = factor.columns(order, times: multipliers)
    self.pattern = pattern?.selected(columns: order)
  }

  /// The rank, but for what follows from other than the zeros of factors.
  var structuralRank: Int {
    pattern?.structuralRank ?? min(matrix.rowCount, matrix.columnCount)
  }

  /// The errors of ``matrix`` (B) for those of the factor.
  func errors(_ errors: RoundingErrors<Scalar>) -> RoundingErrors<Scalar> {
    var sorted = errors
    sorted.selectColumns(order, times: multipliers)
    return sorted
  }

  /// Those of a factorization of ``matrix`` by reflections besides: relative to the largest entry of each row.
  func reflected(
    _ errors: RoundingErrors<Scalar>, by triangle: GradedTriangle<Scalar>
  ) -> RoundingErrors<Scalar> {
    var reflected = errors
    reflected.add(relativeToRows: matrix.rowMagnitudes())
    reflected.add(pivotRowsOf: triangle)
    return reflected
  }

  /// ln of what columns of the factor that are no pivots may add to any singular value since all that they had may
  /// have vanished below the exponent range.
  ///
  /// - Parameters:
  ///   - errors: Those of the factor.
  ///   - logScales: Of the factor's columns.
  func logUnseen(
    _ errors: RoundingErrors<Scalar>, without triangle: GradedTriangle<Scalar>, logScales: [Double]
  ) -> Double {
    let others = triangle.pivots.dropFirst(triangle.logScales.count).map { order[$0] }
    return errors.logFloors(inColumns: others, logScales: logScales)
  }

  /// The columns of older errors in this order.
  func older(_ errors: OlderErrors<Scalar>) -> OlderErrors<Scalar> {
    errors.selected(columns: order, times: multipliers)
  }

  /// What older errors of the factor do by its factorization B = X·R; nil where there are none.
  ///
  /// - Parameter basis: X, with orthonormal columns; needed where there are samples.
  func effects(
    of errors: OlderErrors<Scalar>, triangle: GradedTriangle<Scalar>,
    basis: @autoclosure () -> Matrix<Scalar>
  ) -> OlderErrors<Scalar>.Effects? {
    let scales = triangle.logScales
    let divided = older(errors).divided(by: triangle)
    if let samples = divided.samples { return samples.effects(in: basis(), logScales: scales) }
    guard let sources = divided.sources else { return nil }
    var parts = triangle.pivoted(sources.parts(along: matrix))
    parts.divideFromRight(byUpperTriangular: triangle.square)
    return (
      sources.shown(parts, logScales: scales), sources.changes(parts, logScales: scales), 0
    )
  }
}
