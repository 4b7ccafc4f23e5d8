import ComplexModule

/// The largest modulus of an eigenvalue, and how well it is known.
///
/// Not the spectral norm, which is the largest singular value and never smaller.
public struct SpectralRadius<Scalar: LinearAlgebraScalar>: Sendable {
  /// max|λ|.
  public let value: Scalar
  /// How far rounding may have moved it, in units of it and to first order: ε·κ·‖A‖/|λ| for an eigenvalue of
  /// condition κ, more where others are so close that this says too little, as those of a Jordan block are, and where
  /// another one may be larger by its own error; 0 where zeros of the matrix say that all are zero.
  ///
  /// - Source: Wilkinson 1965, "The algebraic eigenvalue problem", section 2.10; LAPACK Users' Guide, section 4.8.
  public let relativeError: Double

  init(value: Scalar, relativeError: Double) {
    self.value = value
    self.relativeError = relativeError
  }

  /// The largest of eigenvalues with these moduli and absolute errors.
  fileprivate init(moduli: [Scalar], errors: [Double]) {
    value = moduli.max() ?? 0
    let size = Double(value)
    let largest = zip(moduli, errors).map { Double($0) + $1 }.max() ?? 0
    let least = zip(moduli, errors).map { Double($0) - $1 }.max() ?? 0
    let error = max(largest - size, size - least)
    relativeError = error == 0 ? 0 : error / size
  }
}

extension Matrix {
  /// The largest modulus of an eigenvalue; 0 for an empty matrix.
  ///
  /// - Parameters:
  ///   - grades: w for a graded matrix, of which entry (i, j) has an error of ε·w_i·w_j; nil where errors are like ε
  ///     of the norm.
  ///   - workspace: Scratch memory that calls share.
  /// - Precondition: The matrix is square, with a grade for each row.
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite, or the iteration does not converge.
  /// - Complexity: from 16 rows on about 8·n³ flops as matrix products; below, where that does not converge, and where
  ///   half of the digits may be lost, 25·n³.
  /// - Accuracy: ``SpectralRadius/relativeError``.
  /// - Source: Ostrowski 1958–59, "On the convergence of the Rayleigh quotient iteration"; Saad 2011, "Numerical
  ///   methods for large eigenvalue problems", chapter 6; LAPACK `geevx`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func spectralRadius(
    grades: [Scalar]? = nil, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> SpectralRadius<Scalar> {
    precondition(rowCount == columnCount, "eigenvalues of a \(rowCount)×\(columnCount) matrix")
    precondition(
      grades.map { $0.count == rowCount } ?? true,
      "\(grades?.count ?? 0) grades for \(rowCount) rows")
    try requireFinite("geevx")
    if rowCount >= LeadingEigenvalue<Scalar>.worthwhileSize,
      let leading = try LeadingEigenvalue(of: self, workspace: &workspace)
    {
      let radius = leading.radius(in: self, grades: grades)
      if radius.relativeError <= Double(Scalar.ulpOfOne).squareRoot() { return radius }
    }
    return try radiusOfAllEigenvalues(grades: grades, workspace: &workspace)
  }

  private func radiusOfAllEigenvalues(
    grades: [Scalar]?, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> SpectralRadius<Scalar> {
    guard rowCount > 0 else { return SpectralRadius(value: 0, relativeError: 0) }
    let n = Int32(rowCount)
    var copy = elements
    var (left, right) = (self, self)
    // Real and imaginary parts, factors of the balancing, and reciprocal conditions of values and vectors.
    var results = Matrix(rows: rowCount, columns: 5)
    var norm: Scalar = 0
    var bounds: (Int32, Int32) = (0, 0)
    let info = unsafe copy.withUnsafeMutableBufferPointer { a in
      unsafe left.storage.withUnsafeMutableBufferPointer { vl in
        unsafe right.storage.withUnsafeMutableBufferPointer { vr in
          unsafe results.storage.withUnsafeMutableBufferPointer { results in
            let r = results.baseAddress!
            return unsafe workspace.call(integerCount: 2 * rowCount) { work, size, integers in
              unsafe Scalar._routines.geevx(
                columnMajor, option("B"), option("V"), option("V"), option("E"), n,
                a.baseAddress!, n, r, r + rowCount, vl.baseAddress!, n, vr.baseAddress!, n,
                &bounds.0, &bounds.1, r + 2 * rowCount, &norm, r + 3 * rowCount,
                r + 4 * rowCount, work, size, integers)
            }
          }
        }
      }
    }
    if info != 0 { throw notConverged("geevx", info) }
    let values = (0..<rowCount).map { Complex(results[$0, 0], results[$0, 1]) }
    // What permutations leave to be made triangular: nothing where that is a single entry.
    let rest = bounds.0 < bounds.1 ? Int(bounds.0) - 1..<Int(bounds.1) : 0..<0
    let vectors = (
      Eigendecomposition(values: values, packedVectors: left),
      Eigendecomposition(values: values, packedVectors: right)
    )
    let errors = values.indices.map { k in
      // The others are entries of the diagonal.
      if !rest.contains(k), grades == nil || values[k].length == 0 { return 0.0 }
      guard let grades else {
        return Double(Scalar.ulpOfOne) * Double(norm) / Double(results[k, 3])
      }
      // Of a pair the second vector is the conjugate of the first.
      let first = values[k].imaginary < 0 ? k - 1 : k
      let (y, x) = (vectors.0.vector(first), vectors.1.vector(first))
      let shown = y.magnitudeSum(times: grades) * x.magnitudeSum(times: grades)
      return Double(Scalar.ulpOfOne * shown / y.conjugated.product(with: x).length)
    }
    return SpectralRadius(moduli: values.map(\.length), errors: values.errors(toFirstOrder: errors))
  }
}

extension LeadingEigenvalue {
  /// As a radius of `matrix`, with an error by norms: of what grades say it knows no more than their sum.
  fileprivate func radius(in matrix: Matrix<Scalar>, grades: [Scalar]?) -> SpectralRadius<Scalar> {
    let size = value.length
    let norm = max(matrix.frobeniusNorm, grades?.reduce(0) { $0 + $1 * $1 } ?? 0)
    return SpectralRadius(
      value: size, relativeError: Double(Scalar.ulpOfOne * norm / size) * condition)
  }
}

extension Array {
  /// Errors of these eigenvalues for those to first order. Where these say that values may be where others are, as those
  /// of a perturbed Jordan block do, they say too little: an m-th part of what moves the values, and for one rounding
  /// where there may be hundreds.
  ///
  /// - Source: Wilkinson 1965, "The algebraic eigenvalue problem", section 2.21.
  fileprivate func errors<Scalar: LinearAlgebraScalar>(toFirstOrder errors: [Double]) -> [Double]
  where Element == Complex<Scalar> {
    zip(indices, errors).map { k, error in
      let nearest = indices.lazy.filter { $0 != k }.map { (self[$0] - self[k]).length }.min()
      let most = 256 * error
      return Double(nearest ?? .infinity) <= most ? most : error
    }
  }
}
