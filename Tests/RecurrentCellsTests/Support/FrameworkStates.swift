import RecurrentJacobians
import TestSupport

/// The states that a framework computed for one of the networks in `Fixtures/frameworks`.
struct FrameworkStates {
  let inputs: Matrix<Double>
  private let hidden: Matrix<Double>
  private let cell: Matrix<Double>?

  /// - Parameters:
  ///   - suffix: What ends the names of the states, such as `_l0_reverse`.
  ///   - hasCell: Whether there are the cell states of an LSTM.
  init(_ folder: String, suffix: String = "", hasCell: Bool) throws {
    func array(_ name: String) throws -> Matrix<Double> {
      try Matrix(contentsOf: Fixture.path("frameworks/\(folder)/\(name).npy"))
    }
    inputs = try array("inputs")
    hidden = try array("hidden\(suffix)")
    cell = try hasCell ? array("cell\(suffix)") : nil
  }

  /// The largest difference from a run, whose step 1 is the last of the sequence where it is reversed.
  func difference<Cell: RecurrentCell<Double>>(
    from run: Trajectory<Cell>, isReversed: Bool = false
  ) -> Double {
    guard run.stepCount == hidden.rowCount else { return .infinity }
    func rows(_ states: Matrix<Double>) -> Matrix<Double> {
      (isReversed ? states.reversedRows() : states).transposed()
    }
    let (hidden, cell) = (rows(hidden), self.cell.map(rows))
    return (1...run.stepCount).reduce(0) { worst, step in
      var difference = run.hidden(at: step).largestDifference(from: hidden.column(step - 1))
      if let cell {
        guard let state = run.cellState(at: step) else { return .infinity }
        difference = max(difference, state.largestDifference(from: cell.column(step - 1)))
      }
      return max(worst, difference)
    }
  }
}
