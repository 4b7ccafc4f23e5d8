import DenseLinearAlgebra
import RealModule

/// How many factors a panel is multiplied by before its basis is made orthonormal again.
///
/// Every factor makes the columns of the basis depend more on each other, and the dependence g costs
/// a factor g of ε in the directions of small scale. Factors are taken as long as g stays below
/// a limit if it goes on to grow as it did. It begins unseen, as rounding, and grows with the ratio of the
/// columns' sizes: it is kept from coming into sight within one stride. So is the end of the exponent
/// range, where all columns shrink or grow together.
struct FactorizationStride<Scalar: LinearAlgebraScalar> {
  /// The limit of g: together with ε it stands for the accuracy of one stride.
  private static var limit: Double { 90 }

  private var length = 1
  private var taken = 0

  /// Whether no factor has been taken since the basis was made orthonormal.
  var isFresh: Bool { taken == 0 }

  /// Counts a factor; true if the basis is to be made orthonormal after it.
  ///
  /// - Parameter weights: Of the coordinates after the factor. Where one is zero, the rank falls, and
  ///   only a factorization tells by how much.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func isOver(after weights: [Scalar]) -> Bool {
    taken += 1
    return taken >= length || weights.contains(0)
  }

  /// Whether the dependence after several factors came out beyond ten times the limit.
  func isTooLong(dependence: Double) -> Bool { taken > 1 && dependence > 10 * Self.limit }

  /// Counts the factors as taken one by one, after a stride that was too long.
  mutating func retreat() { taken = 1 }

  /// Sets the next stride by what the last one cost.
  ///
  /// - Parameter sizes: Of the columns after it, which were 1 before.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func restart(dependence: Double, sizes: [Scalar]) {
    let growth = max(Double.log(dependence) / Double(taken), 0.1)
    let ratio = Double((sizes.max() ?? 1) / (sizes.lazy.filter { $0 > 0 }.min() ?? 1))
    let drift = max(Double.log(ratio * dependence) / Double(taken), 0.1)
    let unseen = -Double.log(Double(Scalar.ulpOfOne)) / drift
    let extremes = sizes.lazy.filter { $0 > 0 }.map { Double.log(Double($0)).magnitude }
    let level = max((extremes.max() ?? 0) / Double(taken), 0.1)
    let reach = GradedTriangle<Scalar>.range / 4 / level
    let longest = min(Double.log(Self.limit) / growth, unseen, reach)
    length = min(max(Int(longest), 1), 2 * taken)
    taken = 0
  }
}
