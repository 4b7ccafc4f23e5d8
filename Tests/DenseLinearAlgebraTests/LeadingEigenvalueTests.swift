import ComplexModule
import RealModule
import TestSupport
import Testing

@testable import DenseLinearAlgebra

/// Spectral radii by Krylov spaces, against all eigenvalues and closed forms.
@Suite struct LeadingEigenvalueTests {
  private func leading<Scalar: LinearAlgebraScalar>(
    _ matrix: Matrix<Scalar>
  ) throws -> LeadingEigenvalue<Scalar>? {
    var workspace = LAPACKWorkspace<Scalar>()
    return try LeadingEigenvalue(of: matrix, workspace: &workspace)
  }

  /// S·D·S⁻¹ for a D with given leading entries and the rest within a disc, S of some condition.
  private func matrix(
    _ size: Int, leading: [Double], within radius: Double, stretch: Double,
    using generator: inout SeededGenerator
  ) throws -> Matrix<Double> {
    var diagonal: [Double] = generator.vector(size, within: radius)
    diagonal.replaceSubrange(0..<leading.count, with: leading)
    let basis: Matrix<Double> = try generator.orthogonal(size)
    let scales = (0..<size).map { Double.exp(stretch * Double($0) / Double(size)) }
    var upper: Matrix<Double> = generator.matrix(size, size, within: 0.1)
    for j in 0..<size {
      for i in j..<size { upper[i, j] = i == j ? diagonal[j] : 0 }
      for i in 0..<j { upper[i, j] *= scales[j] / scales[i] }
    }
    return basis * upper * basis.transposed()
  }

  @Test(arguments: [4, 20, 64, 100, 200])
  func randomMatrices(size: Int) throws {
    var generator = SeededGenerator(seed: 160)
    var found = 0
    for _ in 0..<8 {
      let matrix: Matrix<Double> = generator.matrix(size, size)
      let truth = try matrix.eigenvalues().map(\.length).max()!
      guard let leading = try leading(matrix) else { continue }
      found += 1
      #expect(
        abs(leading.value.length - truth)
          <= 8 * Double(size) * Double.epsilon * leading.condition * truth)
    }
    // Where it gives up, all eigenvalues are computed; that should be the exception.
    #expect(found >= 4)
  }

  @Test(arguments: Precision.allCases)
  func bothPrecisions(precision: Precision) throws {
    func check<Scalar: LinearAlgebraScalar>(_ type: Scalar.Type) throws {
      var generator = SeededGenerator(seed: 161)
      let matrix: Matrix<Scalar> = generator.matrix(120, 120)
      let truth = try matrix.converted(to: Double.self).eigenvalues().map(\.length).max()!
      var workspace = LAPACKWorkspace<Scalar>()
      let radius = Double(try matrix.spectralRadius(workspace: &workspace).value)
      #expect(abs(radius - truth) <= 64 * 120 * Scalar.epsilon * truth)
    }
    try check(precision.scalar)
  }

  /// A real leading eigenvalue of either sign, one near another, and ill-conditioned ones.
  @Test(
    arguments: [[1.0], [-1], [1, 0.99], [-1, 0.999]], [(0.0, 120), (8, 120), (0, 16), (8, 31)])
  func knownEigenvalues(values: [Double], shape: (stretch: Double, size: Int)) throws {
    let (stretch, size) = shape
    var generator = SeededGenerator(seed: 162)
    let matrix = try matrix(
      size, leading: values, within: 0.95, stretch: stretch, using: &generator)
    var workspace = LAPACKWorkspace<Double>()
    let radius = try matrix.spectralRadius(workspace: &workspace).value
    let norm = try matrix.singularValues()[0]
    let condition = try leading(matrix)?.condition ?? 1e4
    #expect(abs(radius - 1) <= 120 * Double.epsilon * condition * norm)
  }

  /// Different eigenvalues with the same sixteenth power, equal moduli, and none at all: not decided
  /// here, and right all the same.
  @Test(arguments: [16, 33, 100]) func undecidedCases(n: Int) throws {
    var generator = SeededGenerator(seed: 163)
    let basis: Matrix<Double> = try generator.orthogonal(n)
    func similar(_ diagonal: [Double]) -> Matrix<Double> {
      basis * .diagonal(diagonal) * basis.transposed()
    }
    var shift = Matrix<Double>(rows: n, columns: n)
    for i in 1..<n { shift[i, i - 1] = 1.05 }
    let jordan = basis * (shift + similar(Array(repeating: 0, count: n))) * basis.transposed()
    let cases: [(Matrix<Double>, Double?)] = [
      (similar([1, -1] + (2..<n).map { 0.9 / Double($0) }), 1),
      (basis, 1),
      (shift, 0),
      (jordan, nil),
      (Matrix(rows: n, columns: n), 0),
    ]
    for (matrix, truth) in cases {
      #expect(try leading(matrix) == nil)
      var workspace = LAPACKWorkspace<Double>()
      let radius = try matrix.spectralRadius(workspace: &workspace).value
      if let truth { #expect(abs(radius - truth) <= Double(n) * 16 * Double.epsilon) }
    }
  }

  /// One block that the start hardly sees holds the largest.
  @Test(arguments: [16, 25, 100]) func reducible(n: Int) throws {
    var generator = SeededGenerator(seed: 164)
    for place in [0, n / 2, n - 2] {
      var matrix: Matrix<Double> = generator.matrix(n, n, within: 0.05)
      for i in 0..<n {
        for j in place..<place + 2 {
          matrix[i, j] = 0
          matrix[j, i] = 0
        }
      }
      let (c, s) = (2 * Double.cos(1), 2 * Double.sin(1))
      matrix[place, place] = c
      matrix[place + 1, place + 1] = c
      matrix[place, place + 1] = -s
      matrix[place + 1, place] = s
      let leading = try #require(try leading(matrix))
      #expect(abs(leading.value.length - 2) <= 64 * Double.epsilon)
    }
  }

  /// Whole numbers S·D·S⁻¹, so that the eigenvalues are those of D to all digits, some of them equal or opposite, however
  /// ill-conditioned they are: the error is what the radius says, or less.
  @Test(arguments: 12...40) func errorsAreWithinWhatTheyAreSaidToBe(size: Int) throws {
    var generator = SeededGenerator(seed: UInt64(size))
    func whole(_ limit: Double) -> Double { (generator.number(within: limit) as Double).rounded() }
    var (small, leadingCount) = (0, 0)
    for _ in 0..<20 {
      let diagonal = (0..<size).map { _ in whole(9) }
      var matrix = Matrix<Double>.diagonal(diagonal)
      // Each a row operation, and the column operation that undoes it.
      for _ in 0..<2 * size {
        let i = Int.random(in: 0..<size, using: &generator)
        let j = Int.random(in: 0..<size, using: &generator)
        let factor = whole(1.4)
        guard i != j, factor != 0 else { continue }
        for k in 0..<size { matrix[i, k] += factor * matrix[j, k] }
        for k in 0..<size { matrix[k, j] -= factor * matrix[k, i] }
      }
      guard matrix.maximumMagnitude < 0x1p50 else { continue }
      var workspace = LAPACKWorkspace<Double>()
      let radius = try matrix.spectralRadius(workspace: &workspace)
      let truth = diagonal.map(\.magnitude).max()!
      guard radius.relativeError < 1e-3 else { continue }
      small += 1
      if try leading(matrix) != nil { leadingCount += 1 }
      // Of about n roundings, each of which moves it by no more than that.
      #expect(
        abs(radius.value - truth) <= Double(size) * radius.relativeError * radius.value)
    }
    #expect(small >= 10)
    #expect(size < 16 || leadingCount > 0)
  }

  @Test func identityIsFoundAtOnce() throws {
    let leading = try #require(try leading(Matrix<Double>.identity(100)))
    #expect(abs(leading.value.length - 1) <= 16 * Double.epsilon)
  }

  @Test func sizesBeyondTheExponentRange() throws {
    var generator = SeededGenerator(seed: 165)
    let matrix: Matrix<Double> = generator.matrix(100, 100)
    var workspace = LAPACKWorkspace<Double>()
    let radius = try matrix.spectralRadius(workspace: &workspace).value
    for exponent in [-900, 900] {
      let scale = Double(sign: .plus, exponent: exponent, significand: 1)
      let scaled = try (scale * matrix).spectralRadius(workspace: &workspace).value
      #expect(abs(scaled / scale - radius) <= 1e-12 * radius)
    }
  }

  @Test func notFinite() {
    var matrix = Matrix<Double>.identity(100)
    matrix[3, 4] = .infinity
    var workspace = LAPACKWorkspace<Double>()
    let error = #expect(throws: LinearAlgebraError.self) {
      try matrix.spectralRadius(workspace: &workspace).value
    }
    #expect(error?.code == .nonFiniteInput(row: 3, column: 4))
  }
}
