import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Errors outside the span of a basis, against J·ΔX·R⁻¹ by matrices as a whole.
@Suite struct ErrorSourcesTests {
  private static let units = 5

  private static func networks(_ seed: UInt64) throws -> (
    generator: SeededGenerator, basis: Matrix<Double>
  ) {
    var generator = SeededGenerator(seed: seed)
    let square: Matrix<Double> = try generator.orthogonal(2 * units)
    return (generator, square.submatrix(rows: 0..<2 * units, columns: 0..<units))
  }

  /// After J·X = X'·R the sources are J·ΔX·R⁻¹, of which the share along X' shows.
  @Test(arguments: [1, 2, 3] as [UInt64]) func oneFactor(seed: UInt64) throws {
    var (generator, basis) = try Self.networks(seed)
    let n = Self.units
    var sources = ErrorSources<Double>(rows: 2 * n, columns: n)
    sources.pass(
      RoundingErrors(
        GroupedColumns(squaresOf: generator.matrix(2 * n, n) as Matrix<Double>, width: 1)),
      basis: basis)
    // Nothing along X is left.
    #expect(sources.parts(along: basis).maximumMagnitude <= 8 * Double.epsilon)
    var copy = generator
    let error = sources.sample(using: &copy)

    let factor: Matrix<Double> = generator.matrix(2 * n, 2 * n)
    let product = factor * basis
    let columns = SortedColumns(of: product, logScales: Array(repeating: 0, count: n))
    var workspace = LAPACKWorkspace<Double>()
    let (triangle, next) = try columns.quotient(workspace: &workspace)
    let older = OlderErrors(sources: sources).multiplied(
      by: BlockMatrix(factor), transposed: false)
    let passed = try #require(columns.older(older).divided(by: triangle).sources)
    let found = passed.sample(using: &generator)

    // J·ΔX·R⁻¹, up to a sign.
    var truth = (factor * error).columns(columns.order, times: columns.multipliers)
    truth = triangle.pivoted(truth)
    truth.divideFromRight(byUpperTriangular: triangle.square)
    let tolerance = 256 * Double.epsilon * truth.frobeniusNorm
    #expect(min((found - truth).frobeniusNorm, (found + truth).frobeniusNorm) <= tolerance)

    // c_ik·f_ik in all directions i ≤ j ≤ k.
    let parts = next.transposed() * truth
    let shown = passed.shown(passed.parts(along: next), logScales: triangle.logScales)
    func share(_ i: Int, _ j: Int) -> Double {
      .exp(triangle.logScales[j] - triangle.logScales[i]) * parts[i, j]
    }
    for j in 0..<n {
      let shares = (0...j).flatMap { i in (j..<n).map { share(i, $0) } }
      let sum = shares.reduce(0) { $0 + $1 * $1 }
      let expected = Double.unitRoundoff * sum.squareRoot()
      #expect(abs(shown[j] - expected) <= 1e-9 * expected)
    }
  }

  /// Scales that are alike may stand either way round, and then no error between them is too small to count.
  @Test(arguments: [1e-12, 1e-6, 0.1]) func scalesOutOfOrder(gap: Double) throws {
    var (generator, basis) = try Self.networks(5)
    let n = Self.units
    var sources = ErrorSources<Double>(rows: 2 * n, columns: n)
    sources.pass(
      RoundingErrors(
        GroupedColumns(squaresOf: generator.matrix(2 * n, n) as Matrix<Double>, width: 1)),
      basis: basis)
    let other: Matrix<Double> = try generator.orthogonal(2 * n)
    let parts = sources.parts(along: other.submatrix(rows: 0..<2 * n, columns: 0..<n))
    let gaps = (0..<n).map { gap * Double($0) }
    let changes = sources.changes(parts, logScales: gaps.map { -$0 })
    #expect(sources.changes(parts, logScales: gaps) == changes)
    #expect(changes.allSatisfy { (gap == 1e-12) == ($0 > 0) })
  }

  /// As a basis goes on, sources of ages 1, 2, 4, … stay.
  @Test func onePerOctave() throws {
    var (generator, basis) = try Self.networks(4)
    let n = Self.units
    var sources = ErrorSources<Double>(rows: 2 * n, columns: n)
    for count in 1...100 {
      sources.pass(
        RoundingErrors(
          GroupedColumns(squaresOf: generator.matrix(2 * n, n) as Matrix<Double>, width: 1)),
        basis: basis)
      let octaves = Int.bitWidth - count.leadingZeroBitCount
      let kept = sources.parts(along: basis).rowCount
      #expect(octaves - 1 <= kept && kept <= octaves + 2, "\(count)")
    }
  }

  /// Units of a ReLU network that are off leave one row of a panel, and of its errors what they are beside that row alone.
  @Test func rowsAreLeftOut() throws {
    let a = 0x1p-22
    let factors = [
      [
        [1, -1, -1, 0, 1], [0, 0, 0, 0, 0], [1, -1, 0, 1, -a], [0, -1, 1, 0, 0], [0, 0, 0, 0, 0],
      ],
      [
        [0, 0, 0, 0, 0], [1, -1, 0, 1, 1], [1, -1, 0, 1, -a], [0, -1, 1, 0, 0], [0, -1, 1, 0, 1],
      ],
      [
        [1, -1, -1, 0, 1], [1, -1, 0, 1, 1], [1, -1, 0, 1, -a], [0, 0, 0, 0, 0], [0, -1, 1, 0, 1],
      ],
      [[0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, -1, 1, 0, 1]],
      [
        [1, -1, -1, 0, 1], [1, -1, 0, 1, 1], [0, 0, 0, 0, 0], [0, -1, 1, 0, 0], [0, -1, 1, 0, 1],
      ],
    ].map { Matrix(rows: 5, columns: 5, rowMajor: $0.flatMap { $0 }) }
    let trace = try DenseSequence(factors).trace(.hidden, step: 5, lags: 1...5)
    let row = try #require(trace[step: 5, lag: 5])
    // Three rows of (-a, a, 0, -a, a²).
    let truth = Double.log(3 * a) + Double.log(onePlus: a * a / 3) / 2
    #expect(row.isResolved(0))
    #expect(abs(row.logSingularValues[0] - truth) <= row.errorBounds[0])
    #expect(row.logSingularValues.dropFirst().allSatisfy { $0 == -.infinity })
  }
}
