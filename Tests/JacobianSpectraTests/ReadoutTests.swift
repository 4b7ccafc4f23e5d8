import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// What a layer above reads from h, beside products with its weights.
@Suite struct ReadoutTests {
  private static let units = 6

  private static func network() throws -> (
    generator: SeededGenerator, run: Trajectory<LSTM<Double>>
  ) {
    var generator = SeededGenerator(seed: 640)
    let lstm: LSTM<Double> = try generator.lstm(units: units, inputs: 3)
    let run = try lstm.trajectory(over: generator.matrix(30, 3))
    return (generator, run)
  }

  /// Fewer outputs than units, as many and more.
  @Test(arguments: [1, 3, 6, 11], [Quantity.hidden, .hiddenFromCell, .hiddenFromInput, .output])
  func spectra(outputs: Int, quantity: Quantity) throws {
    var (generator, run) = try Self.network()
    let weights: Matrix<Double> = generator.matrix(outputs, Self.units)
    let read = try run.read(by: weights)
    let lags = [1, 2, 5]
    let trace = try read.trace(quantity, step: 30, lags: lags)
    let norms = try read.trace(quantity, step: 30, lags: lags, measures: .norm)
    for lag in lags {
      let whole = weights * (try run.jacobian(quantity, step: 30, lag: lag).unscaled)
      let truth = try whole.singularValues()
      let row = try #require(trace[step: 30, lag: lag])
      #expect(row.logSingularValues.count == truth.count)
      #expect(row.logSingularValues.count == read.singularValueCount(of: quantity))
      // Each factor rounds n terms an entry.
      let tolerance = Double(4 * Self.units * (lag + 2)) * Double.epsilon * truth[0]
      for (value, expected) in zip(row.logSingularValues, truth) {
        #expect(abs(.exp(value) - expected) <= tolerance)
      }
      let norm = try #require(norms[step: 30, lag: lag])
      #expect(
        abs(norm.logSpectralNorm! - row.logSpectralNorm!)
          <= norm.normErrorBound! + row.errorBounds[0])
    }
    // All lags and many steps, by recursions of their own.
    let map = try read.trace(
      TraceRequest(series: [.init(quantity)], steps: 20...30, lags: 1...20))
    for row in map.rows {
      let alone = try read.trace(quantity, step: row.step, lags: [row.lag]).rows[0]
      for (index, value) in row.logSingularValues.enumerated() {
        #expect(
          abs(value - alone.logSingularValues[index])
            <= row.errorBounds[index] + alone.errorBounds[index])
      }
    }
  }

  /// Outputs that nearly depend on each other: values far below the largest keep their bounds, whatever the number of
  /// outputs is.
  @Test func gradedOutputs() throws {
    var (generator, run) = try Self.network()
    let left: Matrix<Double> = generator.matrix(20, Self.units)
    var weights = left
    // Columns of powers of two are exact, and those of R are not.
    weights.scaleColumns(
      (0..<Self.units).map { Double(sign: .plus, exponent: -9 * $0, significand: 1) })
    weights = weights * (generator.matrix(Self.units, Self.units) as Matrix<Double>)
    let all = try run.read(by: weights).trace(.hidden, step: 30, lags: [1, 4])
    #expect(try run.read(by: weights).jacobian(.hidden, step: 30, lag: 1).matrix.rowCount == 20)
    for row in all.rows {
      #expect(row.logSpectralRadius == nil)
      let panel = try panelSpectrum(of: run, lag: row.lag, weights: weights)
      for (index, value) in row.logSingularValues.enumerated() {
        #expect(
          abs(value - panel.logSingularValues[index])
            <= row.errorBounds[index] + panel.errorBounds[index])
      }
    }
  }

  /// By a panel alone, factor by factor.
  private func panelSpectrum(
    of run: Trajectory<LSTM<Double>>, lag: Int, weights: Matrix<Double>
  ) throws -> LogSpectrum {
    var panel = try GradedPanel<Double>(columns: run.target(of: .hidden).denseMatrix())
    for step in 31 - lag...30 { try panel.push(run.stepJacobian(step: step)) }
    try panel.push(run.target(of: .hidden).denseMatrix().transposed())
    try panel.push(weights)
    return try panel.spectrum()
  }

  /// The gradient of a loss: its norm at earlier states, and what single steps add to the gradient of parameters.
  @Test func aGradient() throws {
    var (generator, run) = try Self.network()
    let gradient: Matrix<Double> = generator.matrix(1, Self.units)
    let trace = try run.read(by: gradient).trace(.hidden)
    var passed = gradient.transposed()
    var state = Matrix<Double>(rows: 2 * Self.units, columns: 1)
    for i in 0..<Self.units { state[i, 0] = passed[i, 0] }
    for lag in 1...30 {
      state = run.stepJacobian(step: 31 - lag).transposed() * state
      passed = state.submatrix(rows: 0..<Self.units, columns: 0..<1)
      let row = try #require(trace[step: 30, lag: lag])
      #expect(row.logSingularValues.count == 1)
      #expect(
        abs(row.logSingularValues[0] - .log(passed.frobeniusNorm))
          <= row.errorBounds[0] + Double(40 * lag) * Double.epsilon)
    }
    let parts = try run.sensitivity(step: 30, lags: 0..., readout: gradient)
    let whole = try run.sensitivity(step: 30, lags: 0...)
    #expect(parts.rows.map(\.lag) == Array(0..<30) && parts.blocks == whole.blocks)
    // ‖vᵀ·A‖ ≤ ‖v‖·‖A‖.
    let size = Double.log(gradient.frobeniusNorm) + 1e-12
    for (part, row) in zip(parts.rows, whole.rows) {
      for (value, limit) in zip(part.logNorms, row.logNorms) {
        #expect(try #require(value) <= (try #require(limit)) + size)
      }
    }
    // Step 30 alone, by the matrices themselves.
    let record = run.record(of: 30)
    let direct = run.cell.preActivationJacobian(of: record).denseMatrix()
      .submatrix(rows: 0..<Self.units, columns: 0..<4 * Self.units)
    let bias = gradient * direct
    for (index, block) in parts.blocks.enumerated() where block.name.hasPrefix("bias") {
      let part = bias.submatrix(rows: 0..<1, columns: block.rows)
      #expect(abs(parts.rows[0].logNorms[index]! - .log(part.frobeniusNorm)) <= 1e-13)
    }
  }

  /// Norms behind more outputs than units.
  @Test func manyOutputs() throws {
    var (generator, run) = try Self.network()
    let weights: Matrix<Double> = generator.matrix(40, Self.units)
    let found = try run.sensitivity(step: 9, lags: [0, 4], readout: weights)
    let rows = try (0..<40).map { row in
      try run.sensitivity(
        step: 9, lags: [0, 4],
        readout: weights.submatrix(rows: row..<row + 1, columns: 0..<Self.units))
    }
    for lag in [0, 1] {
      for index in found.blocks.indices {
        let square = rows.reduce(0) { $0 + .exp(2 * $1.rows[lag].logNorms[index]!) }
        #expect(abs(found.rows[lag].logNorms[index]! - .log(square) / 2) <= 1e-13)
      }
    }
  }

  @Test func sharesOfALedger() throws {
    var (generator, run) = try Self.network()
    let read = try run.read(by: generator.matrix(2, Self.units))
    let ledger = try read.ledger(.hiddenFromCell, step: 30, lags: 1..., hops: 2)
    #expect(ledger.rows.count == 30)
    let norms = try read.trace(.hiddenFromCell, measures: .norm)
    for row in ledger.rows {
      #expect(try #require(row.closureError) <= 1e-12)
      let norm = try #require(norms[step: 30, lag: row.lag]?.logSpectralNorm)
      #expect(abs(try #require(row.logSpectralNorm) - norm) <= 1e-12)
    }
  }

  @Test func acrossLayers() throws {
    var generator = SeededGenerator(seed: 641)
    let layers: [LSTM<Double>] = try [
      generator.lstm(units: 4, inputs: 2), generator.lstm(units: 3, inputs: 4),
    ]
    let stack = try LayerStack(layers).run(over: generator.matrix(9, 2))
    let across = try stack.jacobians(from: 0, to: 1)
    let weights: Matrix<Double> = generator.matrix(2, 3)
    let read = try across.read(by: weights)
    let whole = weights * (try across.jacobian(.hidden, step: 9, lag: 4).unscaled)
    let found = try read.jacobian(.hidden, step: 9, lag: 4).unscaled
    #expect((found - whole).frobeniusNorm <= 1e-14 * whole.frobeniusNorm)
    #expect(read.quantities == [.hidden])
  }

  @Test func whatCannotBeRead() throws {
    let run = try Self.network().run
    let shapes = [(2, 5), (0, 6), (6, 7)]
    #expect(throws: NetworkError.self) { try run.read(by: Matrix(rows: 1025, columns: 6)) }
    for (rows, columns) in shapes {
      let weights = Matrix<Double>(rows: rows, columns: columns)
      #expect(throws: NetworkError.self) { try run.read(by: weights) }
      #expect(throws: NetworkError.self) {
        try run.sensitivity(step: 3, lags: 0..., readout: weights)
      }
    }
    var weights = Matrix<Double>(rows: 1, columns: 6)
    weights[0, 4] = .nan
    let error = #expect(throws: NetworkError.self) { try run.read(by: weights) }
    #expect(error?.code == .nonFinite(index: [0, 4]))
    #expect(throws: TraceError.self) {
      try run.read(by: Matrix(rows: 1, columns: 6)).trace(.cell, step: 3, lags: [1])
    }
  }
}
