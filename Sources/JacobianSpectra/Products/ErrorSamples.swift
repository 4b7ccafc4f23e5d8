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
      generator.turnSigns(of: &shears.storage)
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
    let sizes = errors.sizes()
    for s in samples.indices {
      var signed = sizes
      generator.turnSigns(of: &signed.storage)
      samples[s].add(signed)
    }
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
  /// - Parameters:
  ///   - basis: X, with orthonormal columns.
  ///   - logScales: ℓ, in descending order, or nearly so.
  /// - Complexity: 3·m·n² flops a sample.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func takeShown(in basis: Matrix<Scalar>, logScales: [Double]) -> [Double] {
    for s in samples.indices { samples[s].limit(to: Older.limit) }
    let parts = parts(along: basis)
    var upper = Matrix<Scalar>(rows: 0, columns: 0)
    for s in samples.indices {
      upper.setToUpperTrapezoid(of: parts[s], rows: logScales.count)
      var along = basis
      along.multiplyFromRight(upperTriangular: upper)
      samples[s] = samples[s] - along
    }
    return Self.shown(parts, logScales: logScales)
  }

  /// What shows in the scales, and by how much the squares of what does not may have changed the values of each
  /// direction.
  ///
  /// - Parameters: As of ``takeShown(in:logScales:)``.
  /// - Complexity: 2·m·n² flops a sample.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func effects(
    in basis: Matrix<Scalar>, logScales: [Double]
  ) -> (shown: [Double], changes: [Double]) {
    var cut = self
    for s in samples.indices { cut.samples[s].limit(to: Older.limit) }
    let parts = cut.parts(along: basis)
    var changes = logScales.map { _ in 0.0 }
    for (sample, part) in zip(cut.samples, parts) {
      part.raise(&changes, byLowerTriangleOf: sample, logScales: logScales)
    }
    return (Self.shown(parts, logScales: logScales), changes)
  }

  /// F = Xᵀ·ΔX.
  private func parts(along basis: Matrix<Scalar>) -> [Matrix<Scalar>] {
    samples.map { sample in
      var parts = Matrix<Scalar>(rows: basis.columnCount, columns: sample.columnCount)
      parts.setToProduct(of: basis, and: sample, transposingLeft: true)
      return parts
    }
  }

  /// √Σ_i c_ij²·f_ij² over i ≤ j, c_ij = e^(ℓ_j - ℓ_i) and 1 at most.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func shown(_ parts: [Matrix<Scalar>], logScales: [Double]) -> [Double] {
    logScales.indices.map { j in
      let ratios = logScales[...j].map { Double.exp(2 * min(logScales[j] - $0, 0)) }
      let sum = parts.reduce(0) { $0 + $1.sumOfSquares(inColumn: j, rowsTimes: ratios) }
      let size = Scalar.unitRoundoff * (sum / Double(sampleCount)).squareRoot()
      return size.isFinite ? size : .infinity
    }
  }
}

extension Matrix {
  /// Σ_i f_i·a_ij² over the first rows.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func sumOfSquares(inColumn j: Int, rowsTimes factors: [Double]) -> Double {
    let values = elements.span
    var sum = 0.0
    for (i, factor) in factors.enumerated() {
      let value = Double(values[i + j * rowCount])
      sum += factor * (value * value)
    }
    return sum
  }

  /// Raises what squares of an error may have changed to what those of `error` do outside of this upper triangle:
  /// F = Xᵀ·`error`, in units of the unit roundoff.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func raise(
    _ changes: inout [Double], byLowerTriangleOf error: Matrix, logScales: [Double]
  ) {
    typealias Older = OlderErrors<Scalar>
    let norms = error.columnNorms()
    let values = elements.span
    for j in logScales.indices {
      var square = Double(norms[j]) * Double(norms[j])
      for i in 0...j {
        let shown = Double(values[i + j * rowCount])
        square -= shown * shown
      }
      let size = Scalar.unitRoundoff * max(square, 0).squareRoot()
      if size > Older.negligible { changes[j] = max(changes[j], size * size) }
      for i in logScales.indices.dropFirst(j + 1) {
        let shear = Scalar.unitRoundoff * Double(values[i + j * rowCount].magnitude)
        let gap = abs(logScales[j] - logScales[i])
        guard shear > Older.negligible || gap < Older.negligible else { continue }
        let change = Older.change(by: shear, across: gap)
        changes[j] = max(changes[j], change)
        changes[i] = max(changes[i], change)
      }
    }
  }
}
