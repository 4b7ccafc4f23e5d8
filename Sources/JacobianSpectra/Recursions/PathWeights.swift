import DenseLinearAlgebra

/// Weights of state coordinates by how much they can matter to the wanted rows.
///
/// The small singular values of a block of rows are lost if the panel is dominated by directions
/// that hardly show in those rows, such as the cell of a unit whose read-out is saturated. So the
/// panel is kept in weighted coordinates, diag(z')·J·diag(z)⁻¹ in place of J. The weight of a
/// coordinate is its strongest single path to a wanted row; sums over paths overrate it.
enum PathWeights<Scalar: LinearAlgebraScalar> {
  /// The weights of the coordinates that a Jacobian leads to, normalized, for those that it leads from; the other way
  /// round if `transposed`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  static func passed(
    _ weights: [Scalar], through jacobian: BlockMatrix<Scalar>, transposed: Bool
  ) -> [Scalar] {
    normalized(
      jacobian.strongestPaths(to: lifted(weights), transposed: transposed),
      mayHidePaths: jacobian.underflow != nil)
  }

  /// Powers of two near the weights over the largest of them: scaling by them is exact. They stay
  /// within half of the exponent range, so that reciprocals are finite; a weight is a free choice, as
  /// long as it is zero just where no path leads.
  ///
  /// - Parameter mayHidePaths: Whether where none leads one may have vanished below the exponent range.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func normalized(_ weights: [Scalar], mayHidePaths: Bool) -> [Scalar] {
    let weights = mayHidePaths ? weights.map { max($0, .leastNormalMagnitude) } : weights
    let largest = weights.max() ?? 0
    guard largest > 0 else { return weights }
    return weights.map {
      guard $0 > 0 else { return 0 }
      return Scalar(
        sign: .plus, exponent: max($0.exponent - largest.exponent, lowestExponent),
        significand: 1)
    }
  }

  /// Whether weights differ by an eighth of ε^-¼ at most, a factor of 2¹⁰ in double precision: by ε^-¼ columns may
  /// depend on each other before R has to come from reflections.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  static func areOfOneOrder(_ weights: [Scalar]) -> Bool {
    let least = 8 * Scalar.ulpOfOne.squareRoot().squareRoot()
    return weights.allSatisfy { $0 >= least }
  }

  /// Weights of 1 in place of others that are nearly alike: they cost no more than the factor by which they
  /// differ, as a factor of ε. Columns of n units depend on each other by some n as it is; from weights at one state
  /// to none at the next they may depend by that times the factor, which is to come no nearer to what returns older
  /// errors.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  static func evened(_ weights: [Scalar]) -> [Scalar] {
    let least = Scalar(Double(weights.count) / 8192)
    return weights.allSatisfy { $0 >= least } ? ones(weights.count) : weights
  }

  /// Weights times a power of two so large that no path to or from them underflows.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func lifted(_ weights: [Scalar]) -> [Scalar] {
    let factor = Scalar(sign: .plus, exponent: -lowestExponent, significand: 1)
    return weights.map { factor * $0 }
  }

  /// That of the smallest weight beside 1.
  private static var lowestExponent: Scalar.Exponent { Scalar.leastNormalMagnitude.exponent / 2 }

  /// 1/z, and 0 where z is: such coordinates drop out.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  static func reciprocals(_ weights: [Scalar]) -> [Scalar] { weights.map { $0 > 0 ? 1 / $0 : 0 } }

  /// The larger weight of each coordinate.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  static func larger(_ left: [Scalar], _ right: [Scalar]) -> [Scalar] {
    zip(left, right).map { max($0, $1) }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  static func ones(_ count: Int) -> [Scalar] { Array(repeating: 1, count: count) }
}
