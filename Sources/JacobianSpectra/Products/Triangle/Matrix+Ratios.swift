import DenseLinearAlgebra
import RealModule

extension Matrix {
  /// Multiplies entry (i, j) on and above the diagonal by factors[i]·e^(ℓ_j - ℓ_i), where ℓ descends
  /// to within a nat or so, over any number of nats.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func multiply(byRatiosOf logScales: [Double], rowsTimes factors: [Scalar]) {
    // e^(ℓ_j - ℓ_i) = e^(ℓ_j - base)·e^(base - ℓ_i), with a base for all columns within reach of it.
    let reach = GradedTriangle<Scalar>.range / 2
    var start = 0
    while start < columnCount {
      let base = logScales[start]
      let end = logScales[start...].firstIndex { $0 < base - reach } ?? columnCount
      let rows = (0..<rowCount).map { i in
        factors[i] * Scalar(Double.exp(min(base - logScales[i], reach)))
      }
      scale(
        rows: rows[...],
        columns: logScales[start..<end].map { Scalar(Double.exp($0 - base)) }[...], from: start)
      start = end
    }
  }
}
