import DenseLinearAlgebra
import RealModule

/// What rounding in each direction of a basis has put into directions of smaller scale.
///
/// An error F acts between basis and scales, X·(I + F)·diag(e^ℓ). A part f_ij of direction j that fell
/// into a smaller direction i < j changes singular values by f_ij² only. But with the next factor,
/// J·X = X'·R, F becomes R·F·R⁻¹, and where columns of J·X nearly depend on each other that returns f_ij to
/// direction j, magnified by as much as they do.
///
/// A sample of F is carried along, with random signs. Variances would not do: R and R⁻¹ belong
/// together, and what one magnifies the other reduces.
struct Shears<Scalar: LinearAlgebraScalar>: Sendable {
  /// F below the diagonal, in units of the unit roundoff.
  private var sample: Matrix<Scalar>
  private var generator = SeededGenerator(seed: 1)

  /// The unit roundoff.
  private static var unit: Double { Double(Scalar.ulpOfOne) / 2 }
  /// Beyond this nothing is known any more.
  private static var limit: Scalar { Scalar(1e6 / unit) }
  /// An f whose square rounding hides.
  private static var negligible: Double { 1e-9 }

  /// - Parameter scales: Relative errors of each direction so far. They may have fallen anywhere.
  init(scales: [Double]) {
    let count = scales.count
    sample = Matrix(rows: count, columns: count)
    for (j, scale) in scales.enumerated() {
      let part = scale / Double(count).squareRoot() / Self.unit
      for i in j + 1..<max(count, j + 1) {
        sample[i, j] = min(Scalar(part), Self.limit) * generator.sign()
      }
    }
  }

  /// Takes directions `order`.
  mutating func select(_ order: [Int]) { sample = sample.rows(order).columns(order) }

  /// Goes on with the next basis: B = X'·R.
  ///
  /// - Parameters:
  ///   - triangle: R.
  ///   - columns: B.
  ///   - fresh: New errors in B, and an orthonormal X' to find their directions with.
  /// - Returns: What has returned to each direction, relative to its scale.
  /// - Complexity: 5·n³ flops with new errors, 2·n³ without.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func pass(
    through triangle: GradedTriangle<Scalar>, of columns: SortedColumns<Scalar>,
    fresh: (errors: RoundingErrors<Scalar>, basis: Matrix<Scalar>)? = nil
  ) -> [Double] {
    let pivots = triangle.pivots.prefix(triangle.logScales.count)
    select(pivots.map { columns.order[$0] })
    let factors = pivots.map { columns.multipliers[$0] }
    sample.scale(rows: factors.map { 1 / $0 }, columns: factors)
    let square = triangle.square
    sample.multiplyFromLeft(upperTriangular: square)
    sample.divideFromRight(byUpperTriangular: square)
    let returned = upperPart(logScales: triangle.logScales)
    if let fresh {
      var errors = triangle.pivoted(fresh.errors.sample(using: &generator))
      errors.divideFromRight(byUpperTriangular: square)
      sample.add(fresh.basis.transposed() * errors)
    }
    keepLowerPart()
    return returned
  }

  /// √Σ_i c_ij²·f_ij² for every column j, over the directions i ≤ j, in which it shows by
  /// c_ij = e^(ℓ_j - ℓ_i).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func upperPart(logScales: [Double]) -> [Double] {
    logScales.indices.map { j in
      var sum = 0.0
      for i in 0...j {
        let shown = Double.exp(min(logScales[j] - logScales[i], 0)) * Double(sample[i, j])
        sum += shown * shown
      }
      return Self.unit * sum.squareRoot()
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func keepLowerPart() {
    for j in 0..<sample.columnCount {
      for i in 0...j { sample[i, j] = 0 }
      for i in j + 1..<max(sample.rowCount, j + 1)
      where !(sample[i, j].magnitude < Self.limit) {
        sample[i, j] = Self.limit
      }
    }
  }

  /// By how much f² may have changed the values of the directions `order`, which stand in descending
  /// order of scale: f_ij² over 1 - e^-2(ℓ_j - ℓ_i), and no more than f_ij.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func changes(order: [Int], logScales: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: order.count)
    for (place, larger) in order.enumerated() {
      for (next, smaller) in order.enumerated().dropFirst(place + 1) {
        let entry = sample[max(larger, smaller), min(larger, smaller)]
        let shear = Self.unit * Double(entry.magnitude)
        guard shear > Self.negligible else { continue }
        let gap = logScales[larger] - logScales[smaller]
        let change = min(shear, shear * shear / -Double.expMinusOne(-2 * gap))
        result[place] = max(result[place], change)
        result[next] = max(result[next], change)
      }
    }
    return result
  }
}
