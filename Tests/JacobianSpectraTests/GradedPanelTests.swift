import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// The graded product alone, on factors whose product is known.
@Suite struct GradedPanelTests {
  /// Known values of every kind, in nats.
  static let spectra: [[Double]] = [
    [0], [3, -2], [5, 5, 5, 5], [7, 0, -7, -14, -21, -28],
    [40, 40, 39.999, 39.998, 2, 2, 2, -60], [33, 33, 4.4, 4.4, 1.9, 1.4],
    [60, 60, 60, 40, 40, 40, 20, 20, 20, 0, 0, 0], [1e-3, 5e-4, 0, -5e-4, -1e-3],
    [0, -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12, -13, -14, -15],
  ]

  /// Q_k·D·Q_{k-1}ᵀ · … · Q_1·D·Q_0ᵀ, each D a k-th root.
  private func product<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ logs: [Double], factors: Int, seed: UInt64
  ) throws -> [Double] {
    var generator = SeededGenerator(seed: seed)
    let roots = logs.map { Scalar(Double.exp($0 / Double(factors))) }
    var basis: Matrix<Scalar> = try generator.orthogonal(logs.count)
    var panel = try GradedPanel(columns: Matrix<Scalar>.identity(logs.count))
    for _ in 0..<factors {
      let next: Matrix<Scalar> = try generator.orthogonal(logs.count)
      try panel.push(next * .diagonal(roots) * basis.transposed())
      basis = next
    }
    return try panel.spectrum().logSingularValues
  }

  @Test(arguments: Precision.allCases, spectra)
  func productsOfFullFactors(precision: Precision, logs: [Double]) throws {
    try checkProducts(precision.scalar, logs)
  }

  /// Rounding a factor changes ln σ by ε times its condition; factors are as many as keep that low.
  private func checkProducts<Scalar: LinearAlgebraScalar>(
    _ type: Scalar.Type, _ logs: [Double]
  ) throws {
    let spread = logs[0] - logs.last!
    let factors = 4 + Int(spread / 2)
    let condition = Double.exp(spread / Double(factors))
    let found = try product(type, logs, factors: factors, seed: 70)
    let tolerance = 4 * Double(logs.count * factors) * condition * Scalar.epsilon
    #expect(found.largestDifference(from: logs) <= tolerance)
  }

  /// A factor with the given rows: values within their bounds or, where rounding decides, unresolved; no
  /// error, and no exact zero that is none.
  private func spectrum<Scalar: LinearAlgebraScalar>(
    of factor: Matrix<Scalar>
  ) throws -> LogSpectrum {
    var panel = try GradedPanel(columns: Matrix<Scalar>.identity(factor.columnCount))
    try panel.push(factor)
    return try panel.spectrum()
  }

  @Test(arguments: Precision.allCases, [2, 3, 4, 7, 8, 30, 32, 40, 48])
  func onesHaveRankOne(precision: Precision, size: Int) throws {
    try checkOnes(precision.scalar, size)
  }

  private func checkOnes<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ size: Int) throws {
    let found = try spectrum(of: Matrix<Scalar>(rows: size, columns: size, repeating: 1))
    let truth = Double.log(Double(size))
    #expect(abs(found.logSingularValues[0] - truth) <= found.errorBounds[0])
    for (value, bound) in zip(found.logSingularValues, found.errorBounds).dropFirst() {
      #expect(value == -.infinity || bound > 1)
    }
  }

  /// Columns that depend on those before them, each less than a Gram matrix can say, and together far more: what it says is
  /// left of the last is rounding.
  @Test(arguments: Precision.allCases)
  func columnsThatDependOnSeveral(precision: Precision) throws {
    try checkDependentColumns(precision.scalar)
  }

  private func checkDependentColumns<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let size = 16
    // What is left of the last two columns.
    let second = Scalar(1.1) * Scalar.ulpOfOne.squareRoot().squareRoot()
    let third = Scalar.ulpOfOne.squareRoot() / 16
    for seed: UInt64 in 0..<200 {
      var generator = SeededGenerator(seed: seed)
      let turn: Matrix<Scalar> = try generator.orthogonal(size)
      var triangle = Matrix<Scalar>.identity(size)
      for j in 0..<size { for i in 0..<j { triangle[i, j] = generator.number() } }
      triangle[size - 3, size - 2] = 1
      triangle[size - 2, size - 2] = second
      triangle[size - 2, size - 1] = 1
      triangle[size - 1, size - 1] = third
      var panel = try GradedPanel<Scalar>(columns: .identity(size))
      try panel.push(turn * triangle)
      #expect(panel.basis.columnNorms().allSatisfy { $0 > 0.5 && $0 < 2 }, "seed \(seed)")
    }
  }

  @Test func integersOfLowRank() throws {
    for rows in [
      [[-2.0, -2], [1, 1]], [[1, 2], [2, 4]], [[1, 1, 0], [2, 2, 1], [3, 3, 4]],
      [[0, 2, 2], [0, -1, -1], [0, -2, -2]],
    ] {
      let matrix = Matrix<Double>(rows)
      let found = try spectrum(of: matrix)
      let gram = matrix.transposed() * matrix
      let trace = (0..<gram.rowCount).reduce(0) { $0 + gram[$1, $1] }
      let squares = found.logSingularValues.reduce(0) { $0 + Double.exp(2 * $1) }
      #expect(abs(squares - trace) <= 1e-12 * trace)
      #expect(found.logSingularValues.last! == -.infinity || found.errorBounds.last! > 1)
    }
  }

  /// A product of a column and a row in floating point has more values than one, by rounding: none of
  /// them is an exact zero.
  @Test func roundedOuterProduct() throws {
    let column = Matrix<Double>([[0.5], [-0.4], [0.9]])
    let found = try spectrum(of: column * Matrix([[0.6, 0.7, -0.9]]))
    #expect(found.errorBounds[0] < promised)
    for i in 1..<3 {
      #expect(found.logSingularValues[i] > -.infinity)
      #expect(found.errorBounds[i] > 1)
    }
  }

  @Test(arguments: Precision.allCases, [2, 3, 4, 6, 9])
  func roundedOuterProducts(precision: Precision, size: Int) throws {
    try checkOuterProducts(precision.scalar, size)
  }

  private func checkOuterProducts<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ size: Int) throws {
    var generator = SeededGenerator(seed: 96)
    for _ in 0..<100 {
      let column: Matrix<Scalar> = generator.matrix(size, 1)
      let row: Matrix<Scalar> = generator.matrix(1, size)
      let found = try spectrum(of: column * row)
      let truth = Double.log(Double(column.frobeniusNorm) * Double(row.frobeniusNorm))
      #expect(abs(found.logSingularValues[0] - truth) <= found.errorBounds[0] + 2 * Scalar.epsilon)
      for i in 1..<size {
        #expect(found.logSingularValues[i] > -.infinity)
        #expect(found.errorBounds[i] > 1)
      }
    }
  }

  /// Ones above a small diagonal, σ_n = εⁿ but for a factor near 1: right, or unresolved.
  @Test(arguments: [(3, 1e-9), (8, 1e-40), (16, 1e-20), (8, 1e-60), (5, 1e-30)])
  func nearlyNilpotent(size: Int, small: Double) throws {
    var matrix = Matrix<Double>.diagonal(Array(repeating: small, count: size))
    for i in 0..<size - 1 { matrix[i, i + 1] = 1 }
    let found = try spectrum(of: matrix)
    let truth = Double(size) * Double.log(small)
    let (value, bound) = (found.logSingularValues.last!, found.errorBounds.last!)
    #expect(value > -.infinity)
    #expect(abs(value - truth) <= bound || bound > 1)
  }

  /// Permutations but for entries with hardly any digits.
  @Test(arguments: [1.0, 1e9, 1e14, 1e24])
  func subnormalEntries(count: Double) throws {
    let small = count * Double.leastNonzeroMagnitude
    let matrix = Matrix<Double>([[1, 0, 0], [small, 0, 1], [small, 1, 0]])
    let found = try spectrum(of: matrix)
    for (value, bound) in zip(found.logSingularValues, found.errorBounds) {
      #expect(abs(value) <= bound)
    }
  }

  /// A column of zeros whose scale lies a thousand nats above the others.
  @Test func aDeadDirectionOfLargeScale() throws {
    var panel = try GradedPanel(columns: Matrix<Double>.identity(3))
    for _ in 0..<20 { try panel.push(.diagonal([1e30, 1, 1e-3])) }
    try panel.push(.diagonal([0, 1, 1]))
    let found = try panel.spectrum()
    #expect(found.logSingularValues[0] == 0)
    #expect(abs(found.logSingularValues[1] + 60 * Double.log(10)) <= found.errorBounds[1])
    #expect(found.logSingularValues[2] == -.infinity)
  }

  /// Factors that lead from a space to another, dense and in blocks in turn.
  @Test func factorsOfDifferentShapes() throws {
    var generator = SeededGenerator(seed: 79)
    let columns: Matrix<Double> = generator.matrix(3, 8)
    let blocks = BlockMatrix<Double>(
      rows: 7, columns: 6,
      dense: [
        .init(row: 0, column: 0, generator.matrix(3, 4)),
        .init(row: 3, column: 2, generator.matrix(4, 4)),
      ])
    let moved = BlockMatrix<Double>(
      rows: 7, columns: 7,
      dense: [
        .init(row: 4, column: 0, generator.matrix(3, 4)),
        .init(row: 0, column: 3, generator.matrix(4, 4)),
      ])
    let factors = [
      BlockMatrix(generator.matrix(6, 3)), BlockMatrix(generator.matrix(6, 6)), blocks, moved,
      BlockMatrix(generator.matrix(2, 7)), BlockMatrix(generator.matrix(1, 2)),
    ]
    var panel = try GradedPanel(columns: columns)
    var product = columns
    for factor in factors {
      try panel.push(factor)
      product = factor.denseMatrix() * product
      let found = try panel.spectrum()
      let truth = try product.singularValues().prefix(3)
      #expect(found.logSingularValues.count == min(product.rowCount, 8))
      for (value, expected) in zip(found.logSingularValues, truth) {
        #expect(abs(value - .log(expected)) <= 64 * 8 * Double.epsilon * truth[0] / expected)
      }
    }
  }

  /// Two equal values above a small one, coupled so that bidiagonalization mixes their rows:
  /// σ₂ = 1, σ₁²+σ₃² = 1+2δ², σ₁·σ₃ = δ.
  @Test(arguments: [1e-3, 1e-6, 1e-12])
  func equalValuesAboveASmallOne(small: Double) throws {
    var panel = try GradedPanel(columns: Matrix<Double>.identity(3))
    try panel.push(Matrix(rows: 3, columns: 3, rowMajor: [1, 0, 0, 0, 1, 0, small, 0, small]))
    let spectrum = try panel.spectrum()
    let square = 1 + 2 * small * small
    let largest = ((square + (square * square - 4 * small * small).squareRoot()) / 2).squareRoot()
    let truth = [.log(largest), 0, .log(small / largest)]
    for ((value, bound), truth) in zip(zip(spectrum.logSingularValues, spectrum.errorBounds), truth)
    {
      #expect(abs(value - truth) <= bound)
      #expect(bound <= 1e-12)
    }
  }

  @Test(arguments: Precision.allCases)
  func spreadsOfManyThousandNats(precision: Precision) throws {
    try checkWideSpreads(precision.scalar)
  }

  /// Diagonals and permutations, which are exact, between two orthogonal matrices.
  private func checkWideSpreads<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let (size, factors) = (9, 3000)
    var generator = SeededGenerator(seed: 71)
    // The condition of a factor stays below 1/ε.
    let reach = -0.98 * Double.log(Scalar.epsilon)
    var logs = [Double](repeating: 0, count: size)
    var panel = try GradedPanel(columns: generator.orthogonal(size) as Matrix<Scalar>)
    for _ in 0..<factors {
      // The same direction is always the smallest, so that the spread adds up.
      let scales = (0..<size).map { i in
        Scalar(Double.exp(-reach * Double(i) / Double(size - 1)))
      }
      let order = (0..<size).shuffled(using: &generator)
      var there = Matrix<Scalar>(rows: size, columns: size)
      for i in 0..<size { there[order[i], i] = 1 }
      try panel.push(.diagonal(scales))
      try panel.push(there)
      try panel.push(there.transposed())
      for i in 0..<size { logs[i] += Double.log(Double(scales[i])) }
    }
    try panel.push(generator.orthogonal(size) as Matrix<Scalar>)
    let spread = logs[0] - logs[size - 1]
    if Scalar.self == Double.self { #expect(spread > 1e5) }
    // A log near `spread` has ε of it, in Double, for every factor; Scalar's ε counts per factor.
    let tolerance =
      3 * Double(factors) * (Double(size) * Scalar.epsilon + spread * Double.epsilon)
    #expect(try panel.spectrum().logSingularValues.largestDifference(from: logs) <= tolerance)
  }

  @Test(arguments: Precision.allCases, [0, 1, 2, 5])
  func zeroRowsAreExactZeros(precision: Precision, zeros: Int) throws {
    try checkRank(precision.scalar, zeros)
  }

  private func checkRank<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ zeros: Int) throws {
    let size = 6
    var generator = SeededGenerator(seed: 72)
    var panel = try GradedPanel(columns: generator.orthogonal(size) as Matrix<Scalar>)
    var inactive = [Scalar](repeating: 1, count: size)
    for place in [4, 0, 3, 1, 5].prefix(zeros) {
      // Inactive units differ from step to step: the rank falls with every one of them.
      inactive[place] = 0
      try panel.push(.diagonal(inactive))
    }
    let values = try panel.spectrum().logSingularValues
    #expect(values.count == size)
    #expect(values.suffix(zeros).allSatisfy { $0 == -.infinity })
    let tolerance = Double(size * (zeros + 1)) * Scalar.epsilon
    #expect(values.dropLast(zeros).allSatisfy { $0 > -.infinity })
    #expect(values[0] <= tolerance)
    #expect(panel.graded.logScales.count == size - zeros)
  }

  @Test func aZeroFactorLeavesNothing() throws {
    var panel = try GradedPanel(columns: Matrix<Double>.identity(3))
    try panel.push(Matrix(rows: 3, columns: 3))
    try panel.push(Matrix.diagonal([1, 2, 3]))
    #expect(try panel.spectrum().logSingularValues == [-.infinity, -.infinity, -.infinity])
  }

  @Test func narrowFactorsBoundTheRank() throws {
    var generator = SeededGenerator(seed: 73)
    let right: Matrix<Double> = generator.matrix(3, 8)
    let left: Matrix<Double> = generator.matrix(6, 3)
    var panel = try GradedPanel(columns: right)
    try panel.push(left)
    let values = try panel.spectrum().logSingularValues
    let dense = try (left * right).singularValues()
    #expect(values.count == 6)
    let tolerance = lapackThreshold * 8 * Double.epsilon * dense[0] / dense[2]
    #expect(values.prefix(3).largestDifference(from: dense.prefix(3).map { .log($0) }) <= tolerance)
    #expect(values.suffix(3).allSatisfy { $0 == -.infinity })
  }

  @Test(arguments: Precision.allCases, [1, 2, 5])
  func tallPanels(precision: Precision, columns: Int) throws {
    try checkTallPanels(precision.scalar, columns)
  }

  /// The first columns of the identity through Q·D·Qᵀ…: few steps, so that a dense SVD can follow.
  private func checkTallPanels<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ columns: Int
  ) throws {
    var generator = SeededGenerator(seed: 74)
    let start: Matrix<Scalar> = generator.matrix(7, columns)
    var panel = try GradedPanel(columns: start)
    var dense = start
    for _ in 0..<3 {
      let factor: Matrix<Scalar> = generator.matrix(7, 7)
      try panel.push(factor)
      dense = factor * dense
    }
    let values = try panel.spectrum().logSingularValues
    let truth = try dense.singularValues()
    let condition = Double(truth[0] / truth[columns - 1])
    let tolerance = lapackThreshold * 7 * Scalar.epsilon * condition
    #expect(values.largestDifference(from: truth.map { .log(Double($0)) }) <= tolerance)
    #expect(panel.basis.rowCount == 7 && panel.basis.columnCount == columns)
  }

  @Test func emptyPanels() throws {
    for (rows, columns) in [(0, 0), (4, 0), (0, 3)] {
      let panel = try GradedPanel(columns: Matrix<Double>(rows: rows, columns: columns))
      #expect(try panel.spectrum().logSingularValues.isEmpty)
    }
  }

  @Test func nonFiniteFactorsAreErrors() throws {
    var panel = try GradedPanel(columns: Matrix<Double>.identity(2))
    let later = #expect(throws: LinearAlgebraError.self) {
      try panel.push(Matrix<Double>([[1, .nan], [0, 1]]))
    }
    let first = #expect(throws: LinearAlgebraError.self) {
      _ = try GradedPanel(columns: Matrix<Double>([[.infinity]]))
    }
    for error in [later, first] {
      guard case .nonFiniteInput = error?.code else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  /// The panel is the product: X·diag(e^ℓ)·L.
  @Test func partsMultiplyToTheProduct() throws {
    var generator = SeededGenerator(seed: 75)
    var panel = try GradedPanel(columns: Matrix<Double>.identity(5))
    var product = Matrix<Double>.identity(5)
    for _ in 0..<6 {
      let factor: Matrix<Double> = generator.matrix(5, 5)
      try panel.push(factor)
      product = factor * product
    }
    let middle = Matrix.diagonal(panel.graded.logScales.map { Double.exp($0) })
    let whole = panel.basis * middle * panel.graded.rows
    #expect(whole.relativeDifference(from: product) <= 6 * lapackThreshold * Double.epsilon)
  }

  /// Rows from 1 to 1e-34, one of them zero: the rank is that of the others, and columns that are no pivots must
  /// follow from those that are in every row. A transpose has a zero column instead.
  private func checkColumnsBeyondTheRank<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let matrix = Matrix<Scalar>([
      [-1.11589834e-23, -1.03658443e-22, 2.7665595e-32, 3.1022463e-23, -1.3453871e-22],
      [0, 1, 0, 0, 0],
      [-2.6776326e-14, 1.8335243e-14, 1.2323044e-15, -3.1114895e-14, -3.767755e-14],
      [0, 0, 0, 0, 0],
      [-1.6128602e-34, 9.020258e-35, 0, -1.692384e-34, 2.9135755e-34],
    ])
    let plain = try GradedPanel(columns: matrix).spectrum()
    let transposed = try GradedPanel(columns: matrix.transposed()).spectrum()
    for (i, value) in plain.logSingularValues.enumerated() where i < 4 {
      let bound = plain.errorBounds[i] + transposed.errorBounds[i]
      // The last one is what is left of a column of which rounding hides 1e9 times as much in another row.
      #expect(bound < (i < 3 ? 1e4 * Double(Scalar.ulpOfOne) : LogSpectrum.resolutionLimit))
      #expect(abs(value - transposed.logSingularValues[i]) <= bound, "value \(i)")
    }
    #expect(plain.logSingularValues[4] == -.infinity)
  }

  @Test(arguments: Precision.allCases) func columnsBeyondTheRank(precision: Precision) throws {
    try checkColumnsBeyondTheRank(precision.scalar)
  }
}
