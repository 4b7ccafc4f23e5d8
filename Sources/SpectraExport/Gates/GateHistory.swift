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

  /// How long each unit remembers, -1/ln f with f the median over time of its forget gate, in steps,
  /// the longest first; infinite where f rounds to 1. nil where there is no forget gate.
  public var memories: [(unit: Int, steps: Double)]? {
    gates.first { $0.name == "forgetGate" }.map { gate in
      gate.values[0].indices.map { unit in
        let median = gate.values.map { $0[unit] }.sorted()[gate.values.count / 2]
        return (unit, -1 / Double.log(median))
      }.sorted { $0.steps > $1.steps }
    }
  }
}
