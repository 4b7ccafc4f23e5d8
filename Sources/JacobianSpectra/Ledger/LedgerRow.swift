import DenseLinearAlgebra
import RealModule
public import RecurrentCells

/// One Jacobian over a lag, taken apart.
public struct LedgerRow: Sendable, Equatable {
  /// One part of it.
  public struct Entry: Sendable, Equatable {
    public let part: LedgerPart
    /// ln of the Frobenius norm, `-inf` for an exact zero.
    public let logNorm: Double
    /// u₁ᵀ·part·v₁/σ₁ with the leading singular vectors of the whole: what the part adds to the
    /// largest gain. The shares of all edges sum to 1, and so do those of all hops; one may be
    /// negative or above 1 where parts cancel. nil where the whole is exactly zero.
    public let share: Double?
  }

  public let quantity: Quantity
  /// t.
  public let step: Int
  /// k.
  public let lag: Int
  /// ln σ₁ of the whole, `-inf` if it is exactly zero.
  public let logSpectralNorm: Double
  /// The edges, then the hops.
  public let entries: [Entry]

  /// How far the shares of the edges are from summing to 1: what rounding did, more where parts
  /// cancel. nil where the whole is exactly zero.
  public var closureError: Double? {
    let shares = entries.filter { if case .edge = $0.part { true } else { false } }.map(\.share)
    guard !shares.contains(nil) else { return nil }
    return (1 - shares.reduce(0) { $0 + ($1 ?? 0) }).magnitude
  }
}

/// The blocks of one (step, lag) pair, transposed: the whole and its parts.
struct LedgerBlocks<Scalar: LinearAlgebraScalar>: Sendable {
  let whole: ScaledMatrix<Scalar>
  let parts: [(part: LedgerPart, block: ScaledMatrix<Scalar>)]
  let lag: Int

  /// What the sum over steps is divided by.
  private func divisor(of part: LedgerPart) -> Double {
    if case .edge = part { Double(lag) } else { 1 }
  }

  func row(_ quantity: Quantity, step: Int) throws(LinearAlgebraError) -> LedgerRow {
    let svd = try whole.matrix.singularValueDecomposition()
    let top = svd.values.first ?? 0
    return LedgerRow(
      quantity: quantity, step: step, lag: lag,
      logSpectralNorm: .log(Double(top)) + whole.logScale,
      entries: parts.map { part, block in
        let divisor = divisor(of: part)
        return LedgerRow.Entry(
          part: part,
          logNorm: .log(Double(block.matrix.frobeniusNorm)) + block.logScale - .log(divisor),
          share: top > 0
            ? Double(
              sign: .plus, exponent: block.exponent - whole.exponent,
              significand: Double(svd.leadingGain(of: block.matrix) / top) / divisor)
            : nil)
      })
  }

  func contributions() -> [(part: LedgerPart, contribution: LogScaledMatrix<Scalar>)] {
    parts.map { part, block in
      (
        part,
        LogScaledMatrix(
          matrix: block.matrix.transposed(), logScale: block.logScale - .log(divisor(of: part)))
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
