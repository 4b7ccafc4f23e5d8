import DenseLinearAlgebra
import RealModule

/// What rounding has done to a basis X so far, as samples of X's error with random signs.
///
/// An error ΔX acts as (X + ΔX)·diag(e^ℓ)·L. Its part along directions that are larger than its own is a
/// relative error of the scales, counted and taken out. The rest changes singular values by its square
/// only. But with the next factor, J·X = X'·R, it becomes J·ΔX·R⁻¹: it grows as scales come together,
/// and where columns of J·X depend on each other, or rows are left out, it returns to the directions.
///
/// Variances would not do: J and R⁻¹ belong together, and what one magnifies the other reduces. Nor would
/// the part of ΔX in the span of X, where X has fewer columns than rows: both parts cancel.
struct ErrorSamples<Scalar: LinearAlgebraScalar>: Sendable {
  private typealias Older = OlderErrors<Scalar>

  /// ΔX, in units of the unit roundoff.
  private var samples: [Matrix<Scalar>]
  private var generator = SeededGenerator(seed: 1)

  /// Of one sample alone an error is more than forty times as large once in sixty times.
  private static var sampleCount: Int { 3 }

  /// None so far.
  init(rows: Int, columns: Int) {
    samples = Array(repeating: Matrix(rows: rows, columns: columns), count: Self.sampleCount)
  }

  /// What becomes of relative errors of each direction, `scales`, that have fallen into all smaller ones
  /// alike, in the next factor times the basis, B.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(scales: [Double], in factor: Matrix<Scalar>) {
    self.init(rows: 0, columns: 0)
    let count = scales.count
    let part = Double(count).squareRoot()
    for s in samples.indices {
      var shears = Matrix<Scalar>(rows: count, columns: count)
      for (j, scale) in scales.enumerated() {
        let size = Scalar(min(scale / part / Scalar.unitRoundoff, Double(Older.limit)))
        for i in j + 1..<max(count, j + 1) { shears[i, j] = size }
      }
      generator.turnSigns(of: &shears.elements)
      samples[s] = factor * shears
    }
  }

  /// Samples have their rows and columns together.
  mutating func updateRows(_ update: (inout Matrix<Scalar>) -> Void) {
    for s in samples.indices { update(&samples[s]) }
  }

  mutating func updateColumns(_ update: (inout Matrix<Scalar>) -> Void) { updateRows(update) }

  /// Adds independent errors.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func add(_ errors: RoundingErrors<Scalar>) {
    for s in samples.indices { samples[s].add(errors.sample(using: &generator)) }
  }

  /// Adds what has come from `sources`.
  mutating func add(_ sources: ErrorSources<Scalar>) {
    for s in samples.indices { samples[s].add(sources.sample(using: &generator)) }
  }

  /// Nothing is known of some directions of `basis` any more.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func lose(_ directions: [Int], of basis: Matrix<Scalar>) {
    guard !directions.isEmpty else { return }
    let sizes = basis.rowNorms()
    for s in samples.indices {
      for j in directions {
        samples[s].setColumn(
          j,
          to: Matrix(
            rows: sizes.count, columns: 1,
            columnMajor: sizes.map { Older.limit * $0 * generator.sign() }))
      }
    }
  }

  /// Takes out what shows in the scales and returns it, relative to each scale: √Σ_i c_ij²·f_ij² over
  /// the directions i ≤ j, F = Xᵀ·ΔX, in which f_ij shows by c_ij = e^(ℓ_j - ℓ_i).
  ///
  /// - Parameter basis: X, with orthonormal columns.
  /// - Complexity: 3·m·n² flops a sample.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func takeShown(in basis: Matrix<Scalar>, logScales: [Double]) -> [Double] {
    let directions = basis.transposed()
    for s in samples.indices { samples[s].limit(to: Older.limit) }
    var shown = samples.map { directions * $0 }
    var sums = [Double](repeating: 0, count: logScales.count)
    for j in logScales.indices {
      let ratios = (0...j).map { Double.exp(min(logScales[j] - logScales[$0], 0)) }
      for s in shown.indices {
        for i in 0...j {
          let part = ratios[i] * Double(shown[s][i, j])
          sums[j] += part * part
          shown[s][i, j].negate()
        }
        for i in j + 1..<max(shown[s].rowCount, j + 1) { shown[s][i, j] = 0 }
      }
    }
    for s in samples.indices {
      var along = basis
      along.multiplyFromRight(upperTriangular: shown[s])
      samples[s].add(along)
    }
    return sums.map {
      let size = Scalar.unitRoundoff * ($0 / Double(Self.sampleCount)).squareRoot()
      return size.isFinite ? size : .infinity
    }
  }

  /// By how much the squares of what is left may have changed the values of each direction.
  ///
  /// - Parameter basis: X, with orthonormal columns in descending order of scale.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func changes(in basis: Matrix<Scalar>, logScales: [Double]) -> [Double] {
    let directions = basis.transposed()
    let parts = samples.map { directions * $0 }
    let sizes = samples.map { $0.columnMagnitudes() }
    var result = logScales.indices.map { j in
      let size = sizes.reduce(0) { max($0, Scalar.unitRoundoff * Double($1[j])) }
      return size > Older.negligible ? size * size : 0
    }
    for j in logScales.indices {
      for i in logScales.indices.dropFirst(j + 1) {
        let shear = parts.reduce(0) {
          max($0, Scalar.unitRoundoff * Double($1[i, j].magnitude))
        }
        let gap = abs(logScales[j] - logScales[i])
        guard shear > Older.negligible || gap < Older.negligible else { continue }
        let change = Older.change(by: shear, across: gap)
        result[j] = max(result[j], change)
        result[i] = max(result[i], change)
      }
    }
    return result
  }
}
