import DenseLinearAlgebra

/// A computed matrix together with what rounding may have put into it: to first order, the error of
/// entry (i, j) is like a random number with a variance of at most V_ij times the squared unit roundoff.
///
/// Errors of a product and of its factors add up with random signs: V(A·B) = A∘A · (V(B) + B∘B). A
/// strict bound |A|·|B| instead of it would grow by √n with every factor. What is kept of V is the
/// largest in each group of neighbouring columns, so that it costs a fraction of the product, or V itself where older
/// errors are followed.
///
/// - Source: Higham and Mary 2019, "A new approach to probabilistic rounding error analysis".
struct RoundedMatrix<Scalar: LinearAlgebraScalar>: Sendable {
  private(set) var values: Matrix<Scalar>
  /// V, nil where the values are taken as exact.
  private(set) var variance: GroupedColumns?
  private(set) var older: OlderErrors<Scalar>
  /// Nil where no number below the exponent range went into the values.
  private(set) var floors: Floors<Scalar>?
  /// Nil where any entry may differ from zero.
  private(set) var pattern: ZeroPattern?

  /// Values taken as exact but for older errors.
  init(_ values: Matrix<Scalar>, pattern: ZeroPattern?, older: OlderErrors<Scalar> = OlderErrors())
  {
    self.values = values
    self.pattern = pattern
    self.older = older
  }

  /// Exact values.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(_ values: Matrix<Scalar>) { self.init(values, pattern: .of(values)) }

  /// A factor taken as exact, but for what went below the exponent range and for terms that have cancelled.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(exact factor: BlockMatrix<Scalar>) {
    self.init(factor.denseMatrix())
    variance = factor.cancelledTerms.map { GroupedColumns(squaresOf: $0.sizes()) }
    floors = factor.underflow.map { _ in Floors(rows: factor.rowCount, columns: factor.columnCount)
    }
  }

  /// Some rows and columns of `factor`, values each with a relative error like ε.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(rounded factor: BlockMatrix<Scalar>, rows: Range<Int>, columns: Range<Int>) {
    self.init(factor.denseMatrix().submatrix(rows: rows, columns: columns))
    var variance = GroupedColumns(squaresOf: values)
    if let terms = factor.cancelledTerms {
      variance.add(
        GroupedColumns(squaresOf: terms.sizes().submatrix(rows: rows, columns: columns)))
    }
    self.variance = variance
    if factor.underflow != nil {
      floors = Floors(rows: rows.count, columns: columns.count)
    }
  }

  /// Follows all that rounding does from here on.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func followErrors() {
    older = OlderErrors(
      samples: ErrorSamples(rows: values.rowCount, columns: values.columnCount))
  }

  /// With samples of the older errors of a panel with `errors`.
  func sampling(_ errors: GradedErrors<Scalar>) -> RoundedMatrix {
    var result = self
    result.older = errors.sampled(older, in: values)
    return result
  }

  /// The largest rank that the matrix may have by the zeros of its factors.
  var structuralRank: Int {
    pattern?.structuralRank ?? min(values.rowCount, values.columnCount)
  }

  private var patternOrFull: ZeroPattern {
    pattern ?? .full(rows: values.rowCount, columns: values.columnCount)
  }

  /// Adds to samples of older errors relative ones of each direction, `losses`, that lie in smaller ones as well.
  mutating func sample(_ losses: [Double]) {
    older.samples?.add(ErrorSamples(scales: losses, in: values))
  }

  /// The norm of what rounding may have put into the entries, where terms that cancelled have made it far more than that of
  /// values of this size; 0 elsewhere.
  var cancelledNorm: Double {
    guard let variance else { return 0 }
    let squares = Double(variance.width) * variance.maxima.elements.reduce(0, +)
    let usual = 64 * Double(max(values.columnCount, 1)).squareRoot() * Double(values.frobeniusNorm)
    let norm = squares.squareRoot()
    return norm > usual ? Scalar.unitRoundoff * norm : 0
  }

  /// What rounding may have put into the entries so far.
  var errors: RoundingErrors<Scalar> {
    variance.map { RoundingErrors($0, floors: floors) }
      ?? RoundingErrors(exact: values, floors: floors)
  }

  /// The same, and what the next product with a triangle will round.
  var productErrors: RoundingErrors<Scalar> {
    RoundingErrors(productVariance(), floors: floors)
  }

  /// Nothing, to be written into.
  init() { self.init(Matrix(rows: 0, columns: 0)) }

  /// Becomes `factor`, or its transpose, times `other`.
  ///
  /// - Complexity: That of the product, and a fraction for the variance.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func setToProduct(
    of factor: PreparedFactor<Scalar>, and other: RoundedMatrix, transposingLeft: Bool = false
  ) {
    // A diagonal mixes no rows: what would count as alike in a group is zero but for one column. And what is
    // followed goes on to matter by the very entries that it is in.
    let variance = other.productVariance(
      groupedBy: factor.isDiagonal || other.older.samples != nil ? 1 : nil)
    floors = other.floors(ofProductWith: factor, transposed: transposingLeft)
    factor.matrix.multiply(other.values, transposed: transposingLeft, into: &values)
    let hasZeros = other.pattern != nil || values.rowMagnitudes().contains(0)
    pattern =
      hasZeros
      ? .ofProduct(
        of: factor.matrix, transposed: transposingLeft, and: other.pattern,
        columnCount: values.columnCount) : nil
    self.variance = variance.multiplied(by: factor.squares, transposed: transposingLeft)
    older = other.older.multiplied(by: factor.matrix, transposed: transposingLeft)
  }

  /// V + B∘B, of which a product with this adds up its errors.
  ///
  /// - Parameter width: Of groups where there is no V yet that has its own.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func productVariance(groupedBy width: Int? = nil) -> GroupedColumns {
    guard let variance else { return GroupedColumns(squaresOf: values, width: width) }
    var sum = GroupedColumns(squaresOf: values, width: variance.width)
    sum.add(variance)
    return sum
  }

  /// The product of the transpose of `selector` with this: where it only picks rows, nothing is rounded.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func selected(by selector: BlockMatrix<Scalar>) -> RoundedMatrix {
    var result = RoundedMatrix()
    guard let rows = selector.pickedRows else {
      result.setToProduct(of: PreparedFactor(selector), and: self, transposingLeft: true)
      return result
    }
    return selected(rows: rows)
  }

  /// Some of the rows.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func selected(rows: Range<Int>) -> RoundedMatrix {
    if rows == 0..<values.rowCount { return self }
    var result = RoundedMatrix()
    result.values = values.submatrix(rows: rows, columns: 0..<values.columnCount)
    result.variance = variance?.selected(rows: rows)
    result.older = older.selected(rows: rows)
    result.floors = floors?.selected(rows: rows)
    result.pattern = pattern?.selected(rows: rows)
    return result
  }

  /// From the first to the last row that may differ from zero; all rows where others may have vanished.
  var rowsInUse: Range<Int> {
    guard floors == nil, let rows = pattern?.rowsInUse, !rows.isEmpty else {
      return 0..<values.rowCount
    }
    return rows
  }

  /// Values and older errors as `rows` of `count`, others zero; for values taken as exact but for these.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func padded(to rows: Range<Int>, of count: Int) -> RoundedMatrix {
    if rows == 0..<count { return self }
    func pad(_ matrix: inout Matrix<Scalar>) {
      let part = matrix
      matrix.setToScattered(
        part, columns: part.columnCount, rows: count, order: Array(rows))
    }
    var result = self
    pad(&result.values)
    result.older.samples?.updateRows(pad)
    result.older.sources?.updateRows(pad)
    result.pattern = patternOrFull.padded(to: rows, of: count)
    return result
  }

  /// Multiplies row i by `factors[i]`, a power of two, which is exact.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func scale(rows factors: [Scalar]) {
    floors = floors(scalingRows: factors)
    values.scaleRows(factors)
    if factors.contains(0) { pattern = patternOrFull.scaled(rows: factors) }
    variance?.scale(rows: factors.map { Double($0) * Double($0) })
    older = older.scaled(rows: factors)
  }

  /// Columns `order` of this, times the transpose of an upper triangle.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func product(columns order: [Int], timesTransposeOf triangle: Matrix<Scalar>) -> RoundedMatrix {
    var result = RoundedMatrix(
      values.columns(order), pattern: pattern?.product(columns: order, timesTransposeOf: triangle),
      older: older.product(columns: order, timesTransposeOf: triangle))
    result.values.multiplyFromRight(upperTriangular: triangle, transposed: true)
    var squares = Matrix<Double>(rows: 0, columns: 0)
    squares.setToSquares(of: triangle)
    result.variance = productVariance(groupedBy: older.samples != nil ? 1 : nil)
      .product(columns: order, timesTransposeOf: squares)
    result.floors = floors?.multiplied(columns: order, byTransposeOf: triangle)
    return result
  }
}
