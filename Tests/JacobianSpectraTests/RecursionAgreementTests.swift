import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// The two recursions go through the factors in opposite order and in other weights: each is a
/// witness of the other.
@Suite struct RecursionAgreementTests {
  private func expectAgreement<Cell: RecurrentCell<Double>>(
    _ run: Trajectory<Cell>, _ quantity: Quantity, edges: EdgeSet = .all, step: Int, lags: [Int]
  ) throws {
    for row in try run.adjointRows(quantity, edges: edges, step: step, lags: lags) {
      let forward = try run.forwardRow(quantity, edges: edges, step: step, lag: row.lag)
      #expect(
        row.logSingularValues.largestDifference(from: forward.logSingularValues) <= promised,
        "\(quantity) lag \(row.lag)")
      #expect(
        [row.logSpectralNorm!].largestDifference(from: [forward.logSpectralNorm!])
          <= promised)
    }
  }

  @Test(arguments: Quantity.allCases)
  func lstm(quantity: Quantity) throws {
    var generator = SeededGenerator(seed: 80)
    let lstm: LSTM<Double> = try generator.lstm(units: 12, inputs: 3)
    let run = try lstm.trajectory(over: generator.matrix(120, 3))
    let lags = [1, 2, 3, 7, 20, 21, 60, 119, 120]
    try expectAgreement(
      run, quantity, step: 120,
      lags: quantity == .output || quantity == .hiddenFromInput ? [0] + lags.dropLast() : lags)
    try expectAgreement(run, quantity, step: 61, lags: [5, 40])
    // Without the output gate, h is a function of C and half of the state's values are rounding.
    try expectAgreement(
      run, quantity, edges: [.carry, .candidate, .readout, .outputGate], step: 120, lags: [2, 30])
  }

  /// The blocks from the units to the hidden state are not square where that is projected.
  @Test(arguments: Quantity.allCases)
  func projectedLSTM(quantity: Quantity) throws {
    var generator = SeededGenerator(seed: 82)
    let lstm: LSTM<Double> = try generator.lstm(
      units: 10, inputs: 3, projectedTo: 6, peepholes: true)
    let run = try lstm.trajectory(over: generator.matrix(60, 3))
    try expectAgreement(run, quantity, step: 60, lags: [1, 2, 7, 30, 59])
    let row = try run.forwardRow(quantity, step: 60, lag: 7)
    let isSquare = ![.output, .hiddenFromCell, .hiddenFromInput].contains(quantity)
    #expect((row.logSpectralRadius == nil) != isSquare)
  }

  @Test(arguments: Nonlinearity.allCases)
  func rnn(nonlinearity: Nonlinearity) throws {
    var generator = SeededGenerator(seed: 81)
    let rnn: RNN<Double> = try generator.rnn(units: 16, inputs: 3, nonlinearity: nonlinearity)
    let run = try rnn.trajectory(over: generator.matrix(200, 3))
    try expectAgreement(run, .hidden, step: 200, lags: [1, 2, 10, 50, 51, 199, 200])
  }

  /// A word of 29 letters through a trained GRU with 256 units.
  @Test func g2pEncoder() throws {
    let folder = "models/g2p_en"
    let run = try GRU<Double>(contentsOf: Fixture.path("\(folder)/encoder_gru.safetensors"))
      .trajectory(
        over: Matrix(contentsOf: Fixture.path("\(folder)/encoder_inputs_all.npy"))
          .rows(Array(0..<29)))
    try expectAgreement(run, .hidden, step: 29, lags: [1, 5, 15, 29])
    try expectAgreement(run, .hidden, edges: [.carry, .candidate], step: 29, lags: [2, 20])
  }

  @Test(arguments: [Quantity.hidden, .cell])
  func sileroVAD(quantity: Quantity) throws {
    let run = try Example.sileroVAD()
    try expectAgreement(run, quantity, step: 700, lags: [1, 10, 100, 300])
  }
}
