import DenseLinearAlgebra

extension Matrix {
  /// By how much rows may have grown in the reflections that made this triangle: the largest entry below row k over what
  /// is left of column k, at most.
  ///
  /// Where little is left of a column, its reflection mixes what remains of all rows, and small ones become as large as
  /// others. They shrink again, but for rounding.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func rowGrowth() -> Scalar {
    let sizes = rowMagnitudes()
    var (growth, below) = (1 as Scalar, 0 as Scalar)
    for k in sizes.indices.reversed() {
      growth = max(growth, below / self[k, k].magnitude)
      below = max(below, sizes[k])
    }
    return growth
  }

  /// Makes this triangle R with A = X·R (`matrix`) as good as each row of A is: what X = A·R⁻¹, which has that, lacks of
  /// being orthonormal goes into R. Nothing changes where X is far from that.
  ///
  /// - Complexity: 2·m·n² + 2/3·n³ flops.
  /// - Source: Yamamoto, Nakatsukasa, Yanagisawa and Fukaya 2015, "Roundoff error analysis of the CholeskyQR2
  ///   algorithm", for a second factorization by the Gram matrix.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func correct(for matrix: Matrix) {
    var quotient = matrix
    quotient.divideFromRight(byUpperTriangular: self)
    guard let rest = quotient.choleskyFactorOfGramMatrix() else { return }
    multiplyFromLeft(upperTriangular: rest)
  }
}
