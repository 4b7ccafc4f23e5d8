import DenseLinearAlgebra
import RealModule

/// Variances of the errors of a matrix's entries, in units of the squared unit roundoff: V = U·Z + E
/// with few columns of U, in double precision.
struct RoundingErrors<Scalar: LinearAlgebraScalar> {
  /// U; shape [rows, terms].
  private var rows: Matrix<Double>
  /// Z; shape [terms, columns].
  private var columns: Matrix<Double>
  /// E; nil where all is said by the others.
  private var entries: Matrix<Double>?
  /// Others besides, so small that their squares vanish as long as the columns have not been scaled.
  private var floors: Floors<Scalar>?
  /// The terms that they have become.
  private var floorTerms = 0..<0

  /// None in the entries of `matrix`, but for `floors`.
  init(exact matrix: Matrix<Scalar>, floors: Floors<Scalar>? = nil) {
    rows = Matrix(rows: matrix.rowCount, columns: 0)
    columns = Matrix(rows: 0, columns: matrix.columnCount)
    self.floors = floors
  }

  /// Errors with `variance`, and `floors` besides.
  init(_ variance: GroupedColumns, floors: Floors<Scalar>? = nil) {
    if variance.width == 1 {
      rows = Matrix(rows: variance.maxima.rowCount, columns: 0)
      columns = Matrix(rows: 0, columns: variance.columnCount)
      entries = variance.maxima
      self.floors = floors
      return
    }
    rows = variance.maxima
    columns = Matrix(rows: rows.columnCount, columns: variance.columnCount)
    for j in 0..<variance.columnCount { columns[variance.group(of: j), j] = 1 }
    self.floors = floors
  }

  /// ln of what the floors in some columns add up to at most, column j times e^ℓ_j, as long as the columns have not
  /// been scaled.
  ///
  /// - Parameter logScales: ℓ, of all columns.
  func logFloors(inColumns places: [Int], logScales: [Double]) -> Double {
    let levels = (floors?.terms ?? []).flatMap { term in
      let rows = term.rows.reduce(0) { $0 + Self.square(Double($1)) }.squareRoot()
      return places.map { logScales[$0] + Double.log(rows * Double(term.columns[$0])) }
    }
    return (levels.max() ?? -.infinity) + Double.log(Double(max(levels.count, 1)))
  }

  /// The errors of columns `order`.
  mutating func selectColumns(_ order: [Int]) {
    columns = columns.columns(order)
    entries = entries?.columns(order)
  }

  /// The errors of columns `order`, multiplied by `factors`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func selectColumns(_ order: [Int], times factors: [Scalar]) {
    let squares = factors.map { Self.square(Double($0)) }
    columns = columns.columns(order, times: squares)
    entries = entries?.columns(order, times: squares)
    guard let terms = floors.take()?.terms else { return }
    floorTerms = rows.columnCount..<rows.columnCount + terms.count
    for term in terms {
      let largest = max(term.rows.max() ?? 0, .leastNonzeroMagnitude)
      let size = Double(largest) / Scalar.unitRoundoff
      add(
        rows: term.rows.map { Double($0 / largest) },
        columns: zip(order, factors).map { size * (Double(term.columns[$0]) * Double($1)) })
    }
  }

  /// Adds those of a computation whose errors are relative to a size of each row.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func add(relativeToRows sizes: [Scalar]) {
    add(rows: sizes.map { Double($0) }, columns: Array(repeating: 1, count: columns.columnCount))
  }

  /// Adds those of a quotient X = B·R⁻¹, to be counted in B: in entry (r, j) each of the terms x_rk·r_kj was rounded.
  ///
  /// - Parameters:
  ///   - triangle: R, of columns `pivots` of B.
  /// - Complexity: m·n² flops.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func add(quotient: Matrix<Scalar>, by triangle: GradedTriangle<Scalar>) {
    var (terms, squares) = (
      Matrix<Double>(rows: 0, columns: 0), Matrix<Double>(rows: 0, columns: 0)
    )
    terms.setToSquares(of: quotient)
    squares.setToSquares(of: triangle.triangle)
    if squares.rowCount == squares.columnCount {
      terms.multiplyFromRight(upperTriangular: squares)
    } else {
      terms = terms * squares
    }
    let pivots = triangle.pivots
    let places = pivots.indices.sorted { pivots[$0] < pivots[$1] }
    if !places.elementsEqual(pivots.indices) { terms = terms.columns(places) }
    addEntries(terms)
  }

  /// Adds those of rows that became rows of R by reflections with pivots: relative to what they became, which may be
  /// more than they were.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func add(pivotRowsOf triangle: GradedTriangle<Scalar>) {
    guard !triangle.pivotRows.isEmpty else { return }
    var terms = Matrix<Double>(rows: rows.rowCount, columns: columns.columnCount)
    for (k, row) in triangle.pivotRows.enumerated() {
      for (j, place) in triangle.pivots.enumerated().dropFirst(k) {
        terms[row, place] = Self.square(Double(triangle.triangle[k, j]))
      }
    }
    addEntries(terms)
  }

  /// Adds a variance of each entry.
  private mutating func addEntries(_ variances: Matrix<Double>) {
    entries?.add(variances)
    if entries == nil { entries = variances }
  }

  /// Adds errors whose sizes are r_i·c_j, in units of the unit roundoff.
  private mutating func add(rows sizes: [Double], columns factors: [Double]) {
    let width = columns.columnCount
    rows = Matrix(
      rows: sizes.count, columns: rows.columnCount + 1,
      columnMajor: rows.elements + sizes.map(Self.square))
    var widened = Matrix<Double>(rows: columns.rowCount + 1, columns: width)
    for j in 0..<width {
      for i in 0..<columns.rowCount { widened[i, j] = columns[i, j] }
      widened[columns.rowCount, j] = Self.square(factors[j])
    }
    columns = widened
  }

  private static func square(_ size: Double) -> Double {
    min(size * size, .greatestFiniteMagnitude)
  }

  /// What becomes of errors E in columns `order`, E·T for the transpose T of an upper triangle: V·(T∘T).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func multiplyFromRight(columns order: [Int], byTransposeOf triangle: Matrix<Scalar>) {
    selectColumns(order)
    multiplyColumns(bySquaresOf: triangle, transposed: true)
    floors = floors?.multiplied(columns: order, byTransposeOf: triangle)
  }

  /// What becomes of errors E in scaled columns in E·T for an upper triangle T: V·(T∘T).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func multiplyFromRight(upperTriangular factor: Matrix<Scalar>) {
    precondition(floors == nil, "columns that have not been scaled")
    multiplyColumns(bySquaresOf: factor, transposed: false)
  }

  private mutating func multiplyColumns(bySquaresOf factor: Matrix<Scalar>, transposed: Bool) {
    var squares = Matrix<Double>(rows: 0, columns: 0)
    squares.setToSquares(of: factor)
    columns.multiplyFromRight(upperTriangular: squares, transposed: transposed)
    entries?.multiplyFromRight(upperTriangular: squares, transposed: transposed)
  }

  /// Lowers what says no more than that nothing is known, so that it can be divided again.
  mutating func limit() {
    let limit = Double.greatestFiniteMagnitude * .ulpOfOne * .ulpOfOne * .ulpOfOne
    columns.limit(to: limit)
    entries?.limit(to: limit)
  }

  /// Without those of some columns.
  mutating func clear(columns cleared: [Int]) {
    for j in cleared {
      for i in 0..<columns.rowCount { columns[i, j] = 0 }
      entries?.clearColumns(j..<j + 1)
    }
  }

  /// Square roots of V.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func sizes() -> Matrix<Scalar> {
    let variances = matrix()
    return Matrix(
      rows: variances.rowCount, columns: variances.columnCount,
      columnMajor: Self.sizes(variances.elements))
  }

  /// Sizes of rows and of columns whose products add up to about those of the errors: one for rounding, each
  /// column of its own size and all of one shape, and one for each floor.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func sizesOfRankOne() -> [(rows: [Scalar], columns: [Scalar])] {
    let rounding = columns.rows(
      (0..<columns.rowCount).filter { !floorTerms.contains($0) })
    let shapes = rows.columns((0..<rows.columnCount).filter { !floorTerms.contains($0) })
    var sums = shapes.columnTotals(times: rounding)
    if let entries { sums = zip(sums, entries.columnTotals()).map(+) }
    let total = Double(max(sums.lazy.filter { $0 > 0 }.count, 1))
    let weights = sums.map { sum in
      let weight = 1 / (sum * total)
      return weight.isFinite ? weight : 0
    }
    var shape = shapes * (rounding * weights)
    if let entries { shape = zip(shape, entries * weights).map(+) }
    return [(Self.sizes(shape), Self.sizes(sums))]
      + floorTerms.map { term in
        (
          Self.sizes(Array(rows.column(term))),
          Self.sizes((0..<columns.columnCount).map { columns[term, $0] })
        )
      }
  }

  /// Square roots, such that they can be multiplied.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func sizes(_ variances: [Double]) -> [Scalar] {
    let limit = Double(Scalar.greatestFiniteMagnitude.squareRoot())
    return variances.map { Scalar(min($0.squareRoot(), limit)) }
  }

  var rowCount: Int { rows.rowCount }

  /// Σ_r V_rj for every column j.
  func columnSums() -> [Double] {
    let sums = rows.columnTotals(times: columns)
    return entries.map { zip(sums, $0.columnTotals()).map(+) } ?? sums
  }

  /// V·f.
  func rowSums(columnsTimes factors: [Double]) -> [Double] {
    let sums = rows * (columns * factors)
    return entries.map { zip(sums, $0 * factors).map(+) } ?? sums
  }

  /// A bound on max_r V_rj for every column j.
  func columnMaxima() -> [Double] {
    let largest = Matrix(
      rows: 1, columns: rows.columnCount, columnMajor: rows.columnMagnitudes())
    let maxima = (largest * columns).elements
    return entries.map { zip(maxima, $0.columnMagnitudes()).map(+) } ?? maxima
  }

  /// V.
  func matrix() -> Matrix<Double> {
    var variances = rows * columns
    if let entries { variances.add(entries) }
    return variances
  }
}

extension Matrix<Double> {
  /// The sums of the columns of a product with this on the left.
  fileprivate func columnTotals(times other: Matrix<Double>) -> [Double] {
    (Matrix(rows: 1, columns: columnCount, columnMajor: columnTotals()) * other).elements
  }

  /// The sums of the columns.
  fileprivate func columnTotals() -> [Double] { (0..<columnCount).map { column($0).reduce(0, +) } }
}
