package import DenseLinearAlgebra

extension LSTM {
  /// Writes how h moves with h₋ through the output gate, diag(tanh(c)σ'(a_o))·U_o with W_hr on its left where there
  /// is one: the rows of h of the Jacobian along `edges` that do not begin at the new cell state.
  ///
  /// - Parameter matrix: Shape [hiddenCount, hiddenCount].
  /// - Returns: Whether numbers below the exponent range went into it.
  /// - Complexity: O(n²); with a projection one product of p×n and n×p matrices more.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func writeOutputPath(
    of step: StepRecord<Scalar>, along edges: EdgeSet, into matrix: inout Matrix<Scalar>
  ) -> Bool {
    var d = LSTMDerivatives(of: step, in: self, along: edges)
    d.watch.see(d.outputGate, timesWeightsFrom: weights.smallestMagnitude)
    let terms = outputGateTerms(d, through: weights.recurrent, along: edges)
    if let projection {
      var paths = Matrix<Scalar>(rows: unitCount, columns: hiddenCount)
      paths.setRows(0..<unitCount, toSumOf: terms)
      matrix = projection * paths
    } else {
      matrix.setRows(0..<unitCount, toSumOf: terms)
    }
    return d.watch.hasSeenAny
  }
}
