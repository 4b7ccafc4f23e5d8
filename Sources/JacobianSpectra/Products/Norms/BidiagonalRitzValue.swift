import RealModule

/// The largest singular value of a lower bidiagonal matrix B that grows by a row and a column at a
/// time, as the Golub–Kahan–Lanczos process makes it:
///
///     Pᵀ·U = V·Bᵀ,   P·V = U·B + β·u·eᵀ,
///
/// with α on the diagonal of B and earlier β below it.
struct BidiagonalRitzValue {
  /// A power of two near the first α, in units of which all that is kept stands: squares stay in range.
  private var unit = 1.0
  /// The diagonal and the first off-diagonal of B·Bᵀ, but for β² of the last row that is not closed.
  private var diagonal: [Double] = []
  private var offDiagonal: [Double] = []
  private var alpha = 0.0
  private var beta = 0.0
  /// θ², the largest eigenvalue of B·Bᵀ.
  private var square = 0.0
  /// ‖P·v - θ·u‖/θ for the Ritz vectors: a singular value lies within that fraction of θ.
  private(set) var residual = Double.infinity
  /// How much of the left Ritz vector the start was: the magnitude of their product.
  private(set) var startShare = 1.0

  /// θ, the largest singular value of B.
  var value: Double { square.squareRoot() * unit }

  /// The number of rows of B.
  var count: Int { diagonal.count }

  /// Appends a row with `alpha` on the diagonal, under which `beta` will stand.
  mutating func append(alpha: Double, beta nextBeta: Double) {
    if diagonal.isEmpty, alpha.isNormal {
      unit = Double(sign: .plus, exponent: alpha.exponent, significand: 1)
    }
    let (alpha, nextBeta) = (alpha / unit, nextBeta / unit)
    if !diagonal.isEmpty { offDiagonal.append(self.alpha * beta) }
    diagonal.append(alpha * alpha + beta * beta)
    // An upper bound of the new eigenvalue: that of the norms of the blocks.
    let coupling = offDiagonal.last ?? 0
    let (mean, half) = ((square + diagonal.last!) / 2, (square - diagonal.last!) / 2)
    let isExact = lowerSquare(from: mean + .hypot(half, coupling))
    (self.alpha, beta) = (alpha, nextBeta)
    let (first, last) = outerComponents()
    startShare = first
    residual = !isExact ? .infinity : square > 0 ? nextBeta * alpha * last / square : 0
  }

  /// Lowers ``square`` from an upper bound to the eigenvalue, by Laguerre's method for the characteristic
  /// polynomial p, which does not overshoot and converges cubically (Wilkinson 1965, "The Algebraic Eigenvalue
  /// Problem", chapter 7, sections 52 to 54).
  ///
  /// - Returns: Whether it got there.
  private mutating func lowerSquare(from bound: Double) -> Bool {
    square = bound
    guard bound.isNormal else { return bound == 0 }
    let degree = Double(diagonal.count)
    // In units of the bound: differences of eigenvalues are squared.
    let scale = 1 / bound
    var place = 1.0
    for _ in 0..<64 {
      // p'/p and -(p'/p)' as sums over the ratios of leading minors, which are negative above all eigenvalues.
      var inverse = -1.0
      var (slope, curvature) = (0.0, 0.0)
      var (first, second) = (0.0, 0.0)
      for j in diagonal.indices {
        let coupling = j > 0 ? offDiagonal[j - 1] * scale : 0
        let share = coupling * coupling * inverse * inverse
        curvature = share * (curvature - 2 * slope * slope * inverse)
        slope = share * slope - 1
        let ratio = diagonal[j] * scale - place - coupling * coupling * inverse
        guard ratio < 0 else { return true }
        inverse = 1 / ratio
        let relative = slope * inverse
        first += relative
        second += relative * relative - curvature * inverse
      }
      let spread = max((degree - 1) * (degree * second - first * first), 0)
      let next = place - degree / (first + spread.squareRoot())
      guard next < place else { return !next.isNaN }
      let isLast = place - next <= 2 * Double.ulpOfOne * place
      place = next
      square = place * bound
      if isLast { return true }
    }
    return false
  }

  /// The magnitudes of the first and the last component of the unit eigenvector, from the last one back.
  private func outerComponents() -> (first: Double, last: Double) {
    var component = 1.0
    var sum = 1.0
    var ratio = diagonal[diagonal.count - 1] - square
    for j in diagonal.indices.dropLast().reversed() {
      guard offDiagonal[j] != 0 else { return (0, 1 / sum.squareRoot()) }
      component *= -ratio / offDiagonal[j]
      sum += component * component
      // Where θ² is an entry of the diagonal to rounding, nothing is known.
      guard !sum.isNaN else { return (0, 1) }
      guard sum.isFinite else { return (0, 0) }
      ratio = diagonal[j] - square - offDiagonal[j] * offDiagonal[j] / ratio
    }
    return (component.magnitude / sum.squareRoot(), 1 / sum.squareRoot())
  }
}
