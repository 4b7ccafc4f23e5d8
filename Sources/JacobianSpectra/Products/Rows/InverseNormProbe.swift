import DenseLinearAlgebra

/// An estimate of ‖L⁻¹‖ for rows L that are multiplied from the left again and again: Z·L⁻¹ is followed
/// for a few random rows Z of norm √n, in all directions alike.
///
/// - Accuracy: The mean square of an image's norm is ‖L⁻¹‖_F²; that all of four are below a tenth of ‖L⁻¹‖
///   has a chance of 4e-5 (Halko, Martinsson and Tropp 2011, lemma 4.1).
struct InverseNormProbe<Scalar: LinearAlgebraScalar>: Sendable {
  /// Z·L⁻¹.
  private var images: Matrix<Scalar>

  private static var rowCount: Int { 4 }

  /// Of the identity.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(identity count: Int) {
    var generator = SeededGenerator(seed: 1)
    images = Matrix(
      rows: Self.rowCount, columns: count,
      rowMajor: (0..<Self.rowCount).flatMap { _ in generator.unitVector(count) as [Scalar] })
    images.scaleColumns(Array(repeating: Scalar(count).squareRoot(), count: count))
  }

  /// Of any rows: with Lᵀ = Q̃·R, Z·L⁺ is (Z·Q̃)·R⁻ᵀ, and Z·Q̃ is as random as Z. Infinite where they are not finite.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(of rows: Matrix<Scalar>) {
    self.init(identity: rows.rowCount)
    var workspace = LAPACKWorkspace<Scalar>()
    var triangle = rows.transposed()
    let isFactorized = (try? triangle.reduceToR(workspace: &workspace)) != nil
    let inverse =
      (isFactorized ? triangle.inverseOfUpperTriangle() : nil)
      ?? Matrix(rows: rows.rowCount, columns: rows.rowCount, repeating: .infinity)
    images.multiplyFromRight(upperTriangular: inverse, transposed: true)
  }

  /// L becomes diag(1/norms)·S·Π·L.
  ///
  /// - Parameters:
  ///   - graded: S, a square triangle.
  ///   - pivots: Π: row j of Π·L is row `pivots[j]` of L.
  /// - Complexity: O(n²).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func pass(through graded: Matrix<Scalar>, pivots: [Int], norms: [Scalar]) {
    images = images.columns(pivots)
    images.divideFromRight(byUpperTriangular: graded)
    images.scaleColumns(norms)
  }

  /// An estimate of ‖L⁻¹·diag(`factors`)‖: the largest norm of a row of the images; infinite where it is not finite.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func norm(columnsTimes factors: [Scalar]) -> Double {
    var scaled = images
    scaled.scaleColumns(factors)
    return scaled.rowNorms().reduce(0) { $1.isFinite ? max($0, Double($1)) : .infinity }
  }
}
