import RealModule
import RecurrentJacobians

extension Trajectory where Cell == LSTM<Double> {
  /// Σ ln|det J| over the steps in closed form, det J = ∏ tanh(c)·σ'(a_o) · det U_o · ∏ f: take the read-out
  /// times the lower rows of J from the upper ones.
  func logDeterminant(steps: ClosedRange<Int>) throws -> Double {
    let n = cell.unitCount
    let own = try cell.weights.recurrent
      .submatrix(rows: 3 * n..<4 * n, columns: 0..<n).logDeterminant()
    return steps.reduce(0) { sum, t in
      let a = Array(preActivations.column(t - 1))
      let c = Array(cellState(at: t)!)
      return (0..<n).reduce(sum + own) { sum, j in
        let forget = -Double.log(onePlus: .exp(-a[n + j]))
        let e = -a[3 * n + j].magnitude
        let slope = e - 2 * .log(onePlus: .exp(e))
        return sum + forget + slope + .log(Double.tanh(c[j]).magnitude)
      }
    }
  }
}
