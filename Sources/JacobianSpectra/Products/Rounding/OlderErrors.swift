import DenseLinearAlgebra
import RealModule

/// What a basis X still carries of errors that rounding made in earlier factorizations: with the next factor,
/// J·X = X'·R, an error ΔX becomes J·ΔX·R⁻¹.
struct OlderErrors<Scalar: LinearAlgebraScalar>: Sendable {
  /// Samples of all of them, nil where these are not followed.
  var samples: ErrorSamples<Scalar>?
  /// Those outside the span of X alone; nil where there are samples or no such errors.
  var sources: ErrorSources<Scalar>?

  /// What shows in the scales, by how much the squares of what does not may have changed the values of each direction,
  /// and how far directions have turned towards smaller ones, or out of the span of X.
  typealias Effects = (shown: [Double], changes: [Double], turned: Double)

  /// Those of J·X, or of Jᵀ·X.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func multiplied(by factor: BlockMatrix<Scalar>, transposed: Bool) -> OlderErrors {
    updatingRows { rows in
      let panel = rows
      factor.multiply(panel, transposed: transposed, into: &rows)
    }
  }

  /// Those of some of the rows.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func selected(rows: Range<Int>) -> OlderErrors {
    updatingRows { $0 = $0.submatrix(rows: rows, columns: 0..<$0.columnCount) }
  }

  /// Those of diag(`factors`)·X.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func scaled(rows factors: [Scalar]) -> OlderErrors { updatingRows { $0.scaleRows(factors) } }

  /// Those of columns `order`, multiplied by `factors`, powers of two.
  func selected(columns order: [Int], times factors: [Scalar]) -> OlderErrors {
    updatingColumns(isExact: true) { $0 = $0.columns(order, times: factors) }
  }

  /// Those of columns `order`, times the transpose of an upper triangle.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func product(columns order: [Int], timesTransposeOf triangle: Matrix<Scalar>) -> OlderErrors {
    updatingColumns {
      $0 = $0.columns(order)
      $0.multiplyFromRight(upperTriangular: triangle, transposed: true)
    }
  }

  /// Those of B become those of the first columns of X = B·R⁻¹.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func divided(by triangle: GradedTriangle<Scalar>) -> OlderErrors {
    guard samples != nil || sources != nil else { return self }
    // A product with the inverse takes half the time of a quotient, and is as good for sizes as long as not all
    // digits cancel.
    let inverse = triangle.dependentColumns.isEmpty ? triangle.inverse : nil
    let square = triangle.square
    var result = updatingColumns {
      $0 = triangle.pivoted($0)
      if let inverse {
        $0.multiplyFromRight(upperTriangular: inverse)
      } else {
        $0.divideFromRight(byUpperTriangular: square)
      }
    }
    result.sources?.updateColumns { $0.limit(to: Self.limit) }
    return result
  }

  /// Goes on from the last pass of a factorization, of errors in B to those in X.
  ///
  /// - Parameters:
  ///   - errors: What the pass did.
  ///   - losses: What is known of its losses without these.
  /// - Returns: The losses with what shows of older errors.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func pass(
    _ errors: QuotientErrors<Scalar>, in pass: FactorizationPass<Scalar>, losses: [Double]
  ) -> [Double] {
    let logScales = pass.triangle.logScales
    samples?.add(errors.made)
    self = divided(by: pass.triangle)
    if let shown = samples?.takeShown(in: pass.orthonormal, logScales: logScales) {
      return zip(losses, shown).map(max)
    }
    let shown = sources.map { $0.shown($0.parts(along: pass.basis), logScales: logScales) }
    let total = shown.map { zip(losses, $0).map(+) } ?? losses
    // All of them have shown where rows were left out until X is square.
    guard !pass.isSquare, let divided = errors.divided else {
      sources = nil
      return total
    }
    var sources =
      sources ?? ErrorSources(rows: pass.basis.rowCount, columns: pass.basis.columnCount)
    sources.pass(divided, basis: pass.basis)
    self.sources = sources
    return total
  }

  private func updatingRows(_ update: (inout Matrix<Scalar>) -> Void) -> OlderErrors {
    var result = self
    result.samples?.updateRows(update)
    result.sources?.updateRows(update)
    return result
  }

  private func updatingColumns(
    isExact: Bool = false, _ update: @escaping @Sendable (inout Matrix<Scalar>) -> Void
  ) -> OlderErrors {
    var result = self
    result.samples?.updateColumns(isExact: isExact, update)
    result.sources?.updateColumns(update)
    return result
  }
}

extension OlderErrors {
  /// In units of the unit roundoff; errors are cut here, so that squares stay in range. Far smaller ones leave nothing
  /// known, but the rows that they are in may be those that the next factor makes small.
  static var limit: Scalar { Scalar.greatestFiniteMagnitude.squareRoot() }

  /// An error of a direction of which no more is known than how large it is at most.
  static var unknown: Scalar { Scalar(GradedErrors<Scalar>.unknown / Scalar.unitRoundoff) }

  /// An error whose square rounding hides, where scales are not alike.
  static var negligible: Double { 1e-9 }

  /// Whether two scales are alike, so that no error between them is too small to count.
  static func isTie(across gap: Double) -> Bool { gap.magnitude < negligible }

  /// Raises what is known of two directions by what an error f_ij of a basis that does not show in the larger may have
  /// changed their values by: f_ij² over 1 - e^-2|ℓ_j - ℓ_i|, and no more than f_ij.
  static func raise(
    _ changes: inout [Double], _ i: Int, _ j: Int, by shear: Double, across gap: Double
  ) {
    guard shear > negligible || isTie(across: gap) else { return }
    let change = min(shear, shear * shear / -Double.expMinusOne(-2 * gap.magnitude))
    changes[i] = max(changes[i], change)
    changes[j] = max(changes[j], change)
  }
}

extension Matrix {
  /// Cuts entries at `limit`, also those that are not numbers.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func limit(to limit: Scalar) {
    var values = storage.mutableSpan
    for i in 0..<values.count where !(values[i].magnitude <= limit) {
      values[i] = values[i] < 0 ? -limit : limit
    }
  }
}
