import DenseLinearAlgebra
import RealModule

extension GradedTriangle {
  /// What a factorization B = X·R loses in each direction, relative to its scale e^d_j: about the
  /// standard deviation of the error.
  ///
  /// An error E in B acts on the scales as I + F with F = Xᵀ·E·R⁻¹. Column j of F counts as much as
  /// it can show: what it puts into a larger direction i < j only by c_ij = e^(d_j - d_i). With the
  /// variance V of E, the sum over i of the variances of c_ij·F_ij is
  /// ε²·Σ_r (Σ_i c_ij²·x_ri²)·(V·(R⁻¹∘R⁻¹))_rj. The factorization itself adds to V the square of the
  /// largest entry of each row, to which its errors are relative.
  ///
  /// - Parameters:
  ///   - variance: V, columns as those of B; nil if B is exact.
  ///   - columns: B.
  ///   - quotient: X = B·R⁻¹.
  /// - Complexity: m·n² + n³/3 flops.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func losses(
    variance: Matrix<Scalar>?, columns: Matrix<Scalar>, quotient: Matrix<Scalar>
  ) -> [Double] {
    let rank = 0..<logScales.count
    let square =
      triangle.columnCount == rank.count
      ? triangle : triangle.submatrix(rows: rank, columns: rank)
    guard let inverse = square.inverseOfUpperTriangle() else {
      return Array(repeating: .infinity, count: rank.count)
    }
    var errors = variance.map(pivoted) ?? Matrix(rows: quotient.rowCount, columns: rank.count)
    errors.add(toRows: columns.rowMagnitudes().map { $0 * $0 })
    var weights = Matrix<Scalar>(rows: 0, columns: 0)
    weights.setToSquares(of: inverse)
    errors.multiplyFromRight(upperTriangular: weights)
    let sums = errors.columnSums(weightedBySharesOf: quotient, logScales: logScales)
    let unit = Double(Scalar.ulpOfOne) / 2
    return sums.map { unit * (1 + Double($0.squareRoot())) }
  }

  /// Those columns of a matrix like T that were pivots.
  func pivoted(_ matrix: Matrix<Scalar>) -> Matrix<Scalar> {
    let kept = pivots.prefix(logScales.count)
    return kept.elementsEqual(0..<matrix.columnCount) ? matrix : matrix.columns(Array(kept))
  }
}

extension Matrix {
  /// Σ_r w_rj·a_rj for every column j, where w_rj = Σ_i c_ij²·x_ri² is how much of row r shows in
  /// direction j: c_ij is e^(ℓ_j - ℓ_i) for the larger directions i < j, and 1 for the others.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func columnSums(
    weightedBySharesOf basis: Matrix, logScales: [Double]
  ) -> [Scalar] {
    var below = [Scalar](repeating: 0, count: rowCount)
    var above = below
    let (values, parts) = (elements.span, basis.elements.span)
    var lower = below.mutableSpan
    var upper = above.mutableSpan
    for j in 0..<columnCount {
      for r in 0..<rowCount {
        let part = parts[r + j * rowCount]
        lower[r] += part * part
      }
    }
    var sums: [Scalar] = []
    for j in 0..<columnCount {
      let base = j * rowCount
      let decay =
        j + 1 < columnCount ? Scalar(Double.exp(min(2 * (logScales[j + 1] - logScales[j]), 0))) : 0
      var sum: Scalar = 0
      for r in 0..<rowCount {
        sum += (lower[r] + upper[r]) * values[base + r]
        let part = parts[base + r] * parts[base + r]
        lower[r] = max(lower[r] - part, 0)
        upper[r] = decay * (upper[r] + part)
      }
      sums.append(sum)
    }
    return sums
  }
}
