import DenseLinearAlgebra

/// One factorization B·Π = X·R on the way of ``GradedRows`` through a factor, and what it leaves in doubt of X.
struct FactorizationPass<Scalar: LinearAlgebraScalar>: Sendable {
  /// B.
  let columns: SortedColumns<Scalar>
  /// R.
  let triangle: GradedTriangle<Scalar>
  private let method: GradedTriangle<Scalar>.Method
  /// X = B·R⁻¹.
  private let quotient: Matrix<Scalar>
  /// X, with some direction in place of each column that is ``lost``.
  private(set) var basis: Matrix<Scalar>
  /// X, with orthonormal columns.
  let orthonormal: Matrix<Scalar>
  /// Columns of which nothing is known: any direction will do.
  private(set) var lost: [Int]
  /// Columns of B that depend much on those before them, of which X had to be made orthonormal.
  private let dependent: [Int]
  /// Others that are far from orthonormal: the condition of B is beyond 1/ε.
  let skewed: [Int]
  /// That of X.
  let pattern: ZeroPattern?

  /// - Parameters:
  ///   - factor: B.
  ///   - logScales: Those of its columns.
  ///   - method: How R is found.
  ///   - pattern: That of B.
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(
    of factor: Matrix<Scalar>, logScales: [Double], by method: GradedTriangle<Scalar>.Method,
    pattern: ZeroPattern?, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    self.method = method
    columns = SortedColumns(of: factor, pattern: pattern, logScales: logScales)
    (triangle, quotient) = try columns.quotient(by: method, workspace: &workspace)
    var basis = quotient
    let sizes = basis.columnMagnitudes()
    let lost = sizes.indices.filter { sizes[$0] == 0 }
    basis.reorthogonalize(lost)
    self.lost = lost
    self.basis = basis
    dependent = triangle.dependentColumns(in: quotient)
    skewed = basis.reorthogonalize(dependent).filter { !lost.contains($0) }
    orthonormal = basis
    self.pattern = columns.pattern?.quotient(by: triangle, free: lost + dependent)
  }

  /// Whether X is square, so that its span has all errors.
  var isSquare: Bool { basis.rowCount == basis.columnCount }

  /// What rounding did in B and X.
  ///
  /// - Parameters:
  ///   - rounding: Errors of the factor.
  ///   - older: Older ones, in the order of ``columns``.
  ///   - others: Columns that an earlier pass has left out.
  ///   - closely: Whether entries are to be counted each.
  func errors(
    _ rounding: RoundingErrors<Scalar>, older: OlderErrors<Scalar>, others: OtherColumns<Scalar>?,
    closely: Bool
  ) -> QuotientErrors<Scalar> {
    QuotientErrors(
      of: columns.errors(rounding), in: columns, by: triangle, method: method, quotient: quotient,
      basis: orthonormal, older: older, others: others, lost: lost, closely: closely)
  }

  /// Whether another pass may find what is left of some column: not of one that is all rounding, nor below it, once it
  /// has no more of others in it than a lost one may have.
  func mayShowMore(losses: [Double]) -> Bool {
    let scales = triangle.logScales
    let sizes = basis.columnMagnitudes()
    let rounding = skewed.filter {
      !(losses[$0] < GradedErrors<Scalar>.lostLoss)
        && Double(sizes[$0]) <= GradedErrors<Scalar>.unknown
    }
    let top = rounding.map { scales[$0] }.max() ?? -.infinity
    return skewed.contains { scales[$0] > top }
  }

  /// Gives up columns that rounding alone tells from others.
  mutating func loseSkewed() {
    for j in skewed {
      basis.setColumn(j, to: orthonormal.submatrix(rows: 0..<basis.rowCount, columns: j..<j + 1))
    }
    lost += skewed
  }

  /// What stands outside of the rows after it.
  func absorbed(older: OlderErrors<Scalar> = OlderErrors()) -> GradedRows<Scalar>.Absorbed {
    (
      RoundedMatrix(basis, pattern: pattern, older: older), triangle.dependences.max() ?? 1,
      method == .householder && dependent.isEmpty && lost.isEmpty
        && older.sources == nil
    )
  }
}
