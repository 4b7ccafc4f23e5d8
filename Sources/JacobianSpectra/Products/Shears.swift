import DenseLinearAlgebra
import RealModule

/// What rounding in each direction of a basis has put into directions of smaller scale.
///
/// An error F acts between basis and scales, X·(I + F)·diag(e^ℓ). A part f_ij of direction j that fell
/// into a smaller direction i > j changes singular values by f_ij² only. But with the next factor,
/// J·X = X'·R, F becomes R·F·R⁻¹: f_ij grows as the two scales come together, and where columns of J·X
/// depend on each other it returns to direction j.
///
/// Samples of F are carried along, with random signs. Variances would not do: R and R⁻¹ belong
/// together, and what one magnifies the other reduces.
struct Shears<Scalar: LinearAlgebraScalar>: Sendable {
  /// F below the diagonal, in units of the unit roundoff.
  private var samples: [Matrix<Scalar>]
  private var generator = SeededGenerator(seed: 1)

  /// Of one sample alone an error is more than forty times as large once in sixty times.
  private static var sampleCount: Int { 3 }
  /// Beyond this nothing is known any more.
  private static var limit: Scalar { Scalar(1e6 / Scalar.unitRoundoff) }
  /// An f whose square rounding hides, where scales are not alike.
  private static var negligible: Double { 1e-9 }

  /// Each direction's relative errors so far, `scales`, fallen into all directions alike.
  init(scales: [Double]) {
    let count = scales.count
    let part = Double(count).squareRoot()
    samples = []
    for _ in 0..<Self.sampleCount {
      var sample = Matrix<Scalar>(rows: count, columns: count)
      for (j, scale) in scales.enumerated() {
        let size = Scalar(min(scale / part / Scalar.unitRoundoff, Double(Self.limit)))
        for i in j + 1..<count { sample[i, j] = size * generator.sign() }
      }
      samples.append(sample)
    }
  }

  /// Nothing is known of some directions any more.
  mutating func lose(_ directions: [Int]) {
    for s in samples.indices {
      for j in directions {
        for i in j + 1..<samples[s].rowCount { samples[s][i, j] = Self.limit }
      }
    }
  }

  /// Goes on from X·diag(e^ℓ)·L to X·Kᵀ, where diag(e^ℓ)·L = Kᵀ·diag(e^d)·L': F becomes K⁻ᵀ·F·Kᵀ.
  ///
  /// - Parameters:
  ///   - triangle: K, an upper triangle.
  ///   - order: Column j of Kᵀ belongs to direction `order[j]`.
  mutating func pass(through triangle: Matrix<Scalar>, order: [Int]) {
    for s in samples.indices {
      var turned = samples[s].rows(order).columns(order).transposed()
      turned.multiplyFromLeft(upperTriangular: triangle)
      turned.divideFromRight(byUpperTriangular: triangle)
      samples[s] = turned.transposed()
    }
  }

  /// Adds independent ones of the same directions.
  mutating func add(_ other: Shears) {
    for s in samples.indices { samples[s].add(other.samples[s]) }
  }

  /// Goes on with the next basis: B = X'·R, and F becomes R·F·R⁻¹.
  ///
  /// - Complexity: 2·n³ flops a sample.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func pass(through triangle: GradedTriangle<Scalar>, of columns: SortedColumns<Scalar>) {
    let rank = triangle.logScales.count
    let order = triangle.pivots.map { columns.order[$0] }
    let square = triangle.square
    // The columns of R were scaled by powers of two.
    let reach = Scalar.greatestFiniteMagnitude.exponent / 4
    let exponents = triangle.pivots.map {
      min(max(columns.multipliers[$0].exponent, -reach), reach)
    }
    func powers(_ exponents: some Swift.Sequence<Scalar.Exponent>) -> [Scalar] {
      exponents.map { Scalar(sign: .plus, exponent: $0, significand: 1) }
    }
    let (rows, widths) = (powers(exponents.map { -$0 }), powers(exponents.prefix(rank)))
    for s in samples.indices {
      var sample = samples[s].rows(order).columns(Array(order.prefix(rank)))
      sample.scale(rows: rows, columns: widths)
      if rank == order.count {
        sample.multiplyFromLeft(upperTriangular: square)
      } else {
        sample = triangle.triangle * sample
      }
      sample.divideFromRight(byUpperTriangular: square)
      samples[s] = sample
    }
  }

  /// What has returned to each direction j, relative to its scale: √Σ_i c_ij²·f_ij² over the directions
  /// i ≤ j, in which f_ij shows by c_ij = e^(ℓ_j - ℓ_i). It is left out from then on.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func takeReturned(logScales: [Double]) -> [Double] {
    let returned = logScales.indices.map { j in
      var sum = 0.0
      for i in 0...j {
        let shown = Double.exp(min(logScales[j] - logScales[i], 0))
        for sample in samples {
          let part = shown * Double(sample[i, j])
          sum += part * part
        }
      }
      return Scalar.unitRoundoff * (sum / Double(Self.sampleCount)).squareRoot()
    }
    for s in samples.indices {
      for j in 0..<samples[s].columnCount {
        for i in 0...j { samples[s][i, j] = 0 }
        for i in j + 1..<samples[s].rowCount
        where !(samples[s][i, j].magnitude < Self.limit) {
          samples[s][i, j] = Self.limit
        }
      }
    }
    return returned
  }

  /// Adds new errors in B to the directions of the basis, X'ᵀ·E·R⁻¹.
  ///
  /// - Complexity: 3·n³ flops a sample.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func add(
    _ errors: RoundingErrors<Scalar>, basis: Matrix<Scalar>, triangle: GradedTriangle<Scalar>
  ) {
    let square = triangle.square
    let directions = basis.transposed()
    for s in samples.indices {
      var fresh = triangle.pivoted(errors.sample(using: &generator))
      fresh.divideFromRight(byUpperTriangular: square)
      fresh = directions * fresh
      for j in 0..<fresh.columnCount { for i in 0...j { fresh[i, j] = 0 } }
      samples[s].add(fresh)
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
        let (i, j) = (max(larger, smaller), min(larger, smaller))
        let shear = samples.reduce(0) { max($0, Scalar.unitRoundoff * Double($1[i, j].magnitude)) }
        let gap = logScales[larger] - logScales[smaller]
        guard shear > Self.negligible || gap < Self.negligible else { continue }
        let change = min(shear, shear * shear / -Double.expMinusOne(-2 * gap))
        result[place] = max(result[place], change)
        result[next] = max(result[next], change)
      }
    }
    return result
  }
}
