import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Derivatives below the exponent range: zeros in floating point, but not exact ones.
@Suite struct UnderflowTests {
  /// Pre-activations of tanh units, as parts of that at which tanh' vanishes.
  private static let depths = [0.01, 0.1, 0.6, 1.2, 40]

  /// An RNN whose units see nothing but themselves, h = tanh(a + w·h₋) with small w.
  private func saturated<Scalar: LinearAlgebraScalar>(
    _ depths: [Double]
  ) throws -> Trajectory<RNN<Scalar>> {
    let end = -Double.log(Double(Scalar.leastNonzeroMagnitude)) / 2
    var recurrent = Matrix<Scalar>.identity(depths.count)
    recurrent.scaleRows(Array(repeating: 1 / 4, count: depths.count))
    let rnn = try RNN(
      inputWeights: Matrix<Scalar>(rows: depths.count, columns: 1), recurrentWeights: recurrent,
      bias: depths.map { Scalar($0 * end) })
    return try rnn.trajectory(over: Matrix(rows: 12, columns: 1))
  }

  /// ln of w·tanh'(a) along the diagonal, summed over the steps.
  private func truth<Scalar>(
    of run: Trajectory<RNN<Scalar>>, step: Int, lag: Int
  ) -> [Double] {
    (0..<run.layout.count).map { unit in
      (step - lag + 1...step).reduce(0) { sum, s in
        let a = Double(Array(run.record(of: s).preActivations)[unit])
        return sum + Double.log(1 / 4) + Double.log(4) - 2 * a - 2 * Double.log(1 + .exp(-2 * a))
      }
    }
  }

  private func expectHonesty<Scalar: LinearAlgebraScalar>(of _: Scalar.Type) throws {
    let run: Trajectory<RNN<Scalar>> = try saturated(Self.depths)
    let requests: [(steps: [Int], lags: [Int])] = [
      ([12], [1]), ([12], [2]), ([12], [7]), ([12], Array(1...12)), (Array(3...12), [3]),
    ]
    for request in requests {
      for row in try run.trace(
        TraceRequest(series: [.init(.hidden)], steps: request.steps, lags: request.lags)
      ).rows {
        for (i, value) in truth(of: run, step: row.step, lag: row.lag).enumerated() {
          let isSeen = Self.depths[i] < 1
          #expect(row.isResolved(i) == isSeen, "step \(row.step) lag \(row.lag) value \(i)")
          guard isSeen else { continue }
          // What it is a bound of are the Jacobians as they are; their entries have errors of a few ε.
          let tolerance = row.errorBounds[i] + 8 * Double(row.lag) * Double(Scalar.ulpOfOne)
          #expect(abs(row.logSingularValues[i] - value) <= tolerance)
        }
      }
    }
  }

  @Test(arguments: Precision.allCases)
  func unitsBeyondTheRangeAreNotKnown(precision: Precision) throws {
    try expectHonesty(of: precision.scalar)
  }

  private func expectUnknown<Scalar: LinearAlgebraScalar>(of _: Scalar.Type) throws {
    let run: Trajectory<RNN<Scalar>> = try saturated([1.2, 40])
    for measures in [Measures.all, .norm] {
      let rows = try run.trace(
        TraceRequest(series: [.init(.hidden)], steps: 5...12, lags: 1...5, measures: measures)
      ).rows
      for row in rows {
        #expect(!row.isNormResolved && row.logSpectralRadius == nil)
        #expect(row.unresolvedCount == max(row.logSingularValues.count, 1))
      }
    }
  }

  @Test(arguments: Precision.allCases) func normsAndRadiiBeyondTheRange(precision: Precision) throws
  {
    try expectUnknown(of: precision.scalar)
  }

  /// Inactive units are zero, however far others are from 1.
  @Test func exactZerosStay() throws {
    let rnn = try RNN<Double>(
      inputWeights: Matrix(rows: 2, columns: 1), recurrentWeights: .identity(2),
      bias: [-1000, 1000], nonlinearity: .relu)
    let run = try rnn.trajectory(over: Matrix(rows: 5, columns: 1))
    for row in try run.trace(.hidden, step: 5, lags: 1...5).rows {
      #expect(row.logSingularValues == [0, -.infinity])
      #expect(row.errorBounds[1] == 0)
    }
  }

  private func checkFlag(of cell: some RecurrentCell<Float>, _ input: Float, _ isThere: Bool) throws
  {
    let inputs = Matrix<Float>(rows: 3, columns: 1, columnMajor: [input, input, input])
    let run = try cell.trajectory(over: inputs)
    var jacobian = run.makeJacobian()
    run.writeJacobian(of: 3, along: .all, into: &jacobian)
    #expect((jacobian.underflow != nil) == isThere, "\(type(of: cell)) \(input)")
  }

  @Test func cellsSayIt() throws {
    var generator = SeededGenerator(seed: 95)
    let lstm: LSTM<Float> = try generator.lstm(units: 4, inputs: 1)
    let hardLSTM: LSTM<Float> = try generator.lstm(
      units: 4, inputs: 1, gateActivation: .hardSigmoidKeras3)
    let gru: GRU<Float> = try generator.gru(units: 4, inputs: 1, reset: .afterProduct)
    let early: GRU<Float> = try generator.gru(units: 4, inputs: 1, reset: .beforeProduct)
    let sigmoid: RNN<Float> = try generator.rnn(units: 4, inputs: 1, nonlinearity: .sigmoid)
    let relu: RNN<Float> = try generator.rnn(units: 4, inputs: 1, nonlinearity: .relu)
    for (input, isThere) in [(1, false), (1000, true)] as [(Float, Bool)] {
      try checkFlag(of: lstm, input, isThere)
      try checkFlag(of: hardLSTM, input, isThere)
      try checkFlag(of: gru, input, isThere)
      try checkFlag(of: early, input, isThere)
      try checkFlag(of: sigmoid, input, isThere)
      try checkFlag(of: relu, input, false)
    }
  }

  /// Against products in double precision: no entry lacks more than the floors of its row and rounding.
  @Test(arguments: [false, true]) func floorsCoverWhatProductsLose(transposed: Bool) throws {
    var generator = SeededGenerator(seed: 96)
    let n = 12
    var factor: Matrix<Float> = generator.matrix(n, n)
    var panel: Matrix<Float> = generator.matrix(n, 5)
    let small = (0..<n).map { Float.exp2(Float(-10 * $0)) }
    factor.scale(rows: small, columns: small.reversed())
    panel.scaleRows(small)
    var rounded = RoundedMatrix<Float>()
    rounded.setToProduct(
      of: PreparedFactor(BlockMatrix(factor)), and: RoundedMatrix(panel),
      transposingLeft: transposed)
    let floors = try #require(rounded.floors)
    func doubled(_ matrix: Matrix<Float>, _ number: (Float) -> Double) -> Matrix<Double> {
      Matrix(
        rows: matrix.rowCount, columns: matrix.columnCount,
        columnMajor: matrix.elements.map(number))
    }
    let left = transposed ? factor.transposed() : factor
    let exact = doubled(left, Double.init) * doubled(panel, Double.init)
    let sizes = doubled(left) { Double($0.magnitude) } * doubled(panel) { Double($0.magnitude) }
    for j in 0..<5 {
      for i in 0..<n {
        let rounding = Double(n) * Double(Float.ulpOfOne) * sizes[i, j]
        #expect(
          abs(Double(rounded.values[i, j]) - exact[i, j])
            <= floors.terms.reduce(0) { $0 + Double($1.rows[i]) * Double($1.columns[j]) } + rounding
        )
      }
    }
  }

  /// Seeds at which gates closed beyond e^-87 made rows that were zero, or had lost their digits, in single
  /// precision, with bounds that did not say so.
  @Test(
    arguments: [
      (2031, 4, .cell, 83, 8), (2031, 4, .cellTotal, 83, 8), (2095, 5, .cell, 41, 4),
      (2335, 7, .cell, 62, 2), (2575, 9, .cellTotal, 41, 1),
    ] as [(UInt64, Int, Quantity, Int, Int)])
  func closedGatesInSinglePrecision(
    seed: UInt64, units: Int, quantity: Quantity, step: Int, lag: Int
  ) throws {
    var generator = SeededGenerator(seed: seed)
    let inputs: Matrix<Float> = generator.matrix(90, 3)
    let lstm: LSTM<Float> = try generator.lstm(
      units: units, inputs: 3, gain: 20, projectedTo: units - 1, peepholes: true)
    let run = try lstm.trajectory(over: inputs)
    let alone = try run.forwardRow(quantity, step: step, lag: lag, measures: .sigma)
    let among = try run.adjointRows(
      quantity, step: step, lags: Array(1...20), measures: .sigma)[lag - 1]
    #expect(alone.isResolved(0) && among.isResolved(0))
    for (i, value) in alone.logSingularValues.enumerated()
    where alone.isResolved(i) && among.isResolved(i) {
      #expect(
        abs(value - among.logSingularValues[i]) <= alone.errorBounds[i] + among.errorBounds[i],
        "value \(i)")
    }
  }
}
