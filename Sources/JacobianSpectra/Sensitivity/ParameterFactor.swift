import DenseLinearAlgebra
import RealModule
import RecurrentCells

/// The vector v that the parameters of a block are multiplied with in one step.
struct ParameterFactor<Scalar: LinearAlgebraScalar> {
  let values: [Scalar]
  /// Whether gates below the exponent range may have taken from it what shows: of its norm, or of its entries where
  /// parameters meet them one by one.
  fileprivate(set) var mayHideValues = false

  private var norm: Scalar {
    Matrix(rows: values.count, columns: 1, columnMajor: values).frobeniusNorm
  }

  /// ln ‖v‖; nil where it is not known.
  var logNorm: Double? { mayHideValues ? nil : .log(Double(norm)) }

  fileprivate func isSmall(as form: ParameterBlock.Form) -> Bool {
    switch form {
    case .matrix: norm < Underflow<Scalar>.threshold
    case .diagonal: values.contains { $0.magnitude < Underflow<Scalar>.threshold }
    }
  }

  /// diag(v).
  var diagonal: BlockMatrix<Scalar> {
    var matrix = BlockMatrix<Scalar>(
      rows: values.count, columns: values.count, diagonal: [.init(row: 0, column: 0, values)])
    matrix.setUnderflow(mayHideValues)
    return matrix
  }
}

extension Trajectory {
  /// v of `block` in step `step`.
  func parameterFactor(of block: ParameterBlock, at step: Int) -> ParameterFactor<Scalar> {
    var factor = ParameterFactor(values: values(of: block.factor, at: step))
    factor.mayHideValues =
      factor.isSmall(as: block.form) && hasUnderflow(before: block.factor, at: step)
    return factor
  }

  private func values(of factor: ParameterBlock.Factor, at step: Int) -> [Scalar] {
    switch factor {
    case .input: input(at: step)
    case .hidden: Array(hidden(at: step - 1))
    case .gatedHidden(let gate): product(ofGate: gate, and: Array(hidden(at: step - 1)), at: step)
    case .cell: cellValues(at: step - 1)
    case .newCell: cellValues(at: step)
    case .gatedCell(let gate):
      product(
        ofGate: gate, and: Scalar.hyperbolicTangents(of: cellValues(at: step)[...]), at: step)
    case .one: [1]
    }
  }

  /// Whether numbers below the exponent range went into the steps that made v.
  private func hasUnderflow(before factor: ParameterBlock.Factor, at step: Int) -> Bool {
    let steps =
      switch factor {
      case .input, .one: 0..<0
      case .hidden, .cell: step - 1..<step
      case .newCell, .gatedCell: step..<step + 1
      case .gatedHidden: step - 1..<step + 1
      }
    var jacobian = makeJacobian()
    return steps.contains { step in
      guard step > 0 else { return false }
      writeJacobian(of: step, along: .all, into: &jacobian)
      return jacobian.underflow != nil
    }
  }

  private func cellValues(at step: Int) -> [Scalar] {
    guard let values = cellState(at: step) else {
      preconditionFailure("parameters of \(Cell.name) act on a cell state, which it does not have")
    }
    return Array(values)
  }

  private func product(ofGate name: String, and values: [Scalar], at step: Int) -> [Scalar] {
    guard let gate = gates(at: step).first(where: { $0.name == name }) else {
      preconditionFailure(
        "parameters of \(Cell.name) act on the gate \(name), which its gates(of:) does not name")
    }
    return zip(gate.values, values).map { $0 * $1 }
  }
}
