import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// The norms of maps, which are computed without spectra, against spectra and closed forms.
@Suite struct NormMapTests {
  /// Of ln σ₁, a hundredth of what is promised.
  static let tolerance = promised / 100

  private func norms<S: JacobianSequence>(
    _ sequence: S, _ quantity: Quantity = .hidden, edges: EdgeSet = .all, steps: [Int],
    lags: [Int]
  ) throws -> [TraceRow] {
    try sequence.trace(
      TraceRequest(
        series: [.init(quantity, edges: edges)], steps: steps, lags: lags, measures: .norm)
    ).rows
  }

  /// Seven of eight singular values are 1, and σ₁ is a hair more: a process that starts with little of u₁ takes one of
  /// those for it. Bounds count that, but for a start in some hundred.
  @Test(arguments: [1e-8, 1e-9, 3e-10, 1e-10, 1e-11]) func clusters(gap: Double) throws {
    var generator = SeededGenerator(seed: 77)
    let axes: Matrix<Double> = try generator.orthogonal(8)
    let factor =
      axes * Matrix.diagonal([1 + gap] + Array(repeating: 1.0, count: 7)) * axes.transposed()
    let steps = 40
    let rows = try norms(
      DenseSequence(factor, count: steps), steps: Array(1...steps), lags: Array(1...steps))
    // All lags of a step begin with one start.
    let exceeding = Set(
      rows.filter { row in
        let truth = Double(row.lag) * Double.log(onePlus: gap)
        // Of a product of as many factors with entries rounded to ε.
        let rounding = Double(row.lag) * 8 * Double.epsilon
        return !(abs(row.logSpectralNorm! - truth) <= row.normErrorBound! + rounding)
      }.map(\.step))
    #expect(rows.count == 820 && exceeding.count <= 2)
  }

  /// Every pair of a map beside the first value of its full spectrum.
  private func expectSpectraAgree<S: JacobianSequence>(
    _ sequence: S, _ quantity: Quantity = .hidden, edges: EdgeSet = .all, steps: [Int],
    lags: [Int], within tolerance: Double = NormMapTests.tolerance
  ) throws {
    let rows = try norms(sequence, quantity, edges: edges, steps: steps, lags: lags)
    let spectra = try sequence.trace(
      TraceRequest(
        series: [.init(quantity, edges: edges)], steps: steps, lags: lags, measures: .sigma)
    ).rows
    #expect(rows.count == spectra.count)
    var worst = (difference: 0.0, step: 0, lag: 0)
    for (row, spectrum) in zip(rows, spectra) {
      #expect(row.step == spectrum.step && row.lag == spectrum.lag)
      let difference = [row.logSpectralNorm!].largestDifference(
        from: [spectrum.logSingularValues[0]])
      if !(difference <= worst.difference) { worst = (difference, row.step, row.lag) }
      #expect(difference <= row.normErrorBound! + spectrum.errorBounds[0])
      // Zero only where the spectrum knows the norm to be so.
      #expect((row.normErrorBound == 0) == (row.logSpectralNorm == -.infinity))
    }
    #expect(worst.difference <= tolerance, "\(quantity) \(edges.memberNames) \(worst)")
  }

  @Test(arguments: Oracle.names)
  func references(name: String) throws {
    let oracle = try Oracle(name)
    let sequence = try oracle.sequence(name)
    for reference in oracle.references {
      var request = reference.request
      request.measures = .norm
      request.lags = Array(1...reference.lag)
      request.steps = Array(max(1, reference.step - 20)...reference.step)
      let rows = try sequence.trace(request).rows
      let row = rows.last { $0.step == reference.step && $0.lag == reference.lag }!
      #expect(abs(row.logSpectralNorm! - reference.logSingularValues[0]) <= Self.tolerance)
      // The bound is relative to the Jacobians as they are given, as that of spectra.
      let spectrum = try sequence.trace(reference.request).rows[0]
      #expect(
        abs(row.logSpectralNorm! - spectrum.logSingularValues[0])
          <= row.normErrorBound! + 8 * Double(reference.lag) * Double.epsilon)
      #expect(row.normErrorBound! <= promised && row.largestErrorBound == row.normErrorBound)
    }
  }

  /// The whole triangle, every quantity.
  @Test(arguments: Oracle.names)
  func triangleOfReferences(name: String) throws {
    func expect<S: JacobianSequence<Double>>(_ sequence: S) throws {
      for quantity in sequence.quantities {
        try expectSpectraAgree(
          sequence, quantity, steps: Array(stride(from: 1, through: sequence.stepCount, by: 7)),
          lags: Array(0...sequence.stepCount))
      }
    }
    try expect(try Oracle(name).sequence(name))
  }

  /// One end step alone, whose products have its wanted rows only, and the step before by itself.
  @Test(arguments: Oracle.names)
  func oneStepOfReferences(name: String) throws {
    func expect<S: JacobianSequence<Double>>(_ sequence: S) throws {
      for quantity in sequence.quantities {
        for lags in [Array(0...sequence.stepCount), [0, 1]] {
          try expectSpectraAgree(sequence, quantity, steps: [sequence.stepCount], lags: lags)
        }
      }
    }
    try expect(try Oracle(name).sequence(name))
  }

  @Test(arguments: [EdgeSet.carousel, .outputPath, [.carry, .candidate, .readout, .outputGate]])
  func edgeSets(edges: EdgeSet) throws {
    let run = try Example.sileroVAD()
    for quantity in [Quantity.hidden, .cell] {
      try expectSpectraAgree(
        run, quantity, edges: edges, steps: [30, 37, 100], lags: [1, 2, 5, 30, 77])
    }
  }

  @Test func longLagsOfARealNetwork() throws {
    let run = try Example.sileroVAD()
    for quantity in [Quantity.hidden, .cellTotal] {
      try expectSpectraAgree(run, quantity, steps: [700, 703], lags: [1, 9, 100, 400])
    }
  }

  /// One lag along all steps, and steps far apart.
  @Test func slidingLag() throws {
    var generator = SeededGenerator(seed: 140)
    let rnn: RNN<Double> = try generator.rnn(units: 24, inputs: 3, nonlinearity: .tanh)
    let run = try rnn.trajectory(over: generator.matrix(90, 3))
    for lag in [1, 2, 7, 40] {
      try expectSpectraAgree(run, steps: Array(1...90), lags: [lag])
      try expectSpectraAgree(run, steps: [40, 41, 60, 75, 90], lags: [lag])
    }
  }

  /// Layers of different size, rectangular blocks, and blocks that are exactly zero.
  @Test func stacks() throws {
    var generator = SeededGenerator(seed: 147)
    let lower: GRU<Double> = try generator.gru(units: 6, inputs: 3, reset: .afterProduct)
    let upper: GRU<Double> = try generator.gru(units: 4, inputs: 6, reset: .afterProduct)
    let run = try LayerStack([lower, upper]).run(over: generator.matrix(24, 3))
    for (source, target) in [(0, 1), (1, 0), (nil, 1), (nil, nil)] as [(Int?, Int?)] {
      try expectSpectraAgree(
        run.jacobians(from: source, to: target), steps: [3, 23, 24], lags: Array(1...24))
    }
  }

  // MARK: - Closed forms

  @Test(arguments: [1, 2, 7])
  func orthogonal(size: Int) throws {
    var generator = SeededGenerator(seed: 141)
    let factor: Matrix<Double> = try generator.orthogonal(size)
    for row in try norms(DenseSequence(factor, count: 60), steps: [20, 59, 60], lags: [1, 20, 60]) {
      #expect(abs(row.logSpectralNorm!) <= Double(row.lag * size) * 8 * Double.epsilon)
      #expect(abs(row.logSpectralNorm!) <= row.normErrorBound!)
    }
  }

  /// Far beyond the exponent range, and with a second direction that dies.
  @Test(arguments: [1e-200, 0.5, 1e150])
  func scalesBeyondTheExponentRange(gain: Double) throws {
    let sequence = DenseSequence(Matrix<Double>.diagonal([gain, gain / 1000]), count: 40)
    for row in try norms(sequence, steps: Array(1...40), lags: Array(1...40)) {
      let truth = Double(row.lag) * .log(gain)
      #expect(abs(row.logSpectralNorm! - truth) <= 8 * abs(truth) * Double.epsilon)
    }
  }

  /// α on the first subdiagonal: after n lags nothing is left, exactly.
  @Test func nilpotent() throws {
    let n = 20
    var shift = Matrix<Double>(rows: n, columns: n)
    for i in 1..<n { shift[i, i - 1] = 1.05 }
    for row in try norms(
      DenseSequence(shift, count: 40), steps: Array(30...40), lags: Array(1...40))
    {
      let truth = row.lag < n ? Double(row.lag) * .log(1.05) : -.infinity
      #expect(
        [row.logSpectralNorm!].largestDifference(from: [truth])
          <= Double(8 * n) * Double.epsilon)
    }
  }

  @Test func zeroJacobian() throws {
    var factors = Array(repeating: Matrix<Double>.identity(3), count: 9)
    factors[4] = Matrix(rows: 3, columns: 3)
    for row in try norms(DenseSequence(factors), steps: Array(1...9), lags: Array(1...9)) {
      let passesIt = row.step >= 5 && row.step - row.lag < 5
      #expect(
        [row.logSpectralNorm!].largestDifference(from: [passesIt ? -.infinity : 0])
          <= 8 * Double.epsilon)
    }
  }

  @Test func rankOne() throws {
    var generator = SeededGenerator(seed: 142)
    let left: Matrix<Double> = generator.matrix(12, 1)
    let right: Matrix<Double> = generator.matrix(1, 12)
    let sequence = DenseSequence(left * right, count: 30)
    let (norm, trace) = (left.frobeniusNorm * right.frobeniusNorm, (right * left)[0, 0])
    for row in try norms(sequence, steps: [29, 30], lags: Array(1...30)) {
      let truth = .log(norm) + Double(row.lag - 1) * .log(abs(trace))
      #expect(abs(row.logSpectralNorm! - truth) <= 1e3 * Double(row.lag) * Double.epsilon)
    }
  }

  /// Two leading values that are equal, or nearly so: a start that favours the second must not hide
  /// the first.
  @Test(arguments: [0, 1e-12, 1e-9, 1e-8, 1e-6, 1e-4])
  func leadingValuesAsCloseAs(gap: Double) throws {
    let n = 40
    var generator = SeededGenerator(seed: 143)
    for _ in 0..<10 {
      let values = [1, 1 - gap] + (2..<n).map { 0.9 / Double($0) }
      let factor =
        try generator.orthogonal(n) * Matrix.diagonal(values) * generator.orthogonal(n)
      let sequence = DenseSequence(
        Array(repeating: Matrix<Double>.identity(n), count: 3) + [factor])
      for row in try norms(sequence, steps: [4], lags: [1, 2, 3]) {
        #expect(abs(row.logSpectralNorm!) <= 1e-10)
        // Of two values as close as that, the process may have found either.
        #expect(abs(row.logSpectralNorm!) <= row.normErrorBound! + gap)
      }
    }
  }

  /// Parts that cancel in the product to 1e-7 of them: multiplied out, it is not accurate enough, and
  /// the spectrum must step in.
  @Test func productFarBelowItsFactors() throws {
    let n = 16
    var generator = SeededGenerator(seed: 144)
    let basis: Matrix<Double> = try generator.orthogonal(n)
    let other: Matrix<Double> = try generator.orthogonal(n)
    let shrinking = (0..<n).map { Double.exp(-Double($0)) }
    let up = other * .diagonal(shrinking.map { 1 / $0 }) * basis
    let down = basis.transposed() * .diagonal(shrinking) * other.transposed()
    let sequence = DenseSequence([up, down, up, down, up, down])
    let tiles = NormTiles(sequence: sequence, quantity: .hidden, edges: .all)
    #expect(try tiles.logNorms(of: [StatePair(step: 6, start: 4)]).isEmpty)
    try expectSpectraAgree(
      sequence, steps: Array(1...6), lags: Array(1...6),
      within: 4 * ProductTile<Double>.roundingLimit)
  }

  @Test func singlePrecision() throws {
    var generator = SeededGenerator(seed: 145)
    let single: RNN<Float> = try generator.rnn(units: 20, inputs: 3, nonlinearity: .tanh)
    let inputs: Matrix<Float> = generator.matrix(40, 3)
    let run = try single.trajectory(over: inputs)
    try expectSpectraAgree(
      run, steps: Array(20...40), lags: Array(1...40), within: 20 * 40 * Float.epsilon)
  }

  // MARK: - What else is asked

  @Test func rowsAskedTogetherChangeNothing() throws {
    var generator = SeededGenerator(seed: 146)
    let lstm: LSTM<Double> = try generator.lstm(units: 16, inputs: 3)
    let run = try lstm.trajectory(over: generator.matrix(60, 3))
    let together = try norms(run, steps: Array(1...60), lags: Array(1...60))
    for row in together where (row.step * 7 + row.lag) % 23 == 0 {
      let alone = try norms(run, steps: [row.step], lags: [row.lag])[0]
      #expect(
        abs(alone.logSpectralNorm! - row.logSpectralNorm!)
          <= 16 * Double(row.lag) * Double.epsilon)
    }
  }

  @Test(arguments: [2, 5])
  func threadsChangeNothing(threads: Int) throws {
    let run = try Example.sileroVAD()
    let request = TraceRequest(
      series: [.init(.hidden), .init(.cell)], steps: 1...24, lags: 1...24, measures: .norm)
    func rows(_ threads: Int) throws -> [TraceRow] {
      var rows: [TraceRow] = []
      try run.forEachTraceRow(of: request, threads: threads) { rows.append($0) }
      return rows
    }
    #expect(try rows(threads) == rows(1))
  }

  @Test func aJacobianThatIsNotFiniteIsAnError() throws {
    var factors = Array(repeating: Matrix<Double>.identity(3), count: 9)
    factors[6][1, 2] = .nan
    let error = #expect(throws: TraceError.self) {
      try norms(DenseSequence(factors), steps: [8, 9], lags: Array(1...9))
    }
    #expect(error?.code == .nonFiniteJacobian(step: 7))
  }

  /// diag(1, b)³·diag(a, 1)²: multiplied out from the left b² vanishes beside 1, and a² alone is left, though b³
  /// is larger.
  private func expectNormPastUnderflow<Scalar: LinearAlgebraScalar>(_ a: Scalar, _ b: Scalar) throws
  {
    let factors = [[a, 1], [a, 1], [1, b], [1, b], [1, b]].map { Matrix<Scalar>.diagonal($0) }
    let rows = try DenseSequence(factors).trace(.hidden, step: 5, lags: 1...5, measures: .norm).rows
    let (logA, logB) = (Double.log(Double(a)), Double.log(Double(b)))
    let truths = [0, 0, 0, max(logA, 3 * logB), max(2 * logA, 3 * logB)]
    for (row, truth) in zip(rows, truths) {
      // A rounding of each factor.
      let tolerance = 5 * (Double(Scalar.ulpOfOne) + Double.ulpOfOne * truth.magnitude)
      #expect(abs(row.logSpectralNorm! - truth) <= tolerance, "lag \(row.lag)")
      #expect(row.isNormResolved)
    }
  }

  @Test func pathsThatVanishBesideOthers() throws {
    try expectNormPastUnderflow(Float(1e-37), 1e-24)
    try expectNormPastUnderflow(1e-280, 1e-170)
  }
}
