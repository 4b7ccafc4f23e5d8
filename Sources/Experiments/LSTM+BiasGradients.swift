import ComplexModule
import DenseLinearAlgebra
import JacobianSpectra
import RecurrentCells

extension Trajectory<LSTM<Double>> {
  /// The largest difference of ∂h_T/∂b, summed over the lags, from the complex step along the same states, which in a
  /// chaotic network keeps its digits, over the largest entry.
  ///
  /// - Throws: ``ExperimentError`` where the derivatives leave the exponent range.
  func biasGradientError() throws -> Double {
    let analytic = try parameterJacobian(step: stepCount).filter { $0.block.factor == .one }
      .map { (rows: $0.block.rows, jacobian: $0.jacobian.unscaled) }
    let largest = analytic.map(\.jacobian.maximumMagnitude).reduce(0, Double.maximum)
    guard largest < 1e200, analytic.allSatisfy({ $0.jacobian.firstNonFinite == nil }) else {
      throw ExperimentError(
        "sensitivity: ∂h_T/∂b leaves the range of a Double, so there is nothing to compare it with;"
          + " choose fewer steps or a smaller gain")
    }
    guard largest > 0 else { return 0 }
    // No less than what numbers hold, and so small that its square is nothing beside 1.
    let displacement = max(1e-154 / largest, 1e-230)
    var difference = 0.0
    for (rows, jacobian) in analytic {
      for (column, place) in rows.enumerated() {
        let other = try complexStep(ofBias: place, displacement: displacement)
        for (found, expected) in zip(jacobian.column(column), other) {
          difference = max(difference, (found - expected).magnitude)
        }
      }
    }
    return difference / largest
  }

  /// ∂h_T/∂b_place: a bias is the weight of an input that is 1 at every step.
  private func complexStep(ofBias place: Int, displacement: Double) throws -> [Double] {
    let weights = cell.weights
    let unit = (0..<weights.bias.count).map { $0 == place ? 1.0 : 0 }
    let lstm = try LSTM(
      inputWeights: Matrix(
        rows: unit.count, columns: inputs.columnCount + 1,
        columnMajor: weights.input.elements + unit),
      recurrentWeights: weights.recurrent, bias: weights.bias)
    var imaginary = [Double](repeating: 0, count: layout.count)
    for step in 1...stepCount {
      let state = zip(states.column(step - 1), imaginary).map { Complex($0, $1) }
      let input =
        (0..<inputs.columnCount).map { Complex(inputs[step - 1, $0], 0) }
        + [Complex(0, displacement)]
      imaginary = lstm.evaluate(state: state, input: input, carrying: .all).map(\.imaginary)
    }
    return layout.hidden.map { imaginary[$0] / displacement }
  }
}
