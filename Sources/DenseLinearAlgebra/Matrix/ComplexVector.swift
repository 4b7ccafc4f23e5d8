import ComplexModule

/// A complex vector as a matrix of two columns, its real and its imaginary part.
struct ComplexVector<Scalar: LinearAlgebraScalar> {
  let parts: Matrix<Scalar>

  init(_ parts: Matrix<Scalar>) { self.parts = parts }

  init(real: Matrix<Scalar>, imaginary: Matrix<Scalar>) {
    parts = Matrix(
      rows: real.rowCount, columns: 2, columnMajor: real.elements + imaginary.elements)
  }

  subscript(_ i: Int) -> Complex<Scalar> { Complex(parts[i, 0], parts[i, 1]) }

  var norm: Scalar { parts.frobeniusNorm }

  /// The vector of the conjugates.
  var conjugated: ComplexVector {
    ComplexVector(real: parts.columns([0]), imaginary: -1 * parts.columns([1]))
  }

  /// Σ |x_i|·f_i.
  func magnitudeSum(times factors: [Scalar]) -> Scalar {
    factors.indices.reduce(0) { $0 + self[$1].length * factors[$1] }
  }

  /// Σ x_i·y_i, nothing conjugated.
  func product(with other: ComplexVector) -> Complex<Scalar> {
    (0..<parts.rowCount).reduce(.zero) { $0 + self[$1] * other[$1] }
  }

  /// ‖x - λ·y‖.
  func distance(from other: ComplexVector, times factor: Complex<Scalar>) -> Scalar {
    (0..<parts.rowCount).reduce(Scalar.zero) {
      let difference = self[$1] - factor * other[$1]
      return $0 + difference.lengthSquared
    }.squareRoot()
  }
}
