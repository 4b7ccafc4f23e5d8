import DenseLinearAlgebra
import RealModule

extension [Double] {
  /// Logs of scales, in nats, with `factors` taken into the scales: ℓ_i + ln f_i.
  func adding(logsOf factors: [some LinearAlgebraScalar]) -> [Double] {
    zip(self, factors).map { $0 + Double.log(Double($1)) }
  }
}

extension Matrix {
  /// Divides every row by its 2-norm and returns the ℓ' for which diag(e^ℓ') times what is left is
  /// diag(e^ℓ) times the matrix.
  mutating func normalizeRows(takingNormsInto logScales: [Double]) -> [Double] {
    logScales.adding(logsOf: normalizeRows())
  }
}
