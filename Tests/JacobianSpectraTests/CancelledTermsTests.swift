import Foundation
import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// A GRU that comes to rest: its update gate acts by h₋ - n, of which less and less is known. What is said of it is
/// right, or that it is not known.
@Suite struct CancelledTermsTests {
  /// Units that do not see each other, with n = tanh(b) whatever the state:
  ///
  ///     h_t - n = z_t·(h_{t-1} - n),   z_t = σ(u·h_{t-1} + b_z)
  ///
  /// so that ln|h_t - n| is a sum without cancellation.
  private struct RestingNetwork<Scalar: LinearAlgebraScalar> {
    static var updateBiases: [Double] { [0, -1, -2] }
    let run: Trajectory<GRU<Scalar>>
    /// ln of the diagonal of the Jacobian along the update gate, for each step.
    let truth: [[Double]]

    init(steps: Int) throws {
      let (units, weights) = ([0.9, 0.3, -0.6] as [Double], [0.5, -1.5, 2] as [Double])
      let count = units.count
      var recurrent = Matrix<Scalar>(rows: 3 * count, columns: count)
      for (i, weight) in weights.enumerated() { recurrent[count + i, i] = Scalar(weight) }
      let biases =
        Array(repeating: 0, count: count) + Self.updateBiases.map { Scalar($0) }
        + units.map { Scalar($0) }
      run = try GRU(
        inputWeights: Matrix(rows: 3 * count, columns: 1), recurrentWeights: recurrent,
        inputBias: biases
      ).trajectory(over: Matrix(rows: steps, columns: 1))
      var gaps = units.map { Double.log(abs(Double.tanh($0))) }
      truth = (1...steps).map { [run] step in
        (0..<count).map { i in
          let argument =
            weights[i] * Double(run.hidden(at: step - 1)[run.hidden(at: step - 1).startIndex + i])
            + Self.updateBiases[i]
          let logs = (-Double.log(onePlus: .exp(-argument)), -Double.log(onePlus: .exp(argument)))
          defer { gaps[i] += logs.0 }
          return gaps[i] + logs.0 + logs.1 + Double.log(abs(weights[i]))
        }
      }
    }

    /// ln of the singular values of the product of the `lag` Jacobians up to `step`.
    func truth(step: Int, lag: Int) -> [Double] {
      (0..<truth[0].count).map { i in
        truth[step - lag..<step].reduce(0) { $0 + $1[i] }
      }.sorted(by: >)
    }

    /// The steps that are far from rest: half of the digits are there.
    static var clearSteps: Int { Scalar.ulpOfOne < 1e-10 ? 8 : 2 }

    /// Of the sums of `truth`, and for states a few units of their last digit off.
    static func tolerance(lag: Int) -> Double { Double(64 * lag) * Scalar.epsilon }
  }

  @Test(arguments: Precision.allCases) func singularValues(precision: Precision) throws {
    try checkSingularValues(precision.scalar)
  }

  private func checkSingularValues<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let network = try RestingNetwork<Scalar>(steps: 120)
    let clear = RestingNetwork<Scalar>.clearSteps
    for (steps, lags) in [
      (1...120, [1]), (1...clear, Array(1...clear)), (120...120, Array(1...40)), (40...120, [32]),
      (30...30, [3]),
    ] {
      let rows = try network.run.trace(
        TraceRequest(
          series: [.init(.hidden, edges: .updateGate)], steps: steps, lags: lags)
      ).rows
      for row in rows {
        let truth = network.truth(step: row.step, lag: row.lag)
        for (i, value) in row.logSingularValues.enumerated() where row.isResolved(i) {
          let error = abs(value - truth[i])
          #expect(
            error <= row.errorBounds[i] + RestingNetwork<Scalar>.tolerance(lag: row.lag),
            "step \(row.step), lag \(row.lag): \(value), truly \(truth[i])")
        }
        if let radius = row.logSpectralRadius {
          #expect(
            abs(radius - truth[0]) <= LogSpectrum.resolutionLimit,
            "step \(row.step), lag \(row.lag)")
        }
        // The first steps are far from rest, the last ones nothing but. Of a product the smallest value may be lost
        // sooner: what cancels in a row counts for all of its columns.
        if row.step <= clear { #expect(row.unresolvedCount <= (row.lag == 1 ? 0 : 1)) }
        if row.step >= 100 { #expect(row.unresolvedCount == 3) }
      }
    }
  }

  @Test(arguments: Precision.allCases) func norms(precision: Precision) throws {
    try checkNorms(precision.scalar)
  }

  private func checkNorms<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let network = try RestingNetwork<Scalar>(steps: 120)
    for row in try network.run.trace(
      TraceRequest(
        series: [.init(.hidden, edges: .updateGate)], steps: 1...120, lags: 1...8, measures: .norm)
    ).rows {
      if row.step >= 110 { #expect(row.resolvedLogSpectralNorm == nil) }
      if row.step <= RestingNetwork<Scalar>.clearSteps {
        #expect(row.resolvedLogSpectralNorm != nil)
      }
      guard let norm = row.resolvedLogSpectralNorm, let bound = row.normErrorBound else { continue }
      let error = abs(norm - network.truth(step: row.step, lag: row.lag)[0])
      #expect(error <= bound + RestingNetwork<Scalar>.tolerance(lag: row.lag))
    }
  }

  @Test func ledgersAndSensitivities() throws {
    let network = try RestingNetwork<Double>(steps: 120)
    let update = LedgerPart.edge(.updateGate)
    for step in [4, 8, 16, 100, 120] {
      let row = try network.run.ledger(.hidden, step: step, lags: [1]).rows[0]
      let part = try #require(row.entries.first { $0.part == update })
      let terms = network.truth[step - 1].map { Double.exp(2 * $0) }
      let truth = Double.log(terms.reduce(0, +)) / 2
      #expect((part.logNorm == nil) == (step >= 100))
      if let norm = part.logNorm { #expect(abs(norm - truth) <= 1e-9) }

      let sensitivity = try network.run.sensitivity(step: step, lags: [0])
      let block = try #require(
        sensitivity.blocks.firstIndex { $0.name == "bias.updateGate" })
      #expect((sensitivity.rows[0].logNorms[block] == nil) == (step >= 100))
    }
  }

  @Test func exponents() throws {
    let network = try RestingNetwork<Double>(steps: 400)
    let spectrum = try network.run.lyapunovSpectrum(edges: .updateGate)
    #expect(!spectrum.isResolved(0))
  }

  /// An upper layer at rest: what it reads from the one below acts by its h₋ - n as well, and by nothing else.
  @Test(arguments: Precision.allCases) func inputsOfAnUpperLayer(precision: Precision) throws {
    try checkInputs(precision.scalar)
  }

  private func checkInputs<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    var generator = SeededGenerator(seed: 93)
    let lower: GRU<Scalar> = try generator.gru(units: 1, inputs: 2, reset: .afterProduct)
    let (units, weights) = ([0.9, 0.3, -0.6] as [Double], [0.7, -0.4, 1.1] as [Double])
    var inputWeights = Matrix<Scalar>(rows: 9, columns: 1)
    for (i, weight) in weights.enumerated() { inputWeights[3 + i, 0] = Scalar(weight) }
    let upper = try GRU(
      inputWeights: inputWeights, recurrentWeights: Matrix(rows: 9, columns: 3),
      inputBias: Array(repeating: 0, count: 6) + units.map { Scalar($0) })
    let run = try LayerStack([lower, upper]).run(over: generator.matrix(160, 2))
    let below = run.layers[0].forward
    let across = try run.jacobians(from: 0, to: 1)
    var gaps = units.map { Double.log(abs(Double.tanh($0))) }
    for step in 1...160 {
      let seen = Double(below.hidden(at: step).first!)
      let slope = try below.jacobian(.hidden, step: step, lag: 1).unscaled[0, 0]
      let terms = units.indices.map { i in
        let argument = weights[i] * seen
        let logs = (-Double.log(onePlus: .exp(-argument)), -Double.log(onePlus: .exp(argument)))
        defer { gaps[i] += logs.0 }
        return gaps[i] + logs.0 + logs.1 + Double.log(abs(weights[i]))
      }
      let norm = Double.log(terms.reduce(0) { $0 + .exp(2 * $1) }) / 2
      let truth = Double.log(Double(abs(slope))) + norm
      let row = try across.trace(.hidden, step: step, lags: [1]).rows[0]
      if step <= RestingNetwork<Scalar>.clearSteps { #expect(row.isResolved(0)) }
      if step >= 120 { #expect(!row.isResolved(0)) }
      guard row.isResolved(0) else { continue }
      let error = abs(row.logSingularValues[0] - truth)
      #expect(
        error <= row.errorBounds[0] + RestingNetwork<Scalar>.tolerance(lag: 1), "step \(step)")
    }
  }

  /// One unit rests while the other moves, then the other one: at every step the Jacobian is far above what cancels in
  /// it, but both singular values of the product come from a step at rest.
  @Test(arguments: Precision.allCases) func restByTurns(precision: Precision) throws {
    try checkTurns(precision.scalar)
  }

  private func checkTurns<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    var generator = SeededGenerator(seed: 92)
    var (inputWeights, recurrent) = (
      Matrix<Scalar>(rows: 6, columns: 2), Matrix<Scalar>(rows: 6, columns: 2)
    )
    for i in 0..<2 {
      inputWeights[4 + i, i] = 1
      recurrent[2 + i, i] = 1
    }
    var inputs = Matrix<Scalar>(rows: 240, columns: 2, repeating: 0.5)
    for step in 0..<240 { inputs[step, step < 120 ? 0 : 1] = generator.sign() }
    let run = try GRU(
      inputWeights: inputWeights, recurrentWeights: recurrent,
      inputBias: [0, 0, -1, -1, 0, 0]
    ).trajectory(over: inputs)
    for measures in [Measures.norm, [.norm, .radius], [.sigma, .norm, .radius]] {
      for row in try run.trace(
        .hidden, edges: .updateGate, step: 239, lags: 150...152, measures: measures
      ).rows {
        #expect(row.resolvedLogSpectralNorm == nil && row.logSpectralRadius == nil, "\(row)")
      }
    }
  }

  /// With large weights, and the truth from these and the inputs alone, in 600 digits.
  private struct SaturatedNetwork: Decodable {
    let inputWeights: [[Double]]
    let recurrentWeights: [[Double]]
    let inputBias: [Double]
    let recurrentBias: [Double]
    let inputs: [[Double]]
    let lag: Int
    let logSingularValues: [Double]
  }

  @Test func saturatedNetworks() throws {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: Fixture.path("products/saturated_grus.json")))
    let networks = try JSONDecoder().decode([SaturatedNetwork].self, from: data)
    #expect(networks.count == 18)
    for (number, network) in networks.enumerated() {
      let run = try GRU(
        inputWeights: Matrix(network.inputWeights),
        recurrentWeights: Matrix(network.recurrentWeights), inputBias: network.inputBias,
        recurrentBias: network.recurrentBias
      ).trajectory(over: Matrix(network.inputs))
      // Values are those of the states as computed: where these are off, so are the arguments of gates, and by as much
      // the logs of their slopes, in every step.
      let stateError = try #require(try run.stateErrors().max())
      let weights = network.recurrentWeights.map { $0.reduce(0) { $0 + abs($1) } }.max()!
      let tolerance = Double(network.lag) * weights * stateError
      // A pair alone, and among all lags.
      for lags in [[network.lag], Array(1...run.stepCount)] {
        let row = try #require(
          try run.trace(.hidden, step: run.stepCount, lags: lags).rows
            .first { $0.lag == network.lag })
        #expect(row.unresolvedCount == 0)
        for (i, truth) in network.logSingularValues.enumerated() {
          let error = abs(row.logSingularValues[i] - truth)
          #expect(
            error <= row.errorBounds[i] + tolerance,
            "network \(number), value \(i), tolerance \(tolerance)")
        }
      }
    }
  }

  /// States that are zero are equal without rounding.
  @Test func restAtZeroIsExact() throws {
    let gru = try GRU<Double>(
      inputWeights: Matrix(rows: 6, columns: 1),
      recurrentWeights: Matrix(rows: 6, columns: 2, repeating: 0.5))
    let run = try gru.trajectory(over: Matrix(rows: 3, columns: 1))
    let row = try run.trace(.hidden, edges: .updateGate, step: 3, lags: [1]).rows[0]
    #expect(row.logSingularValues == [-.infinity, -.infinity])
    #expect(row.unresolvedCount == 0)
  }
}
