import DenseLinearAlgebra
import RealModule

/// The singular values of diag(e^ℓ)·L, each to a small multiple of ε of itself.
///
/// On a matrix whose rows are graded in descending order, bidiagonalization keeps relative
/// accuracy (Barlow 2002) once a QR pass has damped the coupling of rows i and j to e^-(ℓ_i - ℓ_j), but
/// not below singular values that are equal: there it breaks down, and mixes large rows into small
/// ones. Where it finds equal values, a second pass damps to e^-2(ℓ_i - ℓ_j), and parts that no longer
/// couple are taken on their own.
///
/// Where the scales spread wide, the values are taken window by window, each from the inner part of a
/// window that reaches further: that is cheaper than the whole, and stays within the exponent range,
/// of which the iteration uses the squares.
struct GradedSpectrum<Scalar: LinearAlgebraScalar> {
  /// Natural logs, in descending order, of the rows that are not zero.
  private(set) var logSingularValues: [Double] = []
  /// ‖L⁻¹‖, or more: what rounding in L is magnified by.
  let inverseNorm: Double

  /// Beyond this the columns of a triangle depend too much on each other for its rows to be damped.
  private static var dependenceLimit: Double { 32 }
  /// ln 1/ε.
  private static var digits: Double { -Double.log(Double(Scalar.ulpOfOne)) }
  /// Within this many nats a breakdown costs less than four digits, and there is nothing to damp.
  private static var dampingSpan: Double { 8 }
  /// Nats between a cluster and what lies below it.
  private static var gap: Double { 3 }
  /// What is left of a cluster when it is exhausted.
  private static var exhaustion: Double { 1e-3 }
  /// The most passes that separate a cluster from what lies below it.
  private static var passLimit: Int { 4 }
  /// Windows reach this many nats beyond their own values on either side, which span as many: what is
  /// cut off changes them by the square of e to minus this, times that of ‖L⁻¹‖.
  private var windowMargin: Double {
    min(Self.digits / 2 + Double.log(max(inverseNorm, 1)), Self.digits)
  }

  init(
    of rows: DampedRows<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    try self.init(
      of: GradedWindow(logScales: rows.logScales, square: rows.triangle),
      inverseNorm: rows.inverseNorm, workspace: &workspace)
  }

  /// Of diag(e^d)·S.
  init(
    of triangle: GradedTriangle<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    let graded = triangle.graded
    guard graded.rowCount == graded.columnCount,
      triangle.dependences.allSatisfy({ $0 < Self.dependenceLimit })
    else {
      var rows = graded
      let scales = rows.normalizeRows(takingNormsInto: triangle.logScales)
      try self.init(
        of: DampedRows(logScales: scales, rows: rows, workspace: &workspace), workspace: &workspace)
      return
    }
    try self.init(
      of: GradedWindow(logScales: triangle.logScales, square: graded),
      inverseNorm: Double(graded.inverseNormOfUpperTriangle()), workspace: &workspace)
  }

  /// Of rows that couple as little as those of ``DampedRows``.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private init(
    of rows: GradedWindow<Scalar>, inverseNorm: Double, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    self.inverseNorm = inverseNorm
    guard !rows.logScales.isEmpty else { return }
    try append(rows, workspace: &workspace)
    let ends = Self.clusterEnds(in: logSingularValues)
    guard !ends.isEmpty || Self.haveEqualsAboveSmallOnes(logSingularValues) else { return }
    var window = rows
    var parts: [Range<Int>] = []
    for _ in 0..<Self.passLimit {
      let again = try DampedRows(
        logScales: window.logScales, rows: window.rows, workspace: &workspace)
      window = GradedWindow(logScales: again.logScales, square: again.triangle)
      parts = window.uncoupledParts()
      if ends.isSubset(of: parts.map(\.upperBound)) { break }
    }
    logSingularValues = []
    for part in parts { try append(window.part(part), workspace: &workspace) }
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

  /// The ends of clusters above a gap: m values within w nats, which bidiagonalization exhausts like a
  /// Krylov process, (w/4)^(m-1), and then mixes with the small ones below.
  private static func clusterEnds(in values: [Double]) -> Set<Int> {
    let last = values.last ?? 0
    return Set(
      values.indices.dropFirst(2).filter { end in
        values[end - 1] - values[end] > gap && values[end - 1] - last > dampingSpan
          && (2...end).contains { count in
            let width = values[end - count] - values[end - 1]
            return Double.pow(width / 4, Double(count - 1)) < exhaustion
          }
      })
  }

  /// Adds the values of a part whose rows couple.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func append(
    _ rows: GradedWindow<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    let margin = windowMargin
    guard rows.span > 3 * margin else {
      logSingularValues += try rows.logSingularValues(workspace: &workspace)
      return
    }
    let scales = rows.logScales
    var start = 0
    while start < scales.count {
      let end = scales.firstIndex { $0 < scales[start] - margin } ?? scales.count
      let first = scales.firstIndex { $0 <= scales[start] + margin }!
      let last =
        scales.firstIndex { $0 < scales[start] - 2 * margin }
        ?? scales.count
      let values = try rows.part(first..<last).logSingularValues(workspace: &workspace)
      logSingularValues += values[start - first..<end - first]
      start = end
    }
  }
}
