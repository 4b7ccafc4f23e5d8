public import DenseLinearAlgebra
import RealModule

/// A matrix times a power of e, for products that leave the exponent range: matrix · e^logScale.
public struct LogScaledMatrix<Scalar: LinearAlgebraScalar>: Sendable, Equatable {
  /// The largest entry has a magnitude between 2^-17 and 2^17; all are zero if the product is exactly
  /// zero.
  public let matrix: Matrix<Scalar>
  /// In nats; 0 if the product is exactly zero.
  public let logScale: Double

  /// `matrix` times e^`logScale`.
  public init(matrix: Matrix<Scalar>, logScale: Double) {
    self.matrix = matrix
    self.logScale = logScale
  }

  /// The product of the two, as far as it is in the exponent range.
  public var unscaled: Matrix<Scalar> {
    // In two steps, since the scale alone may leave the range.
    let root = min(Scalar(Double.exp(logScale / 2)), .greatestFiniteMagnitude)
    return root * (root * matrix)
  }
}
