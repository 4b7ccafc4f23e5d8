import RealModule
import RecurrentJacobians

/// Derivatives of a function of one number by (f(δ) - f(-δ))/2δ.
struct CentralDifferences<Scalar: LinearAlgebraScalar> {
  /// ε^⅓, at which what rounding and curvature do to a difference is about the same.
  private let delta = Scalar.root(.ulpOfOne, 3)

  /// How far off a derivative of size 1 may be: δ²/6 of the third derivative, and ε/δ for what rounds in every step
  /// of a short run, 10 times as much in all.
  var tolerance: Double { 10 * Double(delta * delta) }

  func derivative(of function: (Scalar) throws -> [Scalar]) rethrows -> [Scalar] {
    zip(try function(delta), try function(-delta)).map { ($0 - $1) / (2 * delta) }
  }
}
