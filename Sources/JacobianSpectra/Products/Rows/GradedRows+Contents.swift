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
    ///   - triangle: S and d for scales `estimates` in place of ℓ.
    ///   - pivots: Π.
    ///   - lost: Directions of which nothing is known any more but how large they may be by their losses.
    ///   - losses: What the factorization lost in each direction, relative to its scale.
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    func multiplied(
      by triangle: GradedTriangle<Scalar>, of estimates: [Double], pivots: [Int], lost: [Int],
      losses: [Double]
    ) -> Contents {
      let offsets = offsets(from: estimates, pivots: pivots)
      let graded = triangle.graded(offsets: offsets)
      var (product, errors, inverse) = (rows.rows(pivots), errors, inverse)
      let isWhole = triangle.logScales.count == pivots.count
      if isWhole {
        product.multiplyFromLeft(upperTriangular: graded)
      } else {
        product = graded * product
      }
      let norms = product.normalizeRows()
      let scales = zip(triangle.logScales, offsets).map(+).adding(logsOf: norms)
      let squares = graded.upperRowSumsOfSquares()
      var losses = zip(losses, triangle.hiddenLosses).map(+)
      for direction in lost where losses[direction] < GradedErrors<Scalar>.lostLoss {
        losses[direction] = .infinity
      }
      for (direction, offset) in offsets.prefix(losses.count).enumerated()
      where offset <= -Self.offsetLimit {
        losses[direction] = .infinity
      }
      errors.pass(
        through: graded, inverse: triangle.gradedInverse(offsets: offsets), pivots: pivots,
        losses: losses, logScales: scales, rowSquares: squares)
      errors.addOvertaken(
        pivots: pivots, logScales: logScales, rows: rows, inverseNorm: inverseNorm)
      errors.passRows(through: graded, pivots: pivots, norms: norms)
      if isWhole {
        inverse.pass(through: graded, pivots: pivots, norms: norms)
      } else {
        inverse = InverseNormProbe(of: product)
      }
      errors.addProduct(
        inverseNorm: inverse.norm(
          columnsTimes: GradedTriangle.growths(rowSquares: squares, norms: norms)))
      return Contents(logScales: scales, rows: product, errors: errors, inverse: inverse)
    }

    /// What estimates of ℓ lack, in the order of `pivots`, within ``offsetLimit``; 0 where that is not finite.
    private func offsets(from estimates: [Double], pivots: [Int]) -> [Double] {
      pivots.map {
        let offset = logScales[$0] - estimates[$0]
        return offset.isFinite ? min(max(offset, -Self.offsetLimit), Self.offsetLimit) : 0
      }
    }

    /// A row that is smaller than estimated by more than this is rounding noise, and its direction lost; nats.
    private static var offsetLimit: Double { GradedTriangle<Scalar>.range / 2 }

    /// What a factorization can go by.
    var outline: Outline {
      Outline(logScales: logScales, areRowsDependent: areRowsDependent)
    }

    /// What the factorization after that of S·Π·L can go by: its scales are e^`levels` for nearly orthogonal rows L with
    /// scales `estimates` in place of ℓ.
    func outline(multiplying levels: [Double], of estimates: [Double], pivots: [Int]) -> Outline {
      Outline(
        logScales: zip(levels, offsets(from: estimates, pivots: pivots)).map(+),
        areRowsDependent: areRowsDependent)
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
