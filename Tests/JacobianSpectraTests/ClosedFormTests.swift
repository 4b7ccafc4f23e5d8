import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// Networks whose Jacobians are known in closed form, over short and long lags.
@Suite struct ClosedFormTests {
  /// σ(1) and its log.
  static let logistic1 = 0.73105857863000487925
  static let logLogistic1 = -0.31326168751822283405

  /// What `lag` roundings of logs that end at `value` may add up to, besides a few ε each.
  private func tolerance<Scalar: LinearAlgebraScalar>(
    _ lag: Int, _ value: Double = 0, of _: Scalar.Type
  ) -> Double {
    Double(lag) * (8 * Scalar.epsilon + value.magnitude * Double.epsilon)
  }

  /// An LSTM without inputs, with one bias for all units of a gate.
  private func constantGates<Scalar: LinearAlgebraScalar>(
    _ biases: [Scalar], recurrent: Matrix<Scalar>, steps: Int
  ) throws -> Trajectory<LSTM<Scalar>> {
    let n = recurrent.columnCount
    let bias = biases.flatMap { Array(repeating: $0, count: n) }
    let lstm = try LSTM(
      inputWeights: Matrix(rows: 4 * n, columns: 1), recurrentWeights: recurrent, bias: bias)
    return try lstm.trajectory(over: Matrix(rows: steps, columns: 1))
  }

  private func linear<Scalar: LinearAlgebraScalar>(
    _ weights: Matrix<Scalar>, steps: Int
  ) throws -> Trajectory<RNN<Scalar>> {
    try RNN(
      inputWeights: Matrix(rows: weights.rowCount, columns: 1), recurrentWeights: weights,
      nonlinearity: .linear
    ).trajectory(over: Matrix(rows: steps, columns: 1))
  }

  private func expect(
    _ row: TraceRow, _ truth: [Double], within tolerance: Double, radius: Double? = nil
  ) {
    #expect(row.logSingularValues.largestDifference(from: truth) <= tolerance)
    #expect(row.logSpectralNorm == row.logSingularValues[0])
    if let radius {
      #expect([row.logSpectralRadius!].largestDifference(from: [radius]) <= tolerance)
    }
  }

  // MARK: - LSTM

  /// An LSTM at h = C = 0 with constant gates, only U_g = G not zero: with A = f + o·i·G,
  /// J^k = [o; 1]·A^(k-1)·[iG, f]. G is symmetric here, with eigenvalues known.
  @Test(arguments: [1, 2, 7, 50], Precision.allCases)
  func lstmAtZero(lag: Int, precision: Precision) throws {
    try checkZero(precision.scalar, lag)
  }

  private func checkZero<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ lag: Int) throws {
    var generator = SeededGenerator(seed: 50)
    let eigenvalues = [3, 1.5, -0.5, -2, 0.25]
    let n = eigenvalues.count
    let basis: Matrix<Scalar> = try generator.orthogonal(n)
    let g = basis * Matrix.diagonal(eigenvalues.map { Scalar($0) }) * basis.transposed()
    var recurrent = Matrix<Scalar>(rows: 4 * n, columns: n)
    for i in 0..<n { for j in 0..<n { recurrent[2 * n + i, j] = g[i, j] } }
    // σ(0) = 1/2 is the input gate, σ(1) the forget gate, σ(-1) the output gate.
    let run = try constantGates([0, 1, 0, -1], recurrent: recurrent, steps: lag)
    let (i, f, o) = (0.5, Self.logistic1, 1 - Self.logistic1)
    func logs(_ value: (Double) -> Double) -> [Double] {
      eigenvalues.map { .log(value($0).magnitude) }.sorted(by: >)
    }
    func power(_ mu: Double) -> Double { .pow(f + o * i * mu, lag - 1) }

    // κ(J) is below 1e2, and its eigenvectors are orthogonal.
    let tolerance = 1e2 * Double(n) * self.tolerance(lag, of: Scalar.self)
    let hidden = logs { o * i * $0 * power($0) }
    expect(
      try run.forwardRow(.hidden, step: lag, lag: lag), hidden, within: tolerance,
      radius: hidden[0])
    let cell = logs { f * power($0) }
    expect(
      try run.forwardRow(.cell, step: lag, lag: lag), cell, within: tolerance, radius: cell[0])
    let state = try run.forwardRow(.state, step: lag, lag: lag)
    let truth = logs {
      (1 + o * o).squareRoot() * power($0) * (f * f + i * i * $0 * $0).squareRoot()
    }
    #expect(
      state.logSingularValues.prefix(n).largestDifference(from: truth) <= tolerance)
    // The other half is zero, but for the rounding of the two halves of J.
    #expect((n..<2 * n).allSatisfy { !state.isResolved($0) })
    let radius = logs { f + o * i * $0 }[0]
    #expect(abs(state.logSpectralRadius! - Double(lag) * radius) <= tolerance)
  }

  /// U = 0 and the forget bias 1: the carousel alone, 0.7310586^k.
  @Test(arguments: [1, 2, 50, 1000], Precision.allCases)
  func lstmWithoutRecurrentWeights(lag: Int, precision: Precision) throws {
    try checkCarousel(precision.scalar, lag)
  }

  private func checkCarousel<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ lag: Int) throws {
    let n = 3
    let run = try constantGates(
      [0, 1, 0, 0], recurrent: Matrix<Scalar>(rows: 4 * n, columns: n), steps: lag)
    let value = Double(lag) * Self.logLogistic1
    for (quantity, edges) in [(Quantity.cell, EdgeSet.all), (.cell, .carousel), (.cellTotal, .all)]
    {
      expect(
        try run.forwardRow(quantity, edges: edges, step: lag, lag: lag),
        Array(repeating: value, count: n), within: tolerance(lag, value, of: Scalar.self),
        radius: value)
    }
    expect(
      try run.forwardRow(.hidden, step: lag, lag: lag), Array(repeating: -.infinity, count: n),
      within: 0, radius: -.infinity)
  }

  /// With inputs, the carousel is the product of the forget gates, whatever U is.
  @Test(arguments: Precision.allCases)
  func carouselIsTheProductOfForgetGates(precision: Precision) throws {
    try checkForgetGates(precision.scalar)
  }

  private func checkForgetGates<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    var generator = SeededGenerator(seed: 51)
    let lstm: LSTM<Scalar> = try generator.lstm(units: 5, inputs: 2)
    let run = try lstm.trajectory(over: generator.matrix(40, 2))
    var logs = [Double](repeating: 0, count: 5)
    var lag = 0
    for row in try run.adjointRows(.cell, edges: .carousel, step: 40, lags: Array(1...40)) {
      lag += 1
      let forget = run.gates(at: 41 - lag).first { $0.name == "forgetGate" }!.values
      for j in 0..<5 { logs[j] += .log(Double(forget[j])) }
      let truth = logs.sorted(by: >)
      expect(row, truth, within: tolerance(lag, truth[4], of: Scalar.self), radius: truth[0])
    }
    #expect(lag == 40)
  }

  /// ∂h_t/∂o_t = diag(tanh C_t), and through the output gate alone
  /// ∂h_t/∂h_{t-1} = diag(tanh C_t·o(1 - o))·U_o.
  @Test(arguments: Precision.allCases)
  func outputGate(precision: Precision) throws { try checkOutputGate(precision.scalar) }

  private func checkOutputGate<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    var generator = SeededGenerator(seed: 52)
    let lstm: LSTM<Scalar> = try generator.lstm(units: 5, inputs: 2)
    let run = try lstm.trajectory(over: generator.matrix(9, 2))
    let tanh = run.cellState(at: 9)!.map(Scalar.tanh)
    let now = try run.matrix(.output, step: 9, lag: 0)
    #expect(now.relativeDifference(from: .diagonal(tanh)) <= 8 * Scalar.epsilon)
    let logs = tanh.map { Double.log(Double($0.magnitude)) }.sorted(by: >)
    expect(
      try run.forwardRow(.output, step: 9, lag: 0), logs, within: tolerance(1, of: Scalar.self),
      radius: logs[0])

    let gate = run.gates(at: 9).first { $0.name == "outputGate" }!.values
    let own = lstm.weights.recurrent.submatrix(rows: 15..<20, columns: 0..<5)
    let factors = zip(tanh, gate).map { $0 * $1 * (1 - $1) }
    let path = try run.matrix(.hidden, edges: .outputPath, step: 9, lag: 1)
    // 1 - o cancels at most one digit here.
    #expect(path.relativeDifference(from: .diagonal(factors) * own) <= 64 * Scalar.epsilon)
  }

  // MARK: - RNN

  @Test(arguments: [1, 10, 10_000], Precision.allCases)
  func orthogonal(lag: Int, precision: Precision) throws {
    try checkOrthogonal(precision.scalar, lag)
  }

  private func checkOrthogonal<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ lag: Int) throws {
    var generator = SeededGenerator(seed: 53)
    let n = 6
    let run = try linear(generator.orthogonal(n) as Matrix<Scalar>, steps: lag)
    let row = try run.forwardRow(.hidden, step: lag, lag: lag)
    expect(
      row, Array(repeating: 0, count: n), within: Double(n) * tolerance(lag, of: Scalar.self),
      radius: 0)
  }

  /// The antisymmetric RNN at the origin, J = 1 + ε(W - Wᵀ): σ = (1 + ε²ω²)^(k/2) for eigenvalues
  /// ±iω, and J is normal.
  @Test(arguments: [1, 10, 500], Precision.allCases)
  func antisymmetric(lag: Int, precision: Precision) throws {
    try checkAntisymmetric(precision.scalar, lag)
  }

  private func checkAntisymmetric<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ lag: Int) throws {
    let step = 0.125
    let omegas = [3.0, 1, 0.5]
    var rotation = Matrix<Scalar>.identity(6)
    for (k, omega) in omegas.enumerated() {
      rotation[2 * k, 2 * k + 1] = Scalar(step * omega)
      rotation[2 * k + 1, 2 * k] = Scalar(-step * omega)
    }
    var generator = SeededGenerator(seed: 54)
    let basis: Matrix<Scalar> = try generator.orthogonal(6)
    let run = try linear(basis * rotation * basis.transposed(), steps: lag)
    let truth = omegas.flatMap { omega in
      Array(repeating: Double(lag) / 2 * .log(onePlus: step * step * omega * omega), count: 2)
    }
    expect(
      try run.forwardRow(.hidden, step: lag, lag: lag), truth,
      within: 6 * tolerance(lag, truth[0], of: Scalar.self), radius: truth[0])
  }

  /// α on the first subdiagonal: lag k leaves n - k values of α^k, and after n lags nothing.
  @Test(arguments: [1, 50, 99, 100, 150], Precision.allCases)
  func nilpotentShift(lag: Int, precision: Precision) throws {
    try checkShift(precision.scalar, lag)
  }

  private func checkShift<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ lag: Int) throws {
    let (n, alpha) = (100, 1.05 as Scalar)
    var weights = Matrix<Scalar>(rows: n, columns: n)
    for i in 1..<n { weights[i, i - 1] = alpha }
    let run = try linear(weights, steps: 151)
    let left = max(0, n - lag)
    let logAlpha = Double.log(Double(alpha))
    let value = Double(lag) * logAlpha
    let truth =
      Array(repeating: value, count: left) + Array(repeating: -.infinity, count: n - left)
    expect(
      try run.forwardRow(.hidden, step: 151, lag: lag), truth,
      within: tolerance(lag, value, of: Scalar.self), radius: -.infinity)
    expect(
      try run.adjointRows(.hidden, step: 151, lags: [1, lag + 1]).last!,
      Array(truth.dropFirst().map { $0 + logAlpha }.prefix(max(0, left - 1)))
        + Array(repeating: -.infinity, count: min(n, lag + 1)),
      within: tolerance(lag + 1, value + logAlpha, of: Scalar.self), radius: -.infinity)
  }

  /// Transient growth without any eigenvalue, against NumPy's 2-norm of the power.
  @Test(arguments: [(25, 99.43000129110568), (50, 759.3651719801401)], Precision.allCases)
  func nonNormalGrowth(_ truth: (lag: Int, norm: Double), precision: Precision) throws {
    try checkGrowth(precision.scalar, truth.lag, truth.norm)
  }

  private func checkGrowth<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ lag: Int, _ norm: Double
  ) throws {
    let n = 100
    var weights = Matrix<Scalar>(rows: n, columns: n)
    for i in 1..<n {
      for j in 0..<i - 1 { weights[i, j] = 0.005 }
      weights[i, i - 1] = 1.05
    }
    let row = try linear(weights, steps: lag)
      .forwardRow(.hidden, step: lag, lag: lag, measures: .norm)
    #expect(abs(row.logSpectralNorm! - .log(norm)) <= Double(n) * tolerance(lag, of: Scalar.self))
  }

  /// h_t = w·h_{t-1}: ln σ = k·ln w, far beyond the exponent range.
  @Test(arguments: [0.5, 2], Precision.allCases)
  func scalarGain(w: Double, precision: Precision) throws { try checkGain(precision.scalar, w) }

  private func checkGain<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ w: Double) throws {
    let run = try linear(Matrix([[Scalar(w)]]), steps: 2000)
    let value = 2000 * Double.log(w)
    expect(
      try run.forwardRow(.hidden, step: 2000, lag: 2000), [value],
      within: tolerance(2000, value, of: Scalar.self), radius: value)
    for row in try run.adjointRows(.hidden, step: 2000, lags: Array(1...2000)) {
      let value = Double(row.lag) * .log(w)
      expect(row, [value], within: tolerance(row.lag, value, of: Scalar.self), radius: value)
    }
  }

  /// One direction grows while the other shrinks, turned out of the axes.
  @Test(arguments: Precision.allCases)
  func twoGainsAtOnce(precision: Precision) throws { try checkTwoGains(precision.scalar) }

  private func checkTwoGains<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let turn = Matrix<Scalar>([[0.6, -0.8], [0.8, 0.6]])
    let run = try linear(turn * .diagonal([2, 0.5]) * turn.transposed(), steps: 2000)
    let value = 2000 * Double.log(2)
    for row in [
      try run.forwardRow(.hidden, step: 2000, lag: 2000),
      try run.adjointRows(.hidden, step: 2000, lags: [1, 2000])[1],
    ] {
      expect(
        row, [value, -value], within: 4 * tolerance(2000, value, of: Scalar.self), radius: value)
    }
  }

  @Test(arguments: Precision.allCases)
  func diagonalOverTenThousandLags(precision: Precision) throws {
    try checkDiagonal(precision.scalar)
  }

  private func checkDiagonal<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let gains: [Scalar] = [1.5, -1.25, 1, 0.75, -0.0625, 0]
    let lag = 10_000
    let row = try linear(.diagonal(gains), steps: lag).forwardRow(.hidden, step: lag, lag: lag)
    let truth = gains.map { Double(lag) * .log(Double($0.magnitude)) }
    expect(row, truth, within: tolerance(lag, truth[4], of: Scalar.self), radius: truth[0])
  }
}
