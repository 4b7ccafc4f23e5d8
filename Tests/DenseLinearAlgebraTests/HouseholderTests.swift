import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

/// The reflections of the library's own against LAPACK's.
@Suite struct HouseholderTests {
  /// Sizes about those of registers and groups of columns, square, tall and wide.
  static let sizes =
    [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 128, 130, 200]
    .map(MatrixSize.square)
    + [(2, 1), (9, 8), (40, 3), (3, 40), (129, 64), (64, 129), (257, 31)]
    .map(MatrixSize.init(rows:columns:))

  @Test(arguments: Precision.allCases, sizes)
  func singularValuesAreThoseOfLAPACK(
    precision: Precision, size: MatrixSize
  ) throws {
    try checkSingularValues(precision.scalar, size)
  }

  private func checkSingularValues<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ size: MatrixSize
  ) throws {
    var generator = SeededGenerator(seed: 21)
    var workspace = LAPACKWorkspace<Scalar>()
    let matrix: Matrix<Scalar> = generator.matrix(size.rows, size.columns)
    let values = try matrix.singularValues(workspace: &workspace)
    let truth = try matrix.lapackSingularValues(workspace: &workspace)
    #expect(values == values.sorted(by: >))
    let unit = Scalar.epsilon * Double(max(size.rows, size.columns))
    #expect(values.largestDifference(from: truth) <= lapackThreshold * unit * Double(truth[0]))
  }

  /// RᵀR = AᵀA and |r_jj| from LAPACK's R, which is unique but for signs.
  @Test(arguments: Precision.allCases, sizes)
  func triangleIsThatOfLAPACK(precision: Precision, size: MatrixSize) throws {
    try checkTriangle(precision.scalar, size)
  }

  private func checkTriangle<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ size: MatrixSize
  ) throws {
    var generator = SeededGenerator(seed: 22)
    var workspace = LAPACKWorkspace<Scalar>()
    let matrix: Matrix<Scalar> = generator.matrix(size.rows, size.columns)
    var triangle = matrix
    try triangle.reduceToR(workspace: &workspace)
    let rank = min(size.rows, size.columns)
    #expect(triangle.rowCount == rank && triangle.columnCount == size.columns)
    for j in 0..<size.columns {
      for i in 0..<rank where i > j { #expect(triangle[i, j] == 0) }
    }
    let unit = Scalar.epsilon * Double(max(size.rows, size.columns))
    let gram = triangle.transposed() * triangle
    #expect(gram.relativeDifference(from: matrix.transposed() * matrix) <= lapackThreshold * unit)
    let truth = try matrix.qrFactorization().r
    let scale = Double(truth.maximumMagnitude)
    for j in 0..<rank {
      #expect(
        abs(Double(triangle[j, j].magnitude - truth[j, j].magnitude))
          <= lapackThreshold * unit * scale)
    }
  }

  /// Entries whose squares leave the exponent range, of a whole matrix and of its columns.
  @Test(arguments: Precision.allCases)
  func entriesAtTheEndsOfTheRange(precision: Precision) throws {
    try checkRange(precision.scalar)
  }

  private func checkRange<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    var generator = SeededGenerator(seed: 23)
    let matrix: Matrix<Scalar> = generator.matrix(20, 20)
    let truth = try matrix.singularValues()
    for exponent in [
      Scalar.greatestFiniteMagnitude.exponent - 8, Scalar.leastNormalMagnitude.exponent + 20,
    ] {
      let unit = Scalar(sign: .plus, exponent: exponent, significand: 1)
      let values = try (unit * matrix).singularValues().map { $0 / unit }
      let tolerance = lapackThreshold * 20 * Scalar.epsilon
      #expect(values.largestDifference(from: truth) <= tolerance * Double(truth[0]))
    }
    // R keeps columns apart: each to ε of its own size.
    let exponents = (0..<20).map {
      Scalar.Exponent($0) * (Scalar.leastNormalMagnitude.exponent / 24)
    }
    let scales = exponents.map { Scalar(sign: .plus, exponent: $0, significand: 1) }
    var workspace = LAPACKWorkspace<Scalar>()
    var (plain, graded) = (matrix, matrix)
    graded.scale(rows: Array(repeating: 1, count: 20), columns: scales)
    try plain.reduceToR(workspace: &workspace)
    try graded.reduceToR(workspace: &workspace)
    graded.scale(rows: Array(repeating: 1, count: 20), columns: scales.map { 1 / $0 })
    #expect(graded.relativeDifference(from: plain) <= lapackThreshold * 20 * Scalar.epsilon)
  }

  @Test func zerosAndDependentColumns() throws {
    var workspace = LAPACKWorkspace<Double>()
    var zero = Matrix<Double>(rows: 5, columns: 3)
    try zero.reduceToR(workspace: &workspace)
    #expect(zero == Matrix(rows: 3, columns: 3))
    let ones = Matrix<Double>(rows: 6, columns: 6, repeating: 1)
    let values = try ones.singularValues()
    #expect(abs(values[0] - 6) <= 36 * Double.epsilon)
    #expect(values[1...].allSatisfy { $0 <= 36 * Double.epsilon })
  }
}
