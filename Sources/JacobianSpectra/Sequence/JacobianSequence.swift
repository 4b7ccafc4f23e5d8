public import DenseLinearAlgebra
public import RecurrentCells

/// A sequence of step Jacobians J_1 … J_T and the parts of the state that they act on.
///
/// Every recursion and trace works on this; a `Trajectory` is one, and so can be any other
/// dynamical system.
public protocol JacobianSequence<Scalar>: Sendable {
  associatedtype Scalar: LinearAlgebraScalar

  /// T.
  var stepCount: Int { get }
  /// The parts of the state.
  var layout: StateLayout { get }
  /// The edges that the steps have, of those in ``EdgeSet/named``: no others may be used.
  var edges: EdgeSet { get }
  /// The derivatives that can be asked for.
  var quantities: [Quantity] { get }
  /// The blocks of a step's Jacobian, entries undefined.
  func makeJacobian() -> BlockMatrix<Scalar>
  /// Writes the Jacobian of step `step`, 1 … T, along `edges`, and whether numbers below the exponent range went
  /// into it: zeros count as exact unless `setUnderflow` says so, and entries as right to their last digits but for
  /// `cancelledTerms`. Blocks keep the shapes that ``makeJacobian()`` gave them.
  func writeJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>)
  /// The part of the Jacobian of step `step` that the single edge `edge` accounts for; the parts of
  /// all edges sum to the whole. By default the Jacobian along `edge` alone.
  func jacobianShare(of edge: EdgeSet, at step: Int) -> BlockMatrix<Scalar>
  /// How state `state`, 0 … T, moves with the variable of `quantity`: shape [state, variable]. By default the variable
  /// is what ``target(of:)`` looks at, and `cellTotal`, `hiddenFromCell`, `hiddenFromInput` and `output` have none.
  ///
  /// - Returns: nil where there is no such variable, as for the output gate at state 0.
  func source(of quantity: Quantity, at state: Int) -> BlockMatrix<Scalar>?
  /// The rows of the state that `quantity` looks at: shape [state, row], ones on a diagonal.
  func target(of quantity: Quantity) -> BlockMatrix<Scalar>
  /// The number of singular values that the Jacobians of `quantity` have.
  func singularValueCount(of quantity: Quantity) -> Int
  /// Where h stands in the state, ascending: what a ``LedgerPart/hops(_:)`` counts. By default the
  /// `hidden` of the layout.
  var hiddenRows: [Range<Int>] { get }
}

extension JacobianSequence {
  public func jacobianShare(of edge: EdgeSet, at step: Int) -> BlockMatrix<Scalar> {
    var share = makeJacobian()
    writeJacobian(of: step, along: edge, into: &share)
    return share
  }

  public var hiddenRows: [Range<Int>] { [layout.hidden] }

  public func source(of quantity: Quantity, at state: Int) -> BlockMatrix<Scalar>? {
    switch quantity {
    case .hidden, .cell, .state: target(of: quantity)
    case .cellTotal, .hiddenFromCell, .hiddenFromInput, .output: nil
    }
  }

  public func target(of quantity: Quantity) -> BlockMatrix<Scalar> {
    switch quantity {
    case .hidden, .hiddenFromCell, .hiddenFromInput, .output: selector([layout.hidden])
    case .cell, .cellTotal: selector([layout.cell ?? 0..<0])
    case .state: selector([0..<layout.count])
    }
  }

  /// Ones in the rows of `ranges`, a column each; ranges that touch make one block.
  func selector(_ ranges: [Range<Int>]) -> BlockMatrix<Scalar> {
    var diagonal: [BlockMatrix<Scalar>.DiagonalBlock] = []
    var (column, end) = (0, -1)
    for range in ranges {
      let ones = [Scalar](repeating: 1, count: range.count)
      if range.lowerBound == end {
        diagonal[diagonal.count - 1].values += ones
      } else {
        diagonal.append(.init(row: range.lowerBound, column: column, ones))
      }
      column += range.count
      end = range.upperBound
    }
    return BlockMatrix(rows: layout.count, columns: column, diagonal: diagonal)
  }

  public func singularValueCount(of quantity: Quantity) -> Int {
    switch quantity {
    case .hidden: layout.hidden.count
    case .hiddenFromInput:
      stepCount == 0
        ? 0 : min(layout.hidden.count, source(of: quantity, at: 1)?.columnCount ?? 0)
    case .hiddenFromCell, .output: min(layout.hidden.count, layout.cell?.count ?? 0)
    case .cell, .cellTotal: layout.cell?.count ?? 0
    case .state: layout.count
    }
  }

  /// Whether the derivatives are those of the whole state with respect to the whole state.
  func isOfWholeState(_ quantity: Quantity) -> Bool {
    let blocks = [target(of: quantity), source(of: quantity, at: 1)]
    return blocks.allSatisfy { $0?.pickedRows == 0..<layout.count }
  }

  /// The lags from state `step` back for which `quantity` exists: none before the first step.
  func lags(of quantity: Quantity, at step: Int) -> Range<Int> {
    let count = max(step, 0)
    switch quantity {
    case .output, .hiddenFromInput: return 0..<count
    case .hidden, .cell, .cellTotal, .hiddenFromCell, .state: return 1..<count + 1
    }
  }
}
