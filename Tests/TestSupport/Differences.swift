public import DenseLinearAlgebra
import RealModule

extension Matrix {
  /// ‖self − other‖ / ‖other‖ in the Frobenius norm; infinite where shapes differ.
  public func relativeDifference(from other: Matrix) -> Double {
    guard rowCount == other.rowCount, columnCount == other.columnCount else { return .infinity }
    let difference = Double((self - other).frobeniusNorm)
    return difference == 0 ? 0 : difference / Double(other.frobeniusNorm)
  }

  /// ‖selfᵀ·self − I‖, the distance of the columns from being orthonormal.
  public var lossOfOrthogonality: Double {
    Double((transposed() * self - .identity(columnCount)).frobeniusNorm)
  }

  /// |a_ij|.
  public var magnitudes: Matrix {
    Matrix(rows: rowCount, columns: columnCount, columnMajor: elements.map(\.magnitude))
  }

  /// The product by the definition, term by term.
  public func naiveProduct(with other: Matrix) -> Matrix {
    var result = Matrix(rows: rowCount, columns: other.columnCount)
    for i in 0..<rowCount {
      for j in 0..<other.columnCount {
        for k in 0..<columnCount { result[i, j] += self[i, k] * other[k, j] }
      }
    }
    return result
  }
}

extension Sequence where Element: BinaryFloatingPoint {
  /// The largest magnitude of a difference; infinite where lengths differ or a difference is NaN.
  ///
  /// Equal infinities, such as the logs of exact zeros, do not differ.
  public func largestDifference(from other: some Sequence<Element>) -> Double {
    let (left, right) = (Array(self), Array(other))
    guard left.count == right.count else { return .infinity }
    return zip(left, right).reduce(0) { largest, pair in
      if pair.0 == pair.1 { return largest }
      let difference = Double((pair.0 - pair.1).magnitude)
      return difference.isNaN ? .infinity : Swift.max(largest, difference)
    }
  }
}

extension BinaryFloatingPoint {
  /// |self − other| in units of ε·|other|; 0 where they are equal.
  public func ulps(from other: Self) -> Double {
    if self == other { return 0 }
    return Double((self - other).magnitude / (other.magnitude * Self.ulpOfOne))
  }
}

extension LinearAlgebraScalar {
  /// ε as a `Double`, for tolerances.
  public static var epsilon: Double { Double(ulpOfOne) }
}

/// How far ln σ may be off in double precision by what the library promises.
public let promised = 1e-9

/// What LAPACK's own tests let a residual be, in units of ε·size·‖A‖.
public let lapackThreshold = 30.0
