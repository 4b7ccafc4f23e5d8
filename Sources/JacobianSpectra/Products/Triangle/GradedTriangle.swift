import DenseLinearAlgebra
import RealModule

/// An upper triangle R with T·Π = X·R for an X whose columns are orthonormal to some degree, and with
/// R·diag(e^ℓ) = diag(e^d)·S, |s_ii| = 1, for the scales ℓ of the columns of T, which may lie any
/// number of nats apart.
///
/// What counts is that S is well-conditioned: directions overtake each other along a chain of
/// factors, and columns must be taken in the order of what is left of them.
struct GradedTriangle<Scalar: LinearAlgebraScalar> {
  /// R in the units of the columns of T; shape [rank, columns].
  private(set) var triangle: Matrix<Scalar>
  /// S, shape [rank, columns].
  private(set) var graded: Matrix<Scalar>
  /// d, in nats.
  let logScales: [Double]
  /// Column j of R and S belongs to column `pivots[j]` of T.
  let pivots: [Int]

  /// ln of what rounding may have hidden of columns that are no pivots.
  let logHidden: Double
  /// By how many nats each scale was raised to what rounding may have hidden of its pivot.
  let raises: [Double]
  /// The row of T that became row i of R by reflections with pivots; empty where rows stood by size.
  private(set) var pivotRows: [Int]
  /// Whether these follow from the pivots row by row.
  private var areOthersSolved = false

  private let deferredInverse: Deferred<Matrix<Scalar>?>
  /// The size of each pivot column over what is left of it beside those before it: a factor by which
  /// rounding in the column shows in its direction.
  let dependences: [Double]

  /// Columns of B that depend so much on those before them that X = B·R⁻¹ is far from orthogonal there.
  var dependentColumns: [Int] {
    let limit = Double(Self.dependenceLimit)
    return dependences.indices.filter { !(dependences[$0] < limit) }
  }

  /// Those, and others of which R says that too much is left: where several columns depend on others, each less than R can
  /// say, that is rounding. A column of X has another norm than 1 then, and is in those after it.
  ///
  /// - Parameter quotient: X.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func dependentColumns(in quotient: Matrix<Scalar>) -> [Int] {
    let known = dependentColumns
    // Far more than what rounding does where R says what is left.
    let tolerance: Scalar = 1.0 / 16
    let first = quotient.columnNorms().firstIndex {
      !(($0 - 1).magnitude <= tolerance) && $0 > 0
    }
    guard let first else { return known }
    return known.filter { $0 < first } + Array(first..<quotient.columnCount)
  }

  /// Whether columns of B depend so much on each other that the singular values are not those of R, if it is that of
  /// reflections.
  var saysTooLittle: Bool {
    dependences.contains { !($0 < Double(Self.reflectionLimit)) }
  }

  /// Whether columns of B depend so much on each other that what fell into smaller scales returns.
  var returnsErrors: Bool { dependences.contains { !($0 <= Self.returnLimit) } }

  /// What is not known of the columns that are no pivots, relative to each scale; infinite where they may have more of
  /// it than the pivot has. Nothing where they follow from the pivots row by row.
  var hiddenLosses: [Double] {
    zip(logScales, raises).map { logScale, raise in
      guard !areOthersSolved, logHidden > -.infinity else { return 0 }
      let loss = Double.exp(logHidden - logScale + raise)
      return loss < 1 ? loss : .infinity
    }
  }

  /// R⁻¹ of the columns that are pivots; nil where one is zero.
  var inverse: Matrix<Scalar>? { deferredInverse.value }

  /// How far the rows of diag(e^d)·S couple at most, beside e to minus the distance of their scales: the largest of
  /// |r_ij|/|r_jj| and |r_ii|·|(R⁻¹)_ij|; infinite where R has no inverse.
  var coupling: Double {
    guard let inverse else { return .infinity }
    let rows = zip(inverse.rowMagnitudes(), logScales.indices).map {
      Double($0 * triangle[$1, $1].magnitude)
    }
    return (rows + dependences).reduce(1, max)
  }

  /// ‖S⁻¹‖₁ of the columns that are pivots; infinite where R has no inverse.
  func inverseNorm() -> Double { gradedInverse().map { Double($0.columnSumNorm()) } ?? .infinity }

  /// S⁻¹ of the columns that are pivots, (S⁻¹)_ij = (R⁻¹)_ij·r_ii/s_ii·e^(d_j - d_i); nil where R has no inverse.
  ///
  /// - Parameter offsets: o, for S of scales ℓ + o in place of ℓ, as in ``graded(offsets:)``; none if nil.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func gradedInverse(offsets: [Double]? = nil) -> Matrix<Scalar>? {
    guard var inverse else { return nil }
    inverse.multiply(
      byRatiosOf: offsets.map { zip(logScales, $0).map(+) } ?? logScales,
      rowsTimes: logScales.indices.map { triangle[$0, $0] / graded[$0, $0] })
    return inverse
  }

  /// R of the columns that are pivots.
  var square: Matrix<Scalar> { Self.square(of: triangle) }

  private static func square(of triangle: Matrix<Scalar>) -> Matrix<Scalar> {
    let rank = 0..<triangle.rowCount
    return triangle.columnCount == rank.count
      ? triangle : triangle.submatrix(rows: rank, columns: rank)
  }

  /// S for scales ℓ + o in place of ℓ: diag(e^-o)·S·diag(e^o), with d + o in place of d.
  ///
  /// - Parameter offsets: o, for the columns of S.
  func graded(offsets: [Double]) -> Matrix<Scalar> {
    guard offsets.contains(where: { $0 != 0 }) else { return graded }
    var result = graded.upperScaled(
      rows: offsets.prefix(logScales.count).map { Scalar(Double.exp(-$0)) },
      columns: offsets.map { Scalar(Double.exp($0)) })
    // As it was, not times e^-o·e^o in floating point.
    for i in logScales.indices { result[i, i] = graded[i, i] }
    return result
  }

  /// ln of the norms of the rows of S, which are those of S·L for orthonormal rows of L.
  var logRowNorms: [Double] {
    graded.upperRowSumsOfSquares().map { Double.log(Double($0)) / 2 }
  }

  /// - Parameter sizes: The largest magnitude in each column of `triangle`, where these are known.
  init(
    triangle: Matrix<Scalar>, graded: Matrix<Scalar>, logScales: [Double], pivots: [Int],
    sizes: [Scalar]? = nil, logHidden: Double = -.infinity, raises: [Double]? = nil,
    pivotRows: [Int] = []
  ) {
    self.pivotRows = pivotRows
    self.triangle = triangle
    self.logHidden = logHidden
    self.raises = raises ?? Array(repeating: 0, count: logScales.count)
    self.graded = graded
    self.logScales = logScales
    self.pivots = pivots
    deferredInverse = Deferred { Self.square(of: triangle).inverseOfUpperTriangle() }
    dependences = zip(sizes ?? triangle.columnMagnitudes(), logScales.indices).map {
      Double($0 / triangle[$1, $1].magnitude)
    }
  }

  /// Replaces the columns of R that are no pivots, unless that makes S grow: then the pivots say too little
  /// of them.
  ///
  /// - Parameter columnScales: Their ℓ.
  mutating func setOthers(to columns: Matrix<Scalar>, columnScales: [Double]) {
    var (triangle, graded) = (triangle, graded)
    let first = logScales.count
    for (j, columnScale) in columnScales.enumerated() {
      for (i, logScale) in logScales.enumerated() {
        let value = columns[i, j]
        triangle[i, first + j] = value
        // Of zero however large the ratio is.
        graded[i, first + j] =
          value == 0 ? 0 : Scalar(Double(value) * .exp(columnScale - logScale))
      }
    }
    guard graded.maximumMagnitude <= Self.growthLimit else { return }
    (self.triangle, self.graded) = (triangle, graded)
    areOthersSolved = true
  }

  /// Takes the rows of T for those of a larger matrix, of which they are rows `order`.
  mutating func place(rows order: [Int]) { pivotRows = pivotRows.map { order[$0] } }

  /// How R is computed for columns that stand in a good order.
  enum Method {
    /// By Householder reflections: X is orthonormal to ε·κ(T).
    case householder
    /// By the Cholesky factor of TᵀT, which is faster: X is orthonormal to ε·κ(T)².
    case cholesky
  }

  /// Columns that depend more on each other return what fell into smaller scales.
  static var returnLimit: Double { 4096 }
  /// An entry of S beyond this says that an order by size is not good enough.
  private static var growthLimit: Scalar { 4 }
  /// Rows that grow more in reflections lose more than bounds allow for.
  private static var rowGrowthLimit: Scalar { 32 }
  /// A column of which less than this is left depends too much on those before it for R to come from the Gram
  /// matrix.
  private static var dependenceLimit: Scalar { 1 / Scalar.ulpOfOne.squareRoot().squareRoot() }
  /// The same for R of reflections.
  private static var reflectionLimit: Scalar {
    max(dependenceLimit, 1 / Scalar.ulpOfOne.squareRoot() / 64)
  }

  /// What a factorization of columns in the order of size comes to.
  enum Outcome {
    case found(GradedTriangle)
    /// Columns depend so much on each other that R says too little of what is left of them.
    case tooDependent
    /// What is left of columns does not descend as they do, or some are zero, or they are more than the rows.
    case outOfOrder
  }

  /// Takes the columns as they stand, sorted by size e^ℓ_j.
  ///
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  static func ofSorted(
    _ matrix: Matrix<Scalar>, logScales scales: [Double], method: Method,
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> Outcome {
    guard matrix.rowCount >= matrix.columnCount else { return .outOfOrder }
    var r = matrix
    let limit: Scalar
    switch method {
    case .householder:
      try r.reduceToR(workspace: &workspace)
      limit = reflectionLimit
    case .cholesky:
      guard let factor = matrix.choleskyFactorOfGramMatrix() else { return .tooDependent }
      r = factor
      limit = dependenceLimit
    }
    var sizes = r.columnMagnitudes()
    guard !sizes.contains(0) else { return .outOfOrder }
    for (j, whole) in sizes.enumerated() where !(r[j, j].magnitude * limit > whole) {
      return .tooDependent
    }
    if method == .householder, r.rowGrowth() > rowGrowthLimit {
      r.correct(for: matrix)
      sizes = r.columnMagnitudes()
    }
    let diagonal = scales.indices.map { r[$0, $0].magnitude }
    var s = r
    s.multiply(byRatiosOf: scales, rowsTimes: diagonal.map { 1 / $0 })
    guard s.maximumMagnitude <= growthLimit else { return .outOfOrder }
    return .found(
      GradedTriangle(
        triangle: r, graded: s, logScales: scales.adding(logsOf: diagonal),
        pivots: Array(scales.indices), sizes: sizes))
  }
}

extension GradedTriangle {
  /// By how much rounding grows in each row of a product with S, |s_ii| = 1: the norm of its entries outside the
  /// diagonal over that of the product's row.
  ///
  /// - Parameter rowSquares: Σ_j s_ij².
  static func growths(rowSquares: [Scalar], norms: [Scalar]) -> [Scalar] {
    zip(rowSquares, norms).map { square, norm in
      norm > 0 ? max(square - 1, 0).squareRoot() / norm : 0
    }
  }
}
