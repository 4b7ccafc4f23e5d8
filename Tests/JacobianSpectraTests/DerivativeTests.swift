import ComplexModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Derivatives over lags against the textbook; single cells are checked in `CellConformanceTests`.
@Suite struct DerivativeTests {
  /// The usual LSTM and its variants.
  enum Variant: CaseIterable, Sendable {
    case usual, peepholes, projected, projectedPeepholes
  }

  private func run<Scalar: LinearAlgebraScalar>(
    seed: UInt64, _ variant: Variant = .usual, of _: Scalar.Type = Double.self
  ) throws -> Trajectory<LSTM<Scalar>> {
    var generator = SeededGenerator(seed: seed)
    let lstm: LSTM<Scalar> = try generator.lstm(
      units: 6, inputs: 3,
      projectedTo: [.projected, .projectedPeepholes].contains(variant) ? 4 : nil,
      peepholes: [.peepholes, .projectedPeepholes].contains(variant))
    return try lstm.trajectory(over: generator.matrix(24, 3))
  }

  @Test func theStandardChecksPass() throws {
    var seen: [TraceProgress] = []
    let checks = try run(seed: 32).verifyDerivatives { seen.append($0) }
    #expect(seen.map(\.completed) == Array(1...checks.count))
    #expect(seen.allSatisfy { $0.total == checks.count })
    #expect(checks.map(\.lag).suffix(5) == [1, 2, 5, 10, 20])
    // Six edges and all of them at three steps, and four lags.
    #expect(checks.count == 25)
    #expect(checks.allSatisfy { $0.isPassed })
    #expect(checks.allSatisfy { $0.complexStep.isConclusive && $0.centralDifferences.isConclusive })
  }

  /// Chaotic, saturated and almost dead networks: the complex step is right to its tolerance, whatever
  /// central differences can tell.
  @Test(arguments: [3, 10, 30, 100, 300, 1000] as [Double])
  func theyPassInSaturation(gain: Double) throws {
    for seed in UInt64(40)..<44 {
      var generator = SeededGenerator(seed: seed)
      let inputs: Matrix<Double> = generator.matrix(24, 3)
      func expect(_ cell: some RecurrentCell<Double>) throws {
        for check in try cell.trajectory(over: inputs).verifyDerivatives() {
          #expect(check.isPassed, "seed \(seed): \(check)")
        }
      }
      try expect(generator.rnn(units: 12, inputs: 3, nonlinearity: .tanh, gain: gain))
      try expect(generator.lstm(units: 6, inputs: 3, gain: gain))
      try expect(generator.gru(units: 8, inputs: 3, reset: .afterProduct, gain: gain))
    }
  }

  /// A displacement that is small beside 1 is large under such a weight.
  @Test func aHugeWeightLeavesNothingToCompareWith() throws {
    let rnn = try RNN<Double>(
      inputWeights: Matrix([[1]]), recurrentWeights: Matrix([[1e300]]), nonlinearity: .tanh)
    let check = try rnn.trajectory(over: Matrix(rows: 1, columns: 1))
      .verifyDerivative(step: 1, lag: 1)
    #expect(check.isPassed)
    #expect(!check.complexStep.isConclusive && !check.centralDifferences.isConclusive)
  }

  @Test func theyPassInSinglePrecision() throws {
    var generator = SeededGenerator(seed: 35)
    let lstm: LSTM<Float> = try generator.lstm(units: 6, inputs: 3)
    let checks = try lstm.trajectory(over: generator.matrix(24, 3)).verifyDerivatives()
    #expect(checks.allSatisfy { $0.isPassed })
    // Tolerances that a wrong digit in a hundred would not pass.
    #expect(checks.allSatisfy { $0.complexStep.tolerance < 1e-3 })
    #expect(checks.allSatisfy { $0.centralDifferences.tolerance < 1e-3 })
  }

  @Test(arguments: [1, 31, 32, 33, 63, 64, 100])
  func columnsToCompareAreLimited(units: Int) throws {
    var generator = SeededGenerator(seed: 36)
    let rnn: RNN<Double> = try generator.rnn(units: units, inputs: 2, nonlinearity: .tanh)
    let run = try rnn.trajectory(over: generator.matrix(2, 2))
    let count = try run.verifyDerivative(step: 2, lag: 1, edges: .all).columnCount
    #expect(count <= 32 && count >= min(units, 17))
    #expect(
      try run.verifyDerivative(step: 2, lag: 1, edges: .all, columnLimit: nil).columnCount == units)
  }

  /// The second number of a step is not defined in the arithmetic of `Other`.
  private struct Undefined<Other: StepNumber<Double>>: StepFunction {
    typealias Scalar = Double
    var inputCount: Int { 1 }
    var layout: StateLayout { StateLayout(hiddenCount: 2) }
    func step<Number: StepNumber<Double>>(state h: [Number], input x: [Number]) -> [Number] {
      [0.5 * h[0], (Number.self == Other.self ? .nan : 0.5) * h[1]]
    }
  }

  @Test func whatIsNotDefinedDoesNotAgree() throws {
    func check<Other: StepNumber<Double>>(_: Other.Type) throws -> DerivativeCheck {
      try CustomCell(Undefined<Other>()).trajectory(over: Matrix([[1]]), from: [1, 1])
        .verifyDerivative(step: 1, lag: 1)
    }
    #expect(try !check(Complex<Double>.self).complexStep.isPassed)
    #expect(try check(Complex<Double>.self).centralDifferences.isPassed)
    #expect(try !check(Displaced<Double>.self).centralDifferences.isPassed)
    #expect(try check(Displaced<Double>.self).complexStep.isPassed)
  }

  /// Edges inside a step are compared together with a carry where there is one.
  @Test func aReadoutWithoutACarry() throws {
    var generator = SeededGenerator(seed: 37)
    let rnn: RNN<Double> = try generator.rnn(units: 3, inputs: 2, nonlinearity: .tanh)
    let checks = try ReadoutCell(rnn: rnn).trajectory(over: generator.matrix(4, 2))
      .verifyDerivatives()
    #expect(!checks.isEmpty && checks.allSatisfy { $0.edges == .readout && $0.isPassed })
  }

  @Test func aCellWithoutUnitsHasNothingToCompare() throws {
    let rnn = try RNN<Double>(
      inputWeights: Matrix(rows: 0, columns: 1), recurrentWeights: Matrix(rows: 0, columns: 0))
    let run = try rnn.trajectory(over: Matrix(rows: 3, columns: 1))
    #expect(try run.verifyDerivatives().allSatisfy { $0.columnCount == 0 && $0.isPassed })
    let rows = try run.trace(
      TraceRequest(series: [.init(.hidden)], steps: [3], lags: [1, 2])
    ).rows
    #expect(rows.allSatisfy { $0.logSpectralNorm == -.infinity && $0.normErrorBound == 0 })
  }

  @Test func whatDoesNotExistIsRefused() throws {
    let run = try run(seed: 33)
    let (edges, steps) = (EdgeSet.all, run.stepCount)
    for (step, lag, edges, code) in [
      (0, 1, edges, .stepOutOfRange), (steps + 1, 1, edges, .stepOutOfRange),
      (5, 0, edges, .nothingToCompute), (5, 6, edges, .nothingToCompute),
      (5, 1, .updateGate, .unknownEdges),
    ] as [(Int, Int, EdgeSet, TraceError.Code)] {
      let error = #expect(throws: TraceError.self) {
        _ = try run.verifyDerivative(step: step, lag: lag, edges: edges)
      }
      #expect(error?.code == code)
    }
  }

  /// Every quantity against an LSTM that is written again, with the cell state, the input and the output gate
  /// displaced as the quantity means it.
  @Test(arguments: Quantity.allCases, Variant.allCases)
  func quantitiesMatchTheTextbook(quantity: Quantity, variant: Variant) throws {
    for precision in Precision.allCases {
      try checkTextbook(quantity, variant, precision.scalar)
    }
  }

  private func checkTextbook<Scalar: LinearAlgebraScalar>(
    _ quantity: Quantity, _ variant: Variant, _: Scalar.Type
  ) throws {
    let run = try run(seed: 34, variant, of: Scalar.self)
    let textbook = TextbookLSTM(run)
    let existsAtLagZero = quantity == .output || quantity == .hiddenFromInput
    for lag in existsAtLagZero ? [0, 1, 2, 5, 20] : [1, 2, 5, 20, 24] {
      let analytic = try run.matrix(quantity, step: 24, lag: lag)
      let truth = textbook.jacobian(quantity, step: 24, lag: lag)
      // A few roundings in each of the 2n terms of every entry of every step.
      let tolerance = 4 * Double(2 * 6 * (lag + 1)) * Scalar.epsilon
      #expect(analytic.relativeDifference(from: truth) <= tolerance, "lag \(lag)")
      #expect(run.singularValueCount(of: quantity) == min(truth.rowCount, truth.columnCount))
    }
  }

  @Test func stateZeroIsGivenAndNotComputed() throws {
    let run = try run(seed: 35)
    let total = try run.matrix(.cellTotal, step: 9, lag: 9)
    #expect(try total == run.matrix(.cell, step: 9, lag: 9))
    #expect(try run.matrix(.cellTotal, step: 9, lag: 8) != run.matrix(.cell, step: 9, lag: 8))
  }

  @Test(arguments: [(1, 1), (2, 3), (7, 13)])
  func lagsCompose(first: Int, second: Int) throws {
    let run = try run(seed: 36)
    let whole = try run.matrix(.state, step: 22, lag: first + second)
    let newer = try run.matrix(.state, step: 22, lag: first)
    let older = try run.matrix(.state, step: 22 - first, lag: second)
    let tolerance =
      Double(12 * (first + second)) * Double.epsilon
      * newer.frobeniusNorm * older.frobeniusNorm / whole.frobeniusNorm
    #expect(whole.relativeDifference(from: newer * older) <= tolerance)
    // The order matters.
    #expect(whole.relativeDifference(from: older * newer) > 0.01)
  }
}
