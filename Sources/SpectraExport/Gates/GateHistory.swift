import RealModule
public import RecurrentCells

/// The values of the gates of a run, and what they keep.
public struct GateHistory: Sendable {
  /// By gate; the values by step from 1, then by unit.
  public let gates: [(name: String, values: [[Double]])]

  /// The gates of every step.
  ///
  /// - Complexity: Memory O(T·n).
  public init<Cell>(of run: Trajectory<Cell>) {
    let steps = (1...run.stepCount).map(run.gates)
    gates = steps[0].enumerated().map { index, gate in
      (gate.name, steps.map { $0[index].values.map { Double($0) } })
    }
  }

  /// What stands over a picture of them; a plain RNN has no gates, but what its nonlinearity lets through.
  var title: String {
    gates.first?.name == "derivative"
      ? "Derivatives of the nonlinearity over time" : "Gates over time"
  }

  /// The gate that keeps the state: the forget gate of an LSTM, the update gate of a GRU.
  private var keeping: (name: String, values: [[Double]])? {
    gates.first { [EdgeSet.forgetGate, .updateGate].map(\.memberNames).contains($0.name) }
  }

  /// How long each unit remembers, -1/ln f with f the median over time of the gate that keeps its
  /// state, in steps, the longest first; infinite where f rounds to 1. nil where there is no such gate.
  public var memories: (gate: String, units: [(unit: Int, steps: Double)])? {
    keeping.map { gate in
      let units = gate.values[0].indices.map { unit in
        let median = Quantile.of(gate.values.map { $0[unit] }.sorted(), 0.5)
        return (unit: unit, steps: median < 1 ? -1 / Double.log(median) : .infinity)
      }
      return (gate.name, units.sorted { $0.steps > $1.steps })
    }
  }
}
