import ComplexModule
import RealModule

/// An eigenvalue of largest modulus, without the others.
///
/// Eigenvalues of random and of trained recurrent weights crowd near the largest modulus, so that a
/// Krylov space of A itself would have to be nearly as large as A. Four squarings, at the speed of
/// matrix products, set them apart: spaces of A¹⁶ and of its transpose, from random starts, give a
/// right and a left eigenvector y and w to half of the digits, and λ = wᵀ·A·y / wᵀ·y has all of them.
///
/// It is given up, for `geevx` to decide,
/// - where either space does not converge, or another eigenvalue is as large to a few digits;
/// - where ‖A·y - λ·y‖·‖Aᵀ·w - λ·w‖·κ, to which the error of λ is proportional, is not at the level of
///   rounding, as it is where eigenvalues with different λ have the same λ¹⁶;
/// - where the condition κ = ‖w‖·‖y‖/|wᵀ·y| takes half of the digits. It is infinite where the two
///   spaces found different eigenvalues, so that one that misses the largest is noticed.
///
/// - Source: Ostrowski 1958–59, "On the convergence of the Rayleigh quotient iteration", for the
///   two-sided quotient; Saad 2011, "Numerical methods for large eigenvalue problems", chapter 6.
struct LeadingEigenvalue<Scalar: LinearAlgebraScalar> {
  let value: Complex<Scalar>
  /// κ ≥ 1: how much more than A itself the eigenvalue may change, relative to norms.
  let condition: Double

  /// From this many rows on it takes less time than all eigenvalues.
  static var worthwhileSize: Int { 16 }
  /// Spaces are not made larger than this.
  private static var spaceLimit: Int { 40 }
  /// A is squared this many times.
  private static var squarings: Int { 4 }

  /// - Complexity: 8·n³ flops as matrix products, and about 50 products with a vector.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init?(
    of matrix: Matrix<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    // Sizes are taken out as powers of two, exactly.
    guard let size = matrix.sizeExponent else { return nil }
    let unit = Scalar(sign: .plus, exponent: size, significand: 1)
    var matrix = matrix
    matrix.scaleColumns(Array(repeating: 1 / unit, count: matrix.columnCount))
    var power = matrix
    var square = matrix
    for _ in 0..<Self.squarings {
      square.setToProduct(of: power, and: power)
      swap(&power, &square)
      guard let size = power.sizeExponent else { return nil }
      power.scaleColumns(
        Array(
          repeating: Scalar(sign: .plus, exponent: -size, significand: 1),
          count: power.columnCount))
    }
    guard
      let right = try Self.vector(of: power, transposed: false, workspace: &workspace),
      let left = try Self.vector(of: power, transposed: true, workspace: &workspace)
    else { return nil }
    let image = ComplexVector(matrix * right.parts)
    var product = left.parts
    product.setToProduct(of: matrix, and: left.parts, transposingLeft: true)
    let leftImage = ComplexVector(product)
    let overlap = left.product(with: right)
    guard overlap.length > 0, overlap.isFinite else { return nil }
    let quotient = left.product(with: image) / overlap
    value = Complex(quotient.real * unit, quotient.imaginary * unit)
    condition = Double(right.norm * left.norm / overlap.length)
    let residual =
      Double(image.distance(from: right, times: quotient) / (quotient.length * right.norm))
      * Double(leftImage.distance(from: left, times: quotient) / (quotient.length * left.norm))
    let epsilon = Double(Scalar.ulpOfOne)
    guard residual * condition <= Double.pow(epsilon, 0.875), condition * condition * epsilon <= 1
    else { return nil }
  }

  /// A Ritz vector for the largest modulus, with an imaginary part of the value that is not negative.
  private static func vector(
    of matrix: Matrix<Scalar>, transposed: Bool, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> ComplexVector<Scalar>? {
    var random = SeededGenerator(seed: transposed ? 1 : 2)
    let limit = min(spaceLimit, matrix.rowCount)
    var basis = KrylovBasis<Scalar>(start: random.unitVector(matrix.rowCount), limit: limit)
    while true {
      basis.extend(by: matrix, transposed: transposed)
      guard basis.count % 8 == 0 || basis.isComplete else { continue }
      let k = basis.count
      let ritz = try basis.hessenberg.submatrix(rows: 0..<k, columns: 0..<k)
        .eigendecomposition(workspace: &workspace)
      let moduli = ritz.values.map(\.length)
      guard let largest = moduli.max(), largest > 0 else { return nil }
      let index = moduli.firstIndex(of: largest)!
      let vector = ritz.vector(index)
      let residual = basis.remainder * vector[k - 1].length
      if residual <= Scalar.ulpOfOne.squareRoot() * largest {
        let rivals = moduli.indices.filter {
          moduli[$0] > largest * (1 - Scalar.ulpOfOne.squareRoot().squareRoot())
        }
        let isPair = ritz.values[index].imaginary != 0
        guard rivals.count == (isPair ? 2 : 1) else { return nil }
        return ComplexVector(
          basis.vectors.submatrix(rows: 0..<matrix.rowCount, columns: 0..<k) * vector.parts)
      }
      guard !basis.isComplete else { return nil }
    }
  }
}

extension Matrix {
  /// The exponent of the largest magnitude; nil if that is zero, or 1 over it is not finite.
  fileprivate var sizeExponent: Scalar.Exponent? {
    let largest = columnMagnitudes().max() ?? 0
    guard largest.isNormal, (1 / largest).isNormal else { return nil }
    return largest.exponent
  }
}
