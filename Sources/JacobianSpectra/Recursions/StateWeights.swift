import DenseLinearAlgebra
import RecurrentCells

/// Weights of the coordinates of every state in a range, by ``PathWeights``, that serve all blocks of a
/// quantity between states of that range at once.
struct StateWeights<Scalar: LinearAlgebraScalar>: Sendable {
  /// Of state `firstState` + i, i = 0, 1, …
  private let weights: [[Scalar]]
  private let firstState: Int

  /// How strongly coordinates can depend on the variable of the quantity at any earlier state.
  init(
    bySourcesOf quantity: Quantity, in sequence: any JacobianSequence<Scalar>, along edges: EdgeSet,
    states: ClosedRange<Int>, threads: Int = 1
  ) throws {
    let wanted =
      sequence.source(of: quantity, at: max(states.lowerBound, 1))?.rowIndicator
      ?? sequence.target(of: quantity).rowIndicator
    firstState = states.lowerBound
    weights = try Self.weights(
      from: wanted, in: sequence, along: edges, steps: Array(states.dropFirst()), threads: threads,
      transposed: false)
  }

  /// How strongly the rows that the quantity looks at, at any later state, can depend on coordinates.
  init(
    byTargetsOf quantity: Quantity, in sequence: any JacobianSequence<Scalar>, along edges: EdgeSet,
    states: ClosedRange<Int>, threads: Int = 1
  ) throws {
    firstState = states.lowerBound
    weights = try Self.weights(
      from: sequence.target(of: quantity).rowIndicator, in: sequence, along: edges,
      steps: states.dropFirst().reversed(), threads: threads, transposed: true
    ).reversed()
  }

  /// `wanted`, and the weights that it has behind each of `steps`.
  ///
  /// Weights come one after the other, but the Jacobians, which take the time, do not: several threads write those of
  /// a few steps at once.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func weights(
    from wanted: [Scalar], in sequence: any JacobianSequence<Scalar>, along edges: EdgeSet,
    steps: [Int], threads: Int, transposed: Bool
  ) throws -> [[Scalar]] {
    let spare = Recycler<BlockMatrix<Scalar>>()
    var weights = [wanted]
    let threads = sequence.sharingCount(of: threads)
    let groupCount = threads > 1 ? 2 * threads : 1
    for first in stride(from: 0, to: steps.count, by: groupCount) {
      try Cancellation.check()
      let group = steps[first..<min(first + groupCount, steps.count)]
      let jacobians = parallelMap(count: group.count, threads: threads) { place in
        Result { () throws(TraceError) in
          var jacobian = spare.take() ?? sequence.makeJacobian()
          _ = try sequence.writeNormalizedJacobian(
            of: group[first + place], along: edges, into: &jacobian)
          return jacobian
        }
      }
      for jacobian in jacobians {
        let jacobian = try jacobian.get()
        let reached = PathWeights.larger(weights.last!, wanted)
        weights.append(PathWeights.passed(reached, through: jacobian, transposed: transposed))
        spare.put(jacobian)
      }
    }
    return weights
  }

  /// Weights of 1 where those of all states are of one order, else at the states where they are nearly alike.
  ///
  /// Between states with weights of 1 columns depend no more on each other than between weighted ones: in most of 50
  /// random RNNs, with weights down to 2⁻¹⁰, by less, and nowhere by more than 1500.
  func evened() -> StateWeights {
    let areOfOneOrder = weights.allSatisfy(PathWeights.areOfOneOrder)
    return StateWeights(
      weights: weights.map { areOfOneOrder ? PathWeights.ones($0.count) : PathWeights.evened($0) },
      firstState: firstState)
  }

  private init(weights: [[Scalar]], firstState: Int) {
    self.weights = weights
    self.firstState = firstState
  }

  /// The states that there are weights of.
  var states: ClosedRange<Int> { firstState...firstState + weights.count - 1 }

  /// Whether no coordinate of any state drops out.
  var areWhole: Bool { weights.allSatisfy { !$0.contains(0) } }

  /// Whether the coordinates of a state are those of the panel.
  func areOnes(at state: Int) -> Bool { self[state].allSatisfy { $0 == 1 } }

  subscript(state: Int) -> [Scalar] { weights[state - firstState] }
}
