import ComplexModule
import DenseLinearAlgebra
import RealModule

/// One block of a product over a lag, B·diag(e^ℓ)·L with a B that is not orthonormal: what every
/// measure of a (step, lag) pair is computed from. It is independent of the recursion that made it.
struct LagBlock<Scalar: LinearAlgebraScalar>: Sendable {
  /// B, shape [rows of the block, rank].
  let columns: RoundedMatrix<Scalar>
  /// diag(e^ℓ)·L.
  let graded: GradedRows<Scalar>

  /// What is known of B and diag(e^ℓ)·L.
  private enum Form {
    case product
    /// B has orthonormal columns.
    case orthonormal
    /// B and L are the identity.
    case diagonal
    /// B is the block, and diag(e^ℓ)·L the identity.
    case plain
  }

  private let form: Form

  init(columns: RoundedMatrix<Scalar>, graded: GradedRows<Scalar>) {
    self.columns = columns
    self.graded = graded
    form = .product
  }

  /// The whole of a panel whose basis is orthonormal.
  init(orthonormal panel: GradedPanel<Scalar>) {
    precondition(panel.isOrthonormal, "a basis that is not orthonormal")
    columns = panel.columns
    graded = panel.graded
    form = .orthonormal
  }

  /// diag(e^`logScales`), with errors in the scales.
  init(diagonal logScales: [Double], errors: GradedErrors<Scalar>) {
    let identity = Matrix<Scalar>.identity(logScales.count)
    columns = RoundedMatrix(identity, pattern: nil)
    graded = GradedRows(
      logScales: logScales, orthonormal: identity, errors: errors,
      possibleRank: logScales.count { $0 > -.infinity })
    form = .diagonal
  }

  /// A matrix as it stands.
  init(_ matrix: RoundedMatrix<Scalar>) {
    columns = matrix
    graded = GradedRows(identity: matrix.values.columnCount)
    form = .plain
  }

  /// Whether the spectrum is that of the rows alone.
  var isOrthonormal: Bool { form == .orthonormal }

  /// Whether what is zero may have vanished.
  private var mayHideEntries: Bool {
    graded.hasUnderflow || columns.floors != nil || graded.logScales.count < graded.possibleRank
  }

  private var left: Matrix<Scalar> { columns.values }

  /// The number of singular values.
  var count: Int { min(left.rowCount, graded.columnCount) }

  /// Whether there are as many rows as variables.
  var isSquare: Bool { left.rowCount == graded.columnCount }

  /// All singular values, `-inf` where exactly zero.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func spectrum() throws(LinearAlgebraError) -> LogSpectrum {
    var workspace = LAPACKWorkspace<Scalar>()
    let spectrum =
      switch form {
      case .product, .plain: try graded.spectrum(under: columns, workspace: &workspace)
      case .orthonormal: try graded.spectrum(underOrthonormal: columns, workspace: &workspace)
      case .diagonal: graded.spectrumOfScales()
      }
    return spectrum.padded(to: count, possibleRank: graded.possibleRank(under: columns))
  }

  /// Natural log of the largest modulus of an eigenvalue of a square block, `-inf` if all are zero; nil where it is
  /// rounding noise, and where eigenvalues may have vanished.
  ///
  /// The eigenvalues other than zero of B·D·L are those of D^½·(L·B)·D^½ with D = diag(e^ℓ), whose
  /// graded rows and columns keep small eigenvalues apart from large ones.
  ///
  /// - Accuracy: ``LogSpectrum/resolutionLimit``, by the eigenvalue's condition; the rows that are left out at first lie
  ///   ε² below the largest, and are taken in where the radius turns out to be less than ε of the norm.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func logSpectralRadius() throws(LinearAlgebraError) -> Double? {
    precondition(isSquare, "a block that is not square")
    let radius = try computedLogSpectralRadius()
    return radius == -.infinity && mayHideEntries ? nil : radius
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func computedLogSpectralRadius() throws(LinearAlgebraError) -> Double? {
    if form == .plain {
      var workspace = LAPACKWorkspace<Scalar>()
      let unit = Double(Scalar.ulpOfOne) * Double(left.frobeniusNorm)
      return try log(
        left.spectralRadius(workspace: &workspace), scale: 0, norm: 1, unit: unit, unseen: unseen)
    }
    let scales = graded.logScales
    guard let top = scales.max(), top > -.infinity else { return -.infinity }
    if form == .diagonal { return top }
    let digits = -Double.log(Double(Scalar.ulpOfOne))
    let large = scales.indices.filter { scales[$0] > top - 2 * digits }
    let radius = try logSpectralRadius(of: large)
    if let radius, radius > top - digits { return radius }
    return large.count < scales.count
      ? try logSpectralRadius(of: Array(scales.indices)) : radius
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func logSpectralRadius(of rows: [Int]) throws(LinearAlgebraError) -> Double? {
    var product = graded.rows.rows(rows) * left.columns(rows)
    let logScales = graded.logScales
    let scales = rows.map { logScales[$0] }
    let top = scales.max() ?? -.infinity
    let roots = scales.map { Scalar(Double.exp(($0 - top) / 2)) }
    product.scale(rows: roots, columns: roots)
    var workspace = LAPACKWorkspace<Scalar>()
    // An entry of L·B sums terms of size 1, however little they come to.
    let sizes = roots.map { Double($0 * $0) }
    // Of some scales hardly more is known than how large they are at most.
    let scaleErrors = graded.errors.scales
    let noise = zip(rows, sizes).reduce(0) { sum, row in
      scaleErrors[row.0] < GradedErrors<Scalar>.lostLoss / 16
        ? sum : sum + min(scaleErrors[row.0], 1) * row.1
    }
    return try log(
      product.spectralRadius(grades: roots, workspace: &workspace), scale: top,
      norm: sizes.reduce(0, +), unit: Double(Scalar.ulpOfOne), unseen: unseen + noise)
  }

  /// The norm of what is not known of B besides rounding: what has vanished, and terms that have cancelled.
  private var unseen: Double { (columns.floors?.norm ?? 0) + columns.cancelledNorm }

  /// The log of a radius times e^`scale`; nil where it is noise: of rounding, of what has vanished below the exponent
  /// range, or of terms that have cancelled.
  ///
  /// - Parameters:
  ///   - norm: What errors of B come to in the matrix of that radius, for each unit of them.
  ///   - unit: The errors of B that rounding is taken for.
  ///   - unseen: Those that it has besides.
  private func log(
    _ radius: SpectralRadius<Scalar>, scale: Double, norm: Double, unit: Double, unseen: Double
  ) -> Double? {
    var error = radius.relativeError
    if !(unseen == 0) {
      error += error * unseen / unit + norm * unseen / Double(radius.value)
    }
    return error < LogSpectrum.resolutionLimit ? scale + Double.log(Double(radius.value)) : nil
  }

  /// The block itself, the largest scale taken out.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func matrix() -> LogScaledMatrix<Scalar> {
    let scales = graded.logScales
    guard let top = scales.max(), top > -.infinity else {
      return LogScaledMatrix(
        matrix: Matrix(rows: left.rowCount, columns: graded.columnCount), logScale: 0)
    }
    var scaled = left
    scaled.scale(
      rows: PathWeights.ones(left.rowCount), columns: scales.map { Scalar(Double.exp($0 - top)) })
    let product = scaled * graded.rows
    let largest = product.maximumMagnitude
    guard largest > 0 else { return LogScaledMatrix(matrix: product, logScale: 0) }
    return LogScaledMatrix(
      matrix: product / largest, logScale: top + Double.log(Double(largest)))
  }
}
