import DenseLinearAlgebra
import RealModule

/// The columns of a factor in descending order of size e^ℓ_j·‖b_j‖, scaled to size 1 by powers of
/// two, and scales to make up for it.
struct SortedColumns<Scalar: LinearAlgebraScalar> {
  let matrix: Matrix<Scalar>
  /// What column `order[j]` of the factor was multiplied by.
  let multipliers: [Scalar]
  /// In the order of the columns of ``matrix``.
  let logScales: [Double]
  /// Column j of ``matrix`` is column `order[j]` of the factor.
  let order: [Int]

  init(of factor: Matrix<Scalar>, logScales: [Double]) {
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
  }

  /// The errors of ``matrix`` (B) for those of the factor, and of its factorization B = X·R: relative to
  /// the largest entry of each row of B or, where the quotient X is known, of what its terms were.
  func errors(
    _ errors: RoundingErrors<Scalar>,
    quotient: (triangle: GradedTriangle<Scalar>, basis: Matrix<Scalar>)? = nil
  ) -> RoundingErrors<Scalar> {
    var sorted = errors
    sorted.selectColumns(order, times: multipliers)
    var sizes = matrix.rowMagnitudes()
    if let quotient {
      let terms = quotient.basis.rowMagnitudes(
        columnsTimes: quotient.triangle.triangle.rowMagnitudes())
      sizes = zip(sizes, terms).map(max)
    }
    sorted.add(relativeToRows: sizes)
    return sorted
  }

  /// The columns of samples in this order.
  func samples(_ samples: ErrorSamples<Scalar>) -> ErrorSamples<Scalar> {
    var sorted = samples
    sorted.selectColumns(order, times: multipliers)
    return sorted
  }

  /// What older errors of the factor do by its factorization B = X·R: what shows in each scale, and what
  /// the squares of the rest may change.
  ///
  /// - Parameter basis: X, with orthonormal columns.
  func effects(
    of samples: ErrorSamples<Scalar>, triangle: GradedTriangle<Scalar>, basis: Matrix<Scalar>
  ) -> (shown: [Double], changes: [Double]) {
    var divided = self.samples(samples)
    divided.divide(by: triangle)
    let shown = divided.takeShown(in: basis, logScales: triangle.logScales)
    return (shown, divided.changes(in: basis, logScales: triangle.logScales))
  }

  /// The columns of sources in this order.
  func sources(_ sources: ErrorSources<Scalar>) -> ErrorSources<Scalar> {
    var sorted = sources
    sorted.selectColumns(order, times: multipliers)
    return sorted
  }

  /// The same of sources of older errors, along B·R⁻¹ where its columns do not depend much on each other.
  func effects(
    of sources: ErrorSources<Scalar>, triangle: GradedTriangle<Scalar>
  ) -> (shown: [Double], changes: [Double]) {
    var divided = self.sources(sources)
    divided.divide(by: triangle)
    var parts = triangle.pivoted(sources.parts(along: matrix))
    parts.divideFromRight(byUpperTriangular: triangle.square)
    let scales = triangle.logScales
    return (divided.shown(parts, logScales: scales), divided.changes(parts, logScales: scales))
  }
}
