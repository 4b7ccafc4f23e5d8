import DenseLinearAlgebra

extension GradedRows {
  /// diag(e^ℓ)·L with what is known of its errors.
  struct Contents: Sendable {
    /// ℓ, in nats.
    private(set) var logScales: [Double]
    /// L, rows of norm 1.
    let rows: Matrix<Scalar>
    private(set) var errors: GradedErrors<Scalar>
    /// ‖L⁻¹‖.
    private let inverse: InverseNormProbe<Scalar>
    /// diag(e^ℓ)·L with orthogonal rows, before `shift` was added to all scales.
    private let orthogonal: Deferred<Result<DampedRows<Scalar>, LinearAlgebraError>>
    private var shift = 0.0

    /// The identity of `count` rows.
    init(identity count: Int) {
      logScales = Array(repeating: 0, count: count)
      rows = .identity(count)
      errors = GradedErrors(count: count)
      inverse = InverseNormProbe(identity: count)
      orthogonal = Deferred(made: .success(DampedRows(identity: count)))
    }

    /// Rows that are nearly orthonormal, with errors in the scales.
    init(logScales: [Double], orthonormal rows: Matrix<Scalar>, errors: GradedErrors<Scalar>) {
      var normalized = rows
      let scales = normalized.normalizeRows(takingNormsInto: logScales)
      self.init(
        logScales: scales, rows: normalized, errors: errors,
        inverse: InverseNormProbe(identity: rows.rowCount))
    }

    private init(
      logScales: [Double], rows: Matrix<Scalar>, errors: GradedErrors<Scalar>,
      inverse: InverseNormProbe<Scalar>
    ) {
      self.logScales = logScales
      self.rows = rows
      self.errors = errors
      self.inverse = inverse
      orthogonal = Deferred {
        Result { () throws(LinearAlgebraError) in
          var workspace = LAPACKWorkspace<Scalar>()
          return try DampedRows(logScales: logScales, rows: rows, workspace: &workspace)
        }
      }
    }

    /// diag(e^d)·S·Π·L, with rows of norm 1.
    ///
    /// - Parameters:
    ///   - pivots: Π.
    ///   - lost: Directions of which nothing is known any more.
    ///   - losses: What the factorization lost in each direction, relative to its scale.
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    func multiplied(
      by triangle: GradedTriangle<Scalar>, pivots: [Int], lost: [Int], losses: [Double]
    ) -> Contents {
      var (product, errors, inverse) = (rows.rows(pivots), errors, inverse)
      let isWhole = triangle.logScales.count == pivots.count
      if isWhole {
        product.multiplyFromLeft(upperTriangular: triangle.graded)
      } else {
        product = triangle.graded * product
      }
      let norms = product.normalizeRows()
      let scales = triangle.logScales.adding(logsOf: norms)
      errors.pass(
        through: triangle.graded, pivots: pivots, losses: losses, logScales: scales, norms: norms)
      errors.passRows(through: triangle.graded, pivots: pivots, norms: norms)
      if isWhole {
        inverse.pass(through: triangle.graded, pivots: pivots, norms: norms)
      } else {
        inverse = InverseNormProbe(of: product)
      }
      errors.addProduct(
        inverseNorm: inverse.norm(columnsTimes: triangle.rowGrowths(over: norms)))
      errors.lose(lost)
      return Contents(logScales: scales, rows: product, errors: errors, inverse: inverse)
    }

    /// An estimate of ‖L⁻¹‖_F; infinite where it is not finite.
    var inverseNorm: Double {
      inverse.norm(columnsTimes: Array(repeating: 1, count: logScales.count))
    }

    /// Those of e^`nats`·diag(e^ℓ)·L.
    func shifted(by nats: Double) -> Contents {
      var result = self
      result.logScales = logScales.map { $0 + nats }
      result.shift += nats
      result.errors.shift(to: result.logScales)
      return result
    }

    /// diag(e^ℓ)·L with orthogonal rows.
    ///
    /// - Throws: `LinearAlgebraError` if an entry is not finite.
    func damped() throws(LinearAlgebraError) -> DampedRows<Scalar> {
      var damped = try orthogonal.value.get()
      damped.shift(by: shift)
      return damped
    }
  }
}
