import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// Lyapunov exponents where they are known in closed form.
@Suite struct LyapunovTests {
  /// What rounding leaves of a mean of logs after the transient.
  private func tolerance<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ size: Int) -> Double {
    16 * Double(size) * Scalar.epsilon
  }

  @Test(arguments: Precision.allCases)
  func constantMaps(precision: Precision) throws { try checkConstantMaps(precision.scalar) }

  private func checkConstantMaps<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let gains: [Scalar] = [0.5, -2, 0.125, 1]
    var triangle = Matrix<Scalar>.diagonal(gains)
    for j in 1..<4 { for i in 0..<j { triangle[i, j] = Scalar(i + j) / 4 } }
    let truth = [2, 1, 0.5, 0.125].map { Double.log($0) }
    for matrix in [Matrix.diagonal(gains), triangle, triangle.transposed()] {
      // The transient falls off like the ratio of neighbours, 2^-400.
      let spectrum = try DenseSequence(matrix, count: 500).lyapunovSpectrum(discarding: 400)
      let tolerance = 4 * tolerance(Scalar.self, 4)
      #expect(spectrum.exponents.largestDifference(from: truth) <= tolerance)
      #expect(spectrum.standardErrors.allSatisfy { $0! <= tolerance })
      #expect(spectrum.drifts.allSatisfy { $0!.magnitude <= tolerance })
      #expect(spectrum.roundingErrors.allSatisfy { 0 < $0 && $0 <= 64 * tolerance })
      #expect(spectrum.regime == .chaotic)
      #expect(spectrum.stepCount == 100 && spectrum.discardedStepCount == 400)
    }
  }

  @Test(arguments: Precision.allCases)
  func orthogonalMapsKeepEveryLength(precision: Precision) throws {
    try checkOrthogonalMaps(precision.scalar)
  }

  private func checkOrthogonalMaps<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    var generator = SeededGenerator(seed: 700)
    let matrices: [Matrix<Scalar>] = try (0..<40).map { _ in try generator.orthogonal(12) }
    let spectrum = try DenseSequence(matrices).lyapunovSpectrum(discarding: 0)
    let zeros = [Double](repeating: 0, count: 12)
    #expect(spectrum.exponents.largestDifference(from: zeros) <= tolerance(Scalar.self, 12))
    #expect(spectrum.regime == .marginal)
    #expect(spectrum.kaplanYorkeDimension == 12)
    #expect(spectrum.entropy == 0)
  }

  @Test func theCatMap() throws {
    let run = DenseSequence(Matrix<Double>([[2, 1], [1, 1]]), count: 200)
    let spectrum = try run.lyapunovSpectrum(discarding: 50)
    let value = Double.log((3 + Double(5).squareRoot()) / 2)
    #expect(spectrum.exponents.largestDifference(from: [value, -value]) <= 1e-14)
    #expect((spectrum.sum! - 0).magnitude <= 1e-14)
  }

  /// Gains beyond the exponent range once multiplied, or in one factor already.
  @Test(arguments: [1e-290, 1e-5, 1e290])
  func extremeGains(size: Double) throws {
    let turn = Matrix<Double>([[0.6, -0.8], [0.8, 0.6]])
    let matrix = turn * .diagonal([size, size / 8]) * turn.transposed()
    let spectrum = try DenseSequence(matrix, count: 300).lyapunovSpectrum(discarding: 100)
    let truth = [Double.log(size), Double.log(size / 8)]
    #expect(spectrum.exponents.largestDifference(from: truth) <= 1e-12)
  }

  /// Three matrices in turn: the exponents are those of their product C·B·A, which the product the other way
  /// round, A·B·C, does not have.
  @Test func theNewestFactorStandsOnTheLeft() throws {
    let a = Matrix<Double>([[2, 1], [0, 0.5]])
    let b = Matrix<Double>([[1, 0], [3, -1]])
    let c = Matrix<Double>([[0.5, -2], [1, 1]])
    func exponents(_ product: Matrix<Double>) -> [Double] {
      let trace = product[0, 0] + product[1, 1]
      let determinant = product[0, 0] * product[1, 1] - product[0, 1] * product[1, 0]
      let root = (trace * trace / 4 - determinant).squareRoot()
      return [trace / 2 + root, trace / 2 - root].map { Double.log($0.magnitude) / 3 }
        .sorted(by: >)
    }
    let (truth, reversed) = (exponents(c * b * a), exponents(a * b * c))
    #expect(!(truth.largestDifference(from: reversed) < 0.1))
    let steps = (0..<300).flatMap { _ in [a, b, c] }
    let spectrum = try DenseSequence(steps).lyapunovSpectrum(discarding: 300)
    #expect(spectrum.exponents.largestDifference(from: truth) <= 1e-13)
  }

  @Test func leadingExponentsAreThoseOfTheWholeSpectrum() throws {
    var generator = SeededGenerator(seed: 701)
    let lstm: LSTM<Double> = try generator.lstm(units: 6, inputs: 2)
    let run = try lstm.trajectory(over: generator.matrix(120, 2))
    let whole = try run.lyapunovSpectrum()
    #expect(whole.stateCount == 12 && whole.discardedStepCount == 12)
    for count in [1, 5, 12] {
      let leading = try run.lyapunovSpectrum(count: count)
      #expect(leading.exponents.largestDifference(from: whole.exponents.prefix(count)) <= 1e-12)
      #expect(leading.stateCount == 12)
    }
  }

  /// Rounding turns directions a little, which is like another start of theirs: single exponents differ by far less
  /// than their standard errors, and volumes by rounding alone.
  @Test func singleAgainstDoublePrecision() throws {
    var generator = SeededGenerator(seed: 702)
    let rnn: RNN<Double> = try generator.rnn(units: 16, inputs: 3, nonlinearity: .tanh)
    let run = try rnn.trajectory(over: generator.matrix(200, 3))
    let single = (1...200).map { run.stepJacobian(step: $0).converted(to: Float.self) }
    let expected = try DenseSequence(single.map { $0.converted(to: Double.self) })
      .lyapunovSpectrum()
    let found = try DenseSequence(single).lyapunovSpectrum()
    for (i, value) in found.exponents.enumerated() {
      #expect(found.isResolved(i))
      let error = try #require(found.standardErrors[i])
      #expect((value - expected.exponents[i]).magnitude <= found.roundingErrors[i] + error / 20)
    }
    let rounding = found.roundingErrors.reduce(0, +)
    #expect((found.sum! - expected.sum!).magnitude <= rounding)
  }

  @Test func progressIsSteps() throws {
    var shares: [TraceProgress] = []
    _ = try DenseSequence(Matrix<Double>.identity(2), count: 5)
      .lyapunovSpectrum { shares.append($0) }
    #expect(shares.map(\.completed) == [1, 2, 3, 4, 5])
    #expect(shares.allSatisfy { $0.total == 5 })
  }

  @Test(arguments: [
    (0, 1, TraceError.Code.countOutOfRange, "the state has 3; ask for 1 to 3"),
    (4, 1, .countOutOfRange, "the state has 3; ask for 1 to 3"),
    (3, 9, .stepOutOfRange, "discard 0 to 8"), (3, -1, .stepOutOfRange, "discard 0 to 8"),
  ])
  func whatCannotBeComputed(count: Int, discarded: Int, code: TraceError.Code, words: String)
    throws
  {
    let run = DenseSequence(Matrix<Double>.identity(3), count: 10)
    let error = #expect(throws: TraceError.self) {
      try run.lyapunovSpectrum(count: count, discarding: discarded)
    }
    #expect(error?.code == code)
    #expect(error?.description.contains(words) == true)
  }

  @Test func oneStepIsTooFew() throws {
    let error = #expect(throws: TraceError.self) {
      try DenseSequence(Matrix<Double>.identity(3), count: 1).lyapunovSpectrum()
    }
    #expect(error?.code == .nothingToCompute)
  }

  @Test func edgesThatTheCellHasNot() throws {
    let error = #expect(throws: TraceError.self) {
      try DenseSequence(Matrix<Double>.identity(3), count: 5).lyapunovSpectrum(edges: .carry)
    }
    #expect(error?.code == .unknownEdges)
  }

  @Test func notFinite() throws {
    let error = #expect(throws: TraceError.self) {
      try DenseSequence(Matrix<Double>([[1, .nan], [0, 1]]), count: 5).lyapunovSpectrum()
    }
    #expect(error?.code == .nonFiniteJacobian(step: 1))
  }

  @Test func cancellation() async throws {
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try DenseSequence(Matrix<Double>.identity(2), count: 5).lyapunovSpectrum()
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
