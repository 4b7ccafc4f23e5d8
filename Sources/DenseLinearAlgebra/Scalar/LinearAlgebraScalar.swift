public import RealModule

/// A floating-point type that LAPACK computes in: `Double` or `Float`.
///
/// All numerics of this package are written once, generically over this protocol.
public protocol LinearAlgebraScalar: Real, BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// The BLAS and LAPACK routines of this precision.
  static var _routines: _LAPACKRoutines<Self> { get }
  /// The elementwise loops of this precision.
  static var _vectorFunctions: _VectorFunctions<Self> { get }
}
