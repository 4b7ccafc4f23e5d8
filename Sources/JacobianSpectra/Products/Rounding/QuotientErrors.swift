import DenseLinearAlgebra

/// What rounding has just done in a factor B and in its quotient X = B·R⁻¹.
///
/// Each entry of X·R is a sum of terms that were rounded, and small ones have small errors: what matters to
/// directions that rest on few small entries. To count them entry by entry costs two products, so that a bound by
/// rows is taken first. It is left where the losses by it are small; where those of few directions are not, and X is
/// square, so that nothing but losses is asked for, only they are counted entry by entry.
struct QuotientErrors<Scalar: LinearAlgebraScalar> {
  /// Those of X·R, as errors of B.
  private(set) var made: RoundingErrors<Scalar>
  /// What they are relative to each scale.
  private(set) var losses: [Double] = []
  /// What columns of which little or nothing is known do to other directions; in ``losses``, too.
  private(set) var turns: [Double]
  /// What is not known of columns that are no pivots; in ``losses``, too.
  let others: OtherColumns<Scalar>?
  private let triangle: GradedTriangle<Scalar>
  private let method: GradedTriangle<Scalar>.Method
  private let lost: [Int]
  /// What the losses were taken from.
  private var measured: RoundingErrors<Scalar>?

  /// Single directions are measured one by one where they are no more than one in this many.
  private static var fewShare: Int { 16 }

  /// - Parameters:
  ///   - errors: Those of B, the columns of which are `columns`.
  ///   - triangle: R.
  ///   - method: How it was found.
  ///   - quotient: X.
  ///   - basis: X, with orthonormal columns.
  ///   - older: Older errors of B.
  ///   - others: Columns that an earlier pass has left out.
  ///   - lost: Columns of X of which nothing is known.
  ///   - closely: Whether entries are to be counted each.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(
    of errors: RoundingErrors<Scalar>, in columns: SortedColumns<Scalar>,
    by triangle: GradedTriangle<Scalar>, method: GradedTriangle<Scalar>.Method,
    quotient: Matrix<Scalar>, basis: Matrix<Scalar>, older: OlderErrors<Scalar> = OlderErrors(),
    others: OtherColumns<Scalar>? = nil, lost: [Int] = [], closely: Bool
  ) {
    made = errors
    self.triangle = triangle
    self.method = method
    self.lost = lost
    turns = Self.turns(of: lost, errors, by: triangle, quotient: quotient, basis: basis)
    let others =
      others
      ?? OtherColumns(errors, older: older, in: columns, by: triangle, quotient: quotient)
    self.others = others
    defer {
      if turns.contains(where: { $0 > 0 }) { losses = zip(losses, turns).map(+) }
      if let others {
        losses = zip(losses, others.losses(of: triangle, basis: basis)).map(+)
      }
    }
    if !closely {
      made.add(
        relativeToRows: quotient.rowMagnitudes(columnsTimes: triangle.triangle.rowMagnitudes()))
      measure(in: columns, basis: basis)
      // The bound by rows grows with them even where errors do not.
      let limit = 8 * Double(losses.count) * Scalar.unitRoundoff
      let mostAllowed = GradedTriangle<Scalar>.largestSimpleLoss
      let large = losses.indices.filter { !(losses[$0] <= min(limit, mostAllowed)) }
      if large.isEmpty { return }
      // What is left to the bound by rows adds up from factor to factor: too much of it in single precision.
      if basis.rowCount == basis.columnCount, limit <= mostAllowed,
        large.count <= losses.count / Self.fewShare
      {
        measureClosely(large, of: errors, in: columns, quotient: quotient, basis: basis)
        if losses.allSatisfy({ $0 <= mostAllowed }) { return }
      }
      made = errors
    }
    made.add(quotient: quotient, by: triangle)
    measure(in: columns, basis: basis)
    let large = GradedTriangle<Scalar>.turning(losses)
    if let measured, !large.isEmpty {
      turns = zip(turns, triangle.turns(of: large, errors: measured, basis: basis)).map(+)
    }
  }

  private static func turns(
    of lost: [Int], _ errors: RoundingErrors<Scalar>, by triangle: GradedTriangle<Scalar>,
    quotient: Matrix<Scalar>, basis: Matrix<Scalar>
  ) -> [Double] {
    let none = [Double](repeating: 0, count: triangle.logScales.count)
    guard !lost.isEmpty else { return none }
    var made = errors
    made.add(quotient: quotient, by: triangle)
    return triangle.divided(made).map { triangle.turns(of: lost, errors: $0, basis: basis) } ?? none
  }

  /// Takes some of the losses entry by entry.
  private mutating func measureClosely(
    _ directions: [Int], of errors: RoundingErrors<Scalar>, in columns: SortedColumns<Scalar>,
    quotient: Matrix<Scalar>, basis: Matrix<Scalar>
  ) {
    let others = method == .cholesky ? errors : columns.reflected(errors, by: triangle)
    for j in directions {
      let loss = triangle.closeLoss(
        inDirection: j, of: others, quotient: quotient, basis: basis)
      if let loss, loss.isFinite { losses[j] = loss }
    }
  }

  /// Errors of R itself count where it is asked of reflections, to be as good as B; they lie beside each row.
  private mutating func measure(in columns: SortedColumns<Scalar>, basis: Matrix<Scalar>) {
    measured = divided(method == .cholesky ? made : columns.reflected(made, by: triangle))
    losses =
      measured.map { triangle.losses(of: $0, quotient: basis) }
      ?? Array(repeating: .infinity, count: triangle.logScales.count)
  }

  /// Those of X, made·R⁻¹; nil where R has no inverse.
  var divided: RoundingErrors<Scalar>? { method == .cholesky ? measured : divided(made) }

  private func divided(_ errors: RoundingErrors<Scalar>) -> RoundingErrors<Scalar>? {
    var divided = triangle.divided(errors)
    divided?.clear(columns: lost)
    return divided
  }
}
