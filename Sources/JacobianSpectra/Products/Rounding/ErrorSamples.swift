import DenseLinearAlgebra
import RealModule

/// What rounding has done to a basis X so far, as samples of X's error with random signs and sizes.
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

  /// ΔX, in units of the unit roundoff, but for `pending`.
  private var samples: [Matrix<Scalar>]
  /// What has happened since to the columns. It waits for the X that comes of it: the columns of J·ΔX·R⁻¹ may lie
  /// along larger directions by more than all digits, so that what shows of them is asked of Xᵀ·(J·ΔX), times R⁻¹.
  private var pending: [SplitErrors<Scalar>.Change] = []
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
      vary(&shears)
      samples[s] = factor * shears
    }
  }

  /// What happens to rows and what happens to columns go on apart, but for errors that are added.
  mutating func updateRows(_ update: (inout Matrix<Scalar>) -> Void) {
    let haveWaited = pending.contains { if case .addition = $0 { true } else { false } }
    precondition(!haveWaited, "errors of the rows as they were")
    for s in samples.indices { update(&samples[s]) }
  }

  /// - Parameter isExact: Whether the update rounds nothing, and does not wait unless others do.
  mutating func updateColumns(
    isExact: Bool, _ update: @escaping @Sendable (inout Matrix<Scalar>) -> Void
  ) {
    guard isExact, pending.isEmpty else { return pending.append(.update(update)) }
    for s in samples.indices { update(&samples[s]) }
  }

  private mutating func add(_ errors: [Matrix<Scalar>]) {
    guard pending.isEmpty else { return pending.append(.addition(errors)) }
    for s in samples.indices { samples[s].add(errors[s]) }
  }

  /// Adds independent errors.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func add(_ errors: RoundingErrors<Scalar>) {
    let sizes = errors.sizes()
    add(
      samples.map { _ in
        var signed = sizes
        vary(&signed)
        return signed
      })
  }

  /// Makes sizes of errors a sample of them: with random signs, and weights of rows and columns, since of errors of
  /// one size in few entries half of all signs would leave nothing.
  private mutating func vary(_ sizes: inout Matrix<Scalar>) {
    generator.turnSigns(of: &sizes.storage)
    sizes.scaleRows(generator.weights(sizes.rowCount))
    sizes.scaleColumns(generator.weights(sizes.columnCount))
  }

  /// Adds others, which have not waited.
  mutating func add(_ others: ErrorSamples) { add(others.samples) }

  /// Adds what has come from `sources`.
  mutating func add(_ sources: ErrorSources<Scalar>) {
    for s in samples.indices { samples[s].add(sources.sample(using: &generator)) }
  }

  /// Nothing is known of some directions of `basis` any more but that they are no larger than their scales.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func lose(_ directions: [Int], of basis: Matrix<Scalar>) {
    guard !directions.isEmpty else { return }
    updateColumns(isExact: true) { sample in
      for j in directions { sample.clearColumns(j..<j + 1) }
    }
    let sizes = basis.rowNorms()
    add(
      samples.map { _ in
        var anything = Matrix<Scalar>(rows: basis.rowCount, columns: basis.columnCount)
        for j in directions {
          for (i, size) in sizes.enumerated() {
            anything[i, j] = Older.unknown * size * generator.sign()
          }
        }
        return anything
      })
  }

  /// What each sample has in `columns` beside `pivots` times `factors`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func rest(
    of columns: [Int], beside pivots: [Int], times factors: Matrix<Scalar>
  ) -> [Matrix<Scalar>] {
    samples.indices.map { number in
      var sample = samples[number]
      for change in pending { change.apply(to: &sample, number: number) }
      var rest = sample.columns(columns) - sample.columns(pivots) * factors
      rest.limit(to: Older.limit)
      return rest
    }
  }

  /// Takes out what shows in the scales and returns it, relative to each scale j: √Σ_i c_ij²·f_ij² over
  /// the directions i ≤ j, F = Xᵀ·ΔX, in which f_ij shows by c_ij = e^(ℓ_j - ℓ_i), and in direction i and all
  /// between as well.
  ///
  /// - Parameters:
  ///   - basis: X, with orthonormal columns.
  ///   - logScales: ℓ, in descending order, or nearly so.
  /// - Complexity: 3·m·n² flops a sample, 5 where X has more rows than columns; and a triangular product for each
  ///   change that has waited.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func takeShown(in basis: Matrix<Scalar>, logScales: [Double]) -> [Double] {
    let parts = split(by: basis)
    for (s, part) in parts.enumerated() {
      samples[s] = part.withoutShown(in: basis)
    }
    pending = []
    return Self.shown(parts, logScales: logScales)
  }

  /// What errors do.
  ///
  /// - Parameters: As of ``takeShown(in:logScales:)``.
  /// - Complexity: 2·m·n² flops a sample, 4 where X has more rows than columns.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func effects(
    in basis: Matrix<Scalar>, logScales: [Double]
  ) -> OlderErrors<Scalar>.Effects {
    let parts = split(by: basis)
    var changes = logScales.map { _ in 0.0 }
    var turned = 0.0
    for part in parts { turned = max(turned, part.raise(&changes, logScales: logScales)) }
    return (Self.shown(parts, logScales: logScales), changes, turned)
  }

  /// The samples, split by X. Where much of one lies along direction k, what rounding has left of that in smaller ones
  /// would show, and these are made orthogonal once more.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func split(by basis: Matrix<Scalar>) -> [SplitErrors<Scalar>] {
    let parts = parts(along: basis)
    let limit = Scalar(1.0 / 16 / Scalar.unitRoundoff)
    let first = parts.compactMap { part in
      part.along.rowMagnitudes().firstIndex { $0 > limit }
    }.min()
    guard let first, first + 1 < basis.columnCount else { return parts }
    var closer = basis
    closer.reorthogonalize(Array(first + 1..<basis.columnCount))
    return self.parts(along: closer)
  }

  private func parts(along basis: Matrix<Scalar>) -> [SplitErrors<Scalar>] {
    samples.indices.map { SplitErrors(samples[$0], number: $0, by: basis, after: pending) }
  }

  /// √Σ c_ik²·f_ik² over i ≤ j ≤ k, c_ik = e^(ℓ_k - ℓ_i) and 1 at most.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func shown(
    _ parts: [SplitErrors<Scalar>], logScales: [Double]
  ) -> [Double] {
    var sums = logScales.map { _ in 0.0 }
    for j in logScales.indices {
      let ratios = logScales[...j].map { Double.exp(2 * min(logScales[j] - $0, 0)) }
      for part in parts { part.addSquares(ofDirection: j, times: ratios, to: &sums) }
    }
    return sums.map { sum in
      let size = Scalar.unitRoundoff * (sum / Double(sampleCount)).squareRoot()
      return size.isFinite ? size : .infinity
    }
  }
}
