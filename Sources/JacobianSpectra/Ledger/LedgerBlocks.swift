import DenseLinearAlgebra
import RealModule
import RecurrentCells

/// The blocks of one (step, lag) pair, transposed: the whole and its parts.
struct LedgerBlocks<Scalar: LinearAlgebraScalar>: Sendable {
  let whole: WatchedPanel<Scalar>
  let parts: [(part: LedgerPart, block: WatchedPanel<Scalar>)]
  let lag: Int

  /// What the sum over steps is divided by.
  private func divisor(of part: LedgerPart) -> Double {
    if case .edge = part { Double(lag) } else { 1 }
  }

  func row(_ quantity: Quantity, step: Int) throws(LinearAlgebraError) -> LedgerRow {
    let svd = try whole.panel.matrix.singularValueDecomposition()
    let top = svd.values.first ?? 0
    let logTop = Double.log(Double(top)) + whole.panel.logScale
    let hasShares = top > 0 && whole.isKnown(beside: logTop)
    return LedgerRow(
      quantity: quantity, step: step, lag: lag, logSpectralNorm: whole.known(logTop),
      entries: parts.map { part, block in
        let divisor = divisor(of: part)
        let scaled = block.panel
        return LedgerRow.Entry(
          part: part,
          logNorm: block.known(.log(Double(scaled.matrix.frobeniusNorm)) + scaled.logScale)
            .map { $0 - .log(divisor) },
          share: hasShares && block.isKnown(beside: logTop)
            ? Double(
              sign: .plus, exponent: scaled.exponent - whole.panel.exponent,
              significand: Double(svd.leadingGain(of: scaled.matrix) / top) / divisor)
            : nil)
      })
  }

  func contributions() -> [(part: LedgerPart, contribution: LogScaledMatrix<Scalar>)] {
    parts.map { part, block in
      (
        part,
        LogScaledMatrix(
          matrix: block.panel.matrix.transposed(),
          logScale: block.panel.logScale - .log(divisor(of: part)))
      )
    }
  }
}

extension SingularValueDecomposition {
  /// u₁ᵀ·matrix·v₁.
  fileprivate func leadingGain(of matrix: Matrix<Scalar>) -> Scalar {
    let v = (0..<matrix.columnCount).map { rightTransposed[0, $0] }
    return zip(left.column(0), matrix * v).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
