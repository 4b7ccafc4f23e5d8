/// A QR factorization with column pivoting, A·Π = Q·R, that reuses its memory.
///
/// - Source: LAPACK `geqp3` and `orgqr`.
public struct PivotedQR<Scalar: LinearAlgebraScalar>: Sendable {
  /// On and above the diagonal R; below it, what ``formQ()`` needs. After ``formQ()``: Q.
  public private(set) var factor = Matrix<Scalar>(rows: 0, columns: 0)
  /// Column j of A·Π is column `pivots[j]` of A.
  public private(set) var pivots: [Int] = []
  private var reflectors: [Scalar] = []
  private var integers: [Int32] = []
  private var workspace = LAPACKWorkspace<Scalar>()

  public init() {}

  /// Factorizes the matrix that `prepare` writes.
  ///
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite.
  /// - Complexity: 2·m·n² − 2/3·n³ flops.
  /// - Accuracy: backward stable row by row if the rows stand in descending order of size
  ///   (Cox and Higham 1998, "Stability of Householder QR factorization for weighted least squares").
  public mutating func factorize(
    _ prepare: (inout Matrix<Scalar>) -> Void
  ) throws(LinearAlgebraError) {
    prepare(&factor)
    try factor.requireFinite("geqp3")
    let (m, n) = (Int32(factor.rowCount), Int32(factor.columnCount))
    reflectors = Array(repeating: 0, count: Int(min(m, n)))
    integers = Array(repeating: 0, count: Int(n))
    pivots = Array(0..<Int(n))
    guard m > 0, n > 0 else { return }
    _ = unsafe factor.elements.withUnsafeMutableBufferPointer { a in
      unsafe integers.withUnsafeMutableBufferPointer { pivots in
        unsafe reflectors.withUnsafeMutableBufferPointer { tau in
          unsafe workspace.call { work, size, _ in
            unsafe Scalar._routines.geqp3(
              columnMajor, m, n, a.baseAddress!, m, pivots.baseAddress!, tau.baseAddress!, work,
              size)
          }
        }
      }
    }
    pivots = integers.map { Int($0) - 1 }
  }

  /// Overwrites the factor by Q: orthonormal columns, shape [rows, min(rows, columns)].
  ///
  /// - Complexity: 2·m·n² − 2/3·n³ flops.
  public mutating func formQ() {
    let (m, k) = (Int32(factor.rowCount), Int32(reflectors.count))
    factor.reshape(rows: Int(m), columns: Int(k))
    guard m > 0, k > 0 else { return }
    _ = unsafe factor.elements.withUnsafeMutableBufferPointer { a in
      unsafe reflectors.withUnsafeBufferPointer { tau in
        unsafe workspace.call { work, size, _ in
          unsafe Scalar._routines.orgqr(
            columnMajor, m, k, k, a.baseAddress!, m, tau.baseAddress!, work, size)
        }
      }
    }
  }
}

extension Matrix {
  /// Becomes the triangular factor R of its QR factorization, zeros below the diagonal; shape
  /// [min(rows, columns), columns].
  ///
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite.
  /// - Complexity: 2·m·n² − 2/3·n³ flops.
  /// - Source: LAPACK `geqrf`.
  public mutating func reduceToR(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    try requireFinite("geqrf")
    let (m, n) = (Int32(rowCount), Int32(columnCount))
    let count = min(rowCount, columnCount)
    var reflectors = [Scalar](repeating: 0, count: count)
    if count > 0 {
      _ = unsafe elements.withUnsafeMutableBufferPointer { a in
        unsafe reflectors.withUnsafeMutableBufferPointer { tau in
          unsafe workspace.call { work, size, _ in
            unsafe Scalar._routines.geqrf(
              columnMajor, m, n, a.baseAddress!, m, tau.baseAddress!, work, size)
          }
        }
      }
    }
    if rowCount > count { self = submatrix(rows: 0..<count, columns: 0..<columnCount) }
    for j in 0..<columnCount {
      for i in min(j + 1, count)..<count { self[i, j] = 0 }
    }
  }
}
