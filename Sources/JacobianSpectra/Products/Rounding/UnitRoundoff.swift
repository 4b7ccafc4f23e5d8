import DenseLinearAlgebra

extension LinearAlgebraScalar {
  /// The unit roundoff ε/2: the largest relative error of one rounding.
  static var unitRoundoff: Double { Double(ulpOfOne) / 2 }
}
