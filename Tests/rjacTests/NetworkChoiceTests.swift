import Foundation
import RecurrentJacobians
import Testing

/// Which network of a file is traced.
@Suite struct NetworkChoiceTests {
  @Test func cellsWithoutALayerNumber() throws {
    var weights = Weights()
    weights.add(gates: 4, prefix: "cell.", suffix: "")
    #expect(try Workplace(weights).rows() == Workplace(.lstm).rows())
  }

  @Test func biasesMayBeMissing() throws {
    var weights = Weights.lstm
    var zeros = Weights.lstm
    for name in ["bias_ih_l0", "bias_hh_l0"] {
      weights[name] = nil
      zeros[name]?.values = [Double](repeating: 0, count: 12)
    }
    #expect(try Workplace(weights).rows() == Workplace(zeros).rows())
  }

  @Test func prefixes() throws {
    var weights = Weights()
    weights.add(gates: 4, prefix: "a.")
    weights.add(gates: 1, prefix: "b.")
    let place = try Workplace(weights)
    #expect(try place.rows("--prefix", "a.") == Workplace(.lstm).rows())
    #expect(try place.rows("--prefix", "b.") == Workplace(.rnn).rows())
    #expect(try place.rows("--cell", "rnn") == Workplace(.rnn).rows())
  }

  @Test func layers() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, inputs: 3, suffix: "_l1")
    let place = try Workplace(weights)
    #expect(try place.rows() == Workplace(.lstm).rows())
    #expect(try place.rows("--layer", "0") == Workplace(.lstm).rows())
    // Layer 1 reads the three units of layer 0, not the two inputs.
    try place.expectRefusal("--layer", "1", saying: "[steps, 3]")
  }

  @Test func theBackwardDirectionReadsFromTheEnd() throws {
    var weights = Weights.lstm
    weights.add(gates: 4, suffix: "_l0_reverse")
    let place = try Workplace(weights)
    let backward = try place.rows("--reverse")
    let pairs = stride(from: 0, to: 20, by: 2).map { Array(Workplace.inputs[$0..<$0 + 2]) }
    try place.write(inputs: Array(pairs.reversed().joined()), columns: 2)
    #expect(try backward == place.rows())
  }

  @Test func nonlinearityOfAnRNN() throws {
    let place = try Workplace(.rnn)
    let tanh = try place.rows("--nonlinearity", "tanh")
    #expect(try tanh == place.rows())
    #expect(try tanh != place.rows("--nonlinearity", "relu"))
    let linear = try place.rows("--nonlinearity", "linear", "--lags", "1")
    let trajectory = try RNN<Double>(
      contentsOf: place.folder.file("model.safetensors"), nonlinearity: .linear
    ).trajectory(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
    let row = try trajectory.trace(.hidden, step: 10, lags: [1]).rows[0]
    #expect(Double(linear[0][4]) == row.logSpectralNorm)
    #expect(linear[0][0] == "hidden" && linear[0][1] == "all")
  }

  @Test func gatedRecurrentUnit() throws {
    let place = try Workplace(.gru)
    let rows = try place.rows("--lags", "3")
    #expect(rows.map { $0[0] + " " + $0[1] } == ["hidden all", "hidden carousel"])
    let run = try GRU<Double>(contentsOf: place.folder.file("model.safetensors"))
      .trajectory(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
    for (row, edges) in zip(rows, [EdgeSet.all, .carousel]) {
      let value = try run.trace(.hidden, edges: edges, step: 10, lags: [3]).rows[0]
      #expect(Double(row[4]) == value.logSpectralNorm)
    }
    let singles = try place.rows("--edges", "carry,resetGate", "--lags", "1")
    #expect(singles.map { $0[1] } == ["carry+resetGate"])
  }

  @Test func projectedLSTM() throws {
    let place = try Workplace(.projected)
    let rows = try place.rows("--quantity", "hidden,cell,output", "--lags", "1...3")
    let run = try LSTM<Double>(contentsOf: place.folder.file("model.safetensors"))
      .trajectory(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
    #expect(run.layout == StateLayout(hiddenCount: 2, cellCount: 3))
    let trace = try [Quantity.hidden, .cell, .output].flatMap {
      try run.trace($0, step: 10, lags: 1...3).rows
    }
    #expect(rows.map { Double($0[4]) } == trace.map(\.logSpectralNorm))
    // The output gate's block is not square and has no eigenvalues.
    #expect(rows.map { $0[5].isEmpty } == trace.map { $0.quantity == .output })
  }

  @Test func inputsFromCSV() throws {
    let place = try Workplace()
    let expected = try place.rows()
    let lines = stride(from: 0, to: 20, by: 2).map {
      "\(Workplace.inputs[$0]),\(Workplace.inputs[$0 + 1])\n"
    }
    try place.folder.file("inputs.npy", holding: Array(lines.joined().utf8))
    #expect(try place.rows() == expected)
  }
}
