import DenseLinearAlgebra
import RealModule

/// The singular values of diag(e^ℓ)·L, each to a small multiple of ε of itself.
///
/// On a matrix whose rows are graded in descending order, LAPACK's bidiagonalization keeps relative
/// accuracy (Barlow 2002), but not below singular values that are equal: there it breaks down, and
/// mixes large rows into small ones. Where it finds equal values, QR passes damp the coupling of rows
/// i and j to e^-2(ℓ_i - ℓ_j), and parts that no longer couple are taken on their own.
///
/// Where the scales spread wide, one pass is made, and the values are taken window by window, each
/// from the inner part of a window that reaches further: that is cheaper than the whole, and stays
/// within the exponent range, of which the iteration uses the squares.
struct GradedSpectrum<Scalar: LinearAlgebraScalar> {
  /// Natural logs, in descending order, of the rows that are not zero.
  private(set) var logSingularValues: [Double] = []
  /// Estimated relative error of each singular value, which is the absolute one of its log.
  private(set) var relativeErrors: [Double] = []

  /// ln 1/ε.
  private static var digits: Double { -Double.log(Double(Scalar.ulpOfOne)) }
  /// Within this many nats a breakdown costs less than four digits, and there is nothing to damp.
  private static var dampingSpan: Double { 8 }
  /// A window's own values span this many nats.
  private static var windowSpan: Double { 1.5 * digits }
  /// Windows reach this many nats beyond their own values on either side: what is cut off changes
  /// them by the square of e to minus this, times the condition of L.
  private static var windowMargin: Double { digits }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(
    of graded: GradedRows<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    var graded = graded.sorted()
    guard let top = graded.logScales.first, let bottom = graded.logScales.last else { return }
    relativeErrors = Self.spread(graded.relativeErrors, over: graded.logScales)
    let isWide = top - bottom > Self.windowSpan + 2 * Self.windowMargin
    if isWide { try graded.damp(workspace: &workspace) }
    try append(graded, workspace: &workspace)
    guard Self.haveEqualsAboveSmallOnes(logSingularValues) else { return }
    for _ in 0..<(isWide ? 1 : 2) { try graded.damp(workspace: &workspace) }
    logSingularValues = []
    for part in graded.uncoupledParts() {
      try append(graded.window(part), workspace: &workspace)
    }
    logSingularValues.sort(by: >)
  }

  /// Whether two values are so nearly equal that smaller ones, found with them, cannot be trusted.
  private static func haveEqualsAboveSmallOnes(_ values: [Double]) -> Bool {
    let limit = Double(Scalar.ulpOfOne).squareRoot().squareRoot()
    let last = values.last ?? 0
    return zip(values, values.dropFirst()).contains { larger, smaller in
      larger - smaller < limit && smaller - last > dampingSpan
    }
  }

  /// Adds the values of a part whose rows couple.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func append(
    _ graded: GradedRows<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    let scales = graded.logScales
    guard scales[0] - scales[scales.count - 1] > Self.windowSpan + 2 * Self.windowMargin else {
      logSingularValues += try Self.values(of: graded, workspace: &workspace)
      return
    }
    var start = 0
    while start < scales.count {
      let end = scales.firstIndex { $0 < scales[start] - Self.windowSpan } ?? scales.count
      let first = scales.firstIndex { $0 <= scales[start] + Self.windowMargin }!
      let last =
        scales.firstIndex { $0 < scales[start] - Self.windowSpan - Self.windowMargin }
        ?? scales.count
      let values = try Self.values(of: graded.window(first..<last), workspace: &workspace)
      logSingularValues += values[start - first..<end - first]
      start = end
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func values(
    of graded: GradedRows<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> [Double] {
    let top = graded.logScales[0]
    var matrix = graded.rows
    matrix.scale(
      rows: graded.logScales.map { Scalar(Double.exp($0 - top)) },
      columns: Array(repeating: 1, count: matrix.columnCount))
    return try matrix.singularValues(workspace: &workspace).map { top + Double.log(Double($0)) }
  }

  /// With `-inf` for the rows that have been dropped since there were `count`, which is exact.
  func padded(to count: Int) -> GradedSpectrum {
    var padded = self
    let missing = count - logSingularValues.count
    padded.logSingularValues += Array(repeating: -.infinity, count: missing)
    padded.relativeErrors += Array(repeating: 0, count: missing)
    return padded
  }

  /// The error of a row shows in the values of others as much as the scales are alike: the largest
  /// of error_j·e^-|ℓ_i - ℓ_j|, for descending scales.
  private static func spread(_ errors: [Double], over scales: [Double]) -> [Double] {
    var result = errors
    for i in result.indices.dropFirst() {
      result[i] = max(result[i], result[i - 1] * .exp(scales[i] - scales[i - 1]))
    }
    for i in result.indices.dropLast().reversed() {
      result[i] = max(result[i], result[i + 1] * .exp(scales[i + 1] - scales[i]))
    }
    return result
  }
}

extension GradedRows {
  /// The rows in descending order of scale, those of scale zero left out.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func sorted() -> GradedRows {
    let order = logScales.indices.filter { logScales[$0] > -.infinity }
      .sorted { logScales[$0] > logScales[$1] }
    return GradedRows(
      logScales: order.map { logScales[$0] }, rows: rows.rows(order),
      relativeErrors: order.map { relativeErrors[$0] })
  }

  /// One QR pass: with Lᵀ = Q̃·R, the singular values of diag(e^ℓ)·L are those of R·diag(e^ℓ), so
  /// that L becomes diag(e^-ℓ)·R·diag(e^ℓ), square and nearer to a diagonal.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func damp(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    var triangle = rows.transposed()
    try triangle.reduceToR(workspace: &workspace)
    triangle.multiply(
      byRatiosOf: logScales, rowsTimes: Array(repeating: 1, count: triangle.rowCount))
    let norms = triangle.normalizeRows()
    logScales = zip(logScales, norms).map { $0 + Double.log(Double($1)) }
    rows = triangle
    // Rows that changed places take their columns with them, which leaves the values as they are.
    if logScales != logScales.sorted(by: >) {
      rows = GradedRows(
        logScales: logScales, rows: rows.transposed(), relativeErrors: relativeErrors
      ).sorted().rows.transposed()
      self = sorted()
    }
  }

  /// The parts on the diagonal of a square L outside of which no entry exceeds a fraction of ε: zeros
  /// in its place change each singular value by that much of itself.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func uncoupledParts() -> [Range<Int>] {
    var reach = Array(0..<rows.columnCount)
    for j in 0..<rows.columnCount {
      for (i, entry) in rows.column(j).enumerated() where entry.magnitude > Scalar.ulpOfOne / 4 {
        reach[min(i, j)] = max(reach[min(i, j)], max(i, j))
      }
    }
    var parts: [Range<Int>] = []
    var (start, end) = (0, 0)
    for (i, last) in reach.enumerated() {
      end = max(end, last + 1)
      if end == i + 1 {
        parts.append(start..<end)
        start = end
      }
    }
    return parts
  }

  /// The square part on the diagonal, of rows and columns in `range`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func window(_ range: Range<Int>) -> GradedRows {
    GradedRows(
      logScales: Array(logScales[range]), rows: rows.submatrix(rows: range, columns: range),
      relativeErrors: Array(relativeErrors[range]))
  }
}
