public import DenseLinearAlgebra

/// The run of every layer of a stack over its true inputs, the hidden states of the layer below.
public struct StackRun<Cell: RecurrentCell>: Sendable {
  public typealias Scalar = Cell.Scalar

  /// The run of one layer.
  public struct Layer: Sendable {
    /// The run from the first step on.
    public let forward: Trajectory<Cell>
    /// The other direction of a bidirectional layer: its step 1 is the last of the sequence.
    public let backward: Trajectory<Cell>?

    /// What the layer above reads: shape [T, hidden states of both directions], a row a step.
    public var hiddenStates: Matrix<Scalar> {
      guard let backward else { return forward.hiddenStates }
      let both = [forward.hiddenStates, backward.hiddenStates.reversedRows()]
      return Matrix(
        rows: forward.stepCount, columns: both.reduce(0) { $0 + $1.columnCount },
        columnMajor: both.flatMap(\.elements))
    }
  }

  /// From the one that reads the inputs up.
  public let layers: [Layer]

  /// T.
  public var stepCount: Int { layers[0].forward.stepCount }
}

extension Trajectory {
  /// The hidden states of steps 1 … T, shape [T, hidden], a row a step.
  public var hiddenStates: Matrix<Scalar> {
    states.submatrix(rows: cell.layout.hidden, columns: 1..<stepCount + 1).transposed()
  }
}

extension Matrix {
  /// The rows from the last to the first: a sequence read backward.
  public func reversedRows() -> Matrix { rows(Array((0..<rowCount).reversed())) }
}
