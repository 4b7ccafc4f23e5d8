import DenseLinearAlgebra
import RealModule

/// The singular values of diag(e^ℓ)·L, each to a small multiple of ε of itself.
///
/// On a matrix whose rows are graded in descending order, bidiagonalization keeps relative
/// accuracy (Barlow 2002) where a QR factorization has damped the coupling of rows i and j by e^-(ℓ_i - ℓ_j), but
/// not below values that are equal or lie close together: it exhausts them as a Krylov process does, and
/// mixes what is left of large rows into small ones. ``Bidiagonal/rowMixing`` says how far. Where that is
/// too far, another pass damps to the square, and parts that no longer couple are taken on their own.
///
/// Where the scales spread wide, the values are taken window by window, each from the inner part of a
/// window that reaches further (``SpectralWindows``): that is cheaper than the whole, and stays within the
/// exponent range, of which the iteration uses the squares.
struct GradedSpectrum<Scalar: LinearAlgebraScalar> {
  /// Natural logs, in descending order, as many as rows.
  private(set) var logSingularValues: [Double] = []
  /// ‖L⁻¹‖, or more: what rounding in L is magnified by.
  let inverseNorm: Double
  /// How far rows couple at most, beside e to minus the distance of their scales.
  private let coupling: Double
  /// How far rows were mixed at most.
  private(set) var rowMixing = 0.0

  /// ln 1/ε.
  private static var digits: Double { -Double.log(Double(Scalar.ulpOfOne)) }
  /// Beyond this rows are damped once more.
  private static var mixingLimit: Double { 1024 }
  /// The most passes that damp rows once more.
  private static var passLimit: Int { 6 }
  /// Windows of `count` rows reach this many nats beyond their own values on either side: each row that is
  /// cut off changes them by the square of e to minus this, times that of what couples rows.
  private func windowMargin(_ count: Int) -> Double {
    min(
      Self.digits / 2 + Double.log(max(coupling, 1)) + Double.log(Double(count)) / 2,
      Self.digits)
  }

  /// Of diag(e^d)·S.
  init(
    of triangle: GradedTriangle<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    let graded = triangle.graded
    guard graded.rowCount == graded.columnCount, triangle.dependences.allSatisfy(\.isFinite)
    else {
      var rows = graded
      let scales = rows.normalizeRows(takingNormsInto: triangle.logScales)
      try self.init(
        of: DampedRows(logScales: scales, rows: rows, workspace: &workspace),
        workspace: &workspace)
      addZeros(upTo: triangle.logScales.count)
      return
    }
    try self.init(
      of: GradedWindow(logScales: triangle.logScales, square: graded),
      inverseNorm: triangle.inverseNorm(), coupling: triangle.coupling, workspace: &workspace)
  }

  /// Of rows that are orthogonal.
  init(
    of rows: DampedRows<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    try self.init(
      of: GradedWindow(of: rows), inverseNorm: rows.inverseNorm, coupling: rows.inverseNorm,
      workspace: &workspace)
  }

  /// Of rows of a triangle.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private init(
    of rows: GradedWindow<Scalar>, inverseNorm: Double, coupling: Double,
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    self.inverseNorm = inverseNorm
    self.coupling = coupling
    guard !rows.logScales.isEmpty else { return }
    try append(rows, workspace: &workspace)
    var window = rows
    for _ in 0..<Self.passLimit where rowMixing > Self.mixingLimit {
      window = GradedWindow(
        of: try DampedRows(
          logScales: window.logScales, rows: window.rows, workspace: &workspace))
      (logSingularValues, rowMixing) = ([], 0)
      for part in window.uncoupledParts() { try append(window.part(part), workspace: &workspace) }
      logSingularValues.sort(by: >)
    }
    addZeros(upTo: rows.logScales.count)
  }

  /// Of rows that rounding makes dependent on others nothing is left.
  private mutating func addZeros(upTo count: Int) {
    logSingularValues += repeatElement(-.infinity, count: count - logSingularValues.count)
  }

  /// Adds the values of a part whose rows couple.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func append(
    _ rows: GradedWindow<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    let windows = SpectralWindows(
      of: rows.logScales, margin: windowMargin(rows.logScales.count),
      range: GradedTriangle<Scalar>.range / 2)
    for window in windows.all {
      let part = window.rows.count == rows.logScales.count ? rows : rows.part(window.rows)
      let (values, mixing) = try part.logSingularValues(workspace: &workspace)
      let first = window.rows.lowerBound
      logSingularValues +=
        values[window.values.lowerBound - first..<window.values.upperBound - first]
      rowMixing = max(rowMixing, mixing)
    }
  }
}
