import RecurrentJacobians
import TestSupport
import Testing

/// Networks read from the files that PyTorch saves go through the states that PyTorch computes.
@Suite struct PyTorchStateTests {
  /// Two summation orders of the same recurrence over 15 steps, whose states are of order 1.
  private static let tolerance = 1e-12
  private static let singleTolerance = 1e-6

  private static func path(_ name: String) -> String { Fixture.path("frameworks/\(name)") }

  /// Compares the run of a cell over the inputs of a folder with `hidden` and, where there is one,
  /// `cell`.
  private func expectStates<Cell: RecurrentCell<Double>>(
    of cell: Cell, in folder: String, within tolerance: Double = tolerance
  ) throws {
    let inputs = try Matrix<Double>(contentsOf: Self.path("\(folder)/inputs.npy"))
    let run = try cell.trajectory(over: inputs)
    try expect(run, toBe: folder, "", within: tolerance)
  }

  private func expect<Cell: RecurrentCell<Double>>(
    _ run: Trajectory<Cell>, toBe folder: String, _ suffix: String, isReversed: Bool = false,
    within tolerance: Double = tolerance
  ) throws {
    let isLSTM = run.cellState(at: 1) != nil
    let hidden = try Matrix<Double>(contentsOf: Self.path("\(folder)/hidden\(suffix).npy"))
    let cells =
      try isLSTM ? Matrix<Double>(contentsOf: Self.path("\(folder)/cell\(suffix).npy")) : nil
    #expect(run.stepCount == hidden.rowCount && hidden.rowCount == 15)
    for step in 1...run.stepCount {
      let row = isReversed ? run.stepCount - step : step - 1
      #expect(
        run.hidden(at: step).largestDifference(from: hidden.transposed().column(row)) <= tolerance)
      if let cells, let state = run.cellState(at: step) {
        #expect(state.largestDifference(from: cells.transposed().column(row)) <= tolerance)
      }
    }
  }

  @Test(arguments: [
    "pt_lstm/model.pt", "pt_lstm/parameters.pt", "pt_lstm/model.safetensors", "pt_lstm/model.npz",
    "pt_lstm/model_compressed.npz", "pt_lstm_no_bias/model.pt", "pt_lstm_cell/model.pt",
    "pt_projected/model.pt", "pt_tied/model.pt", "pt_module/model.pt", "pt_module/lstm.pt",
    "pt_torchscript/model.pt", "pt_checkpoint/model.pt", "pt_checkpoint/lightning.ckpt",
    "pt_checkpoint/data_parallel.pt",
  ])
  func lstm(file: String) throws {
    let folder = String(file.prefix { $0 != "/" })
    try expectStates(of: LSTM<Double>(contentsOf: Self.path(file)), in: folder)
  }

  @Test func lstmInSinglePrecision() throws {
    try expectStates(
      of: LSTM<Double>(contentsOf: Self.path("pt_lstm_float32/model.pt")), in: "pt_lstm_float32",
      within: Self.singleTolerance)
  }

  @Test func gru() throws {
    try expectStates(of: GRU<Double>(contentsOf: Self.path("pt_gru/model.pt")), in: "pt_gru")
  }

  @Test(arguments: [Nonlinearity.tanh, .relu])
  func rnn(nonlinearity: Nonlinearity) throws {
    let folder = "pt_rnn_\(nonlinearity.rawValue)"
    try expectStates(
      of: RNN<Double>(contentsOf: Self.path("\(folder)/model.pt"), nonlinearity: nonlinearity),
      in: folder)
  }

  @Test(arguments: [Nonlinearity.tanh, .relu])
  func aWholeModuleSaysItsNonlinearity(nonlinearity: Nonlinearity) throws {
    let folder = "pt_rnn_\(nonlinearity.rawValue)"
    let path = Self.path("\(folder)/module.pt")
    let layer = try Checkpoint(contentsOf: path).layer()
    #expect(layer.conventions.nonlinearity == nonlinearity)
    try expectStates(of: RNN<Double>(contentsOf: path), in: folder)
  }

  @Test(arguments: ["pt_stacked2", "pt_bidirectional"])
  func stacks(folder: String) throws {
    let stack = try LayerStack<LSTM<Double>>(contentsOf: Self.path("\(folder)/model.pt"))
    try expectStates(of: stack, in: folder, isBidirectional: folder == "pt_bidirectional")
  }

  @Test func bidirectionalGRU() throws {
    let folder = "pt_gru_bidirectional"
    let stack = try LayerStack<GRU<Double>>(contentsOf: Self.path("\(folder)/model.pt"))
    try expectStates(of: stack, in: folder, isBidirectional: true)
  }

  private func expectStates<Cell: RecurrentCell<Double>>(
    of stack: LayerStack<Cell>, in folder: String, isBidirectional: Bool
  ) throws {
    let inputs = try Matrix<Double>(contentsOf: Self.path("\(folder)/inputs.npy"))
    let run = try stack.run(over: inputs)
    for (index, layer) in run.layers.enumerated() {
      try expect(layer.forward, toBe: folder, "_l\(index)")
      #expect((layer.backward != nil) == isBidirectional)
      if let backward = layer.backward {
        try expect(backward, toBe: folder, "_l\(index)_reverse", isReversed: true)
      }
    }
  }
}
