/// The thin QR factorization of a matrix.
public struct QRFactorization<Scalar: LinearAlgebraScalar>: Sendable {
  /// Orthonormal columns; shape [rows, min(rows, columns)].
  public let q: Matrix<Scalar>
  /// Upper trapezoidal; shape [min(rows, columns), columns].
  public let r: Matrix<Scalar>
}

extension Matrix {
  /// The thin QR factorization.
  ///
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite.
  /// - Complexity: 4·m·n² − 4/3·n³ flops.
  /// - Accuracy: ‖A − QR‖ and the loss of orthogonality of Q are small multiples of ε.
  /// - Source: LAPACK `geqrf` and `orgqr`.
  public func qrFactorization() throws(LinearAlgebraError) -> QRFactorization<Scalar> {
    var workspace = LAPACKWorkspace<Scalar>()
    var q = self
    let r = try q.reduceToQ(workspace: &workspace)
    return QRFactorization(q: q, r: r)
  }

  /// Becomes the orthonormal factor Q of its thin QR factorization; shape [rows, min(rows, columns)].
  ///
  /// - Returns: R, upper trapezoidal, shape [min(rows, columns), columns]. Signs of its diagonal are free.
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite.
  /// - Complexity: 4·m·n² − 4/3·n³ flops.
  /// - Accuracy: As ``qrFactorization()``. Where rows stand in descending order of size and columns nearly
  ///   so, errors are small beside each row.
  /// - Source: LAPACK `geqrf` and `orgqr`; row by row Cox and Higham 1998, "Stability of Householder QR
  ///   factorization for weighted least squares problems".
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func reduceToQ(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> Matrix {
    var reflectors = try reflect(workspace: &workspace)
    let count = reflectors.count
    var r = Matrix(rows: 0, columns: 0)
    r.setToUpperTrapezoid(of: self, rows: count)
    if columnCount > count { self = submatrix(rows: 0..<rowCount, columns: 0..<count) }
    let (m, k) = (Int32(rowCount), Int32(count))
    if count > 0 {
      _ = unsafe storage.withUnsafeMutableBufferPointer { a in
        unsafe reflectors.withUnsafeMutableBufferPointer { tau in
          unsafe workspace.call { work, size, _ in
            unsafe Scalar._routines.orgqr(
              columnMajor, m, k, k, a.baseAddress!, m, tau.baseAddress!, work, size)
          }
        }
      }
    }
    return r
  }

  /// Becomes the upper trapezoidal factor R of its QR factorization, zeros below the diagonal; shape
  /// [min(rows, columns), columns].
  ///
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite.
  /// - Complexity: 2·m·n² − 2/3·n³ flops.
  /// - Source: Householder 1958, four reflections at a time; LAPACK `geqrf` beyond some hundred columns.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func reduceToR(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    guard columnCount <= Self.cachedColumnCount else {
      var factor = self
      let count = try factor.reflect(workspace: &workspace).count
      return setToUpperTrapezoid(of: factor, rows: count)
    }
    try requireFinite("geqrf")
    let (m, n) = (rowCount, columnCount)
    var triangle = Matrix(rows: 0, columns: 0)
    triangle.reshape(rows: min(m, n), columns: n)
    guard !triangle.elements.isEmpty else {
      self = triangle
      return
    }
    unsafe elements.withUnsafeBufferPointer { a in
      unsafe triangle.storage.withUnsafeMutableBufferPointer { r in
        unsafe workspace.withScratch(householderScratchCount(m, n, of: Scalar.self)) {
          unsafe Scalar._vectorFunctions.triangularize(a.baseAddress, m, n, $0, r.baseAddress)
        }
      }
    }
    self = triangle
  }

  /// Up to here reflections by fours, which go over a matrix in the caches, beat those that LAPACK
  /// gathers into products: 3 times at 128 columns, 1.3 times at 512.
  private static var cachedColumnCount: Int { 512 }

  /// Becomes R above the Householder vectors; returns their factors.
  private mutating func reflect(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> [Scalar] {
    try requireFinite("geqrf")
    let (m, n) = (Int32(rowCount), Int32(columnCount))
    var reflectors = [Scalar](repeating: 0, count: min(rowCount, columnCount))
    guard !reflectors.isEmpty else { return [] }
    _ = unsafe storage.withUnsafeMutableBufferPointer { a in
      unsafe reflectors.withUnsafeMutableBufferPointer { tau in
        unsafe workspace.call { work, size, _ in
          unsafe Scalar._routines.geqrf(
            columnMajor, m, n, a.baseAddress!, m, tau.baseAddress!, work, size)
        }
      }
    }
    return reflectors
  }

  /// Becomes the triangle R of its QR factorization with column pivoting, A·Π = Q·R.
  ///
  /// - Returns: Column j of A·Π is column `pivots[j]` of A.
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite.
  /// - Complexity: 2·m·n² − 2/3·n³ flops, half of them in matrix-vector products.
  /// - Source: LAPACK `geqp3`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func reduceToPivotedR(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> [Int] {
    try requireFinite("geqp3")
    let (m, n) = (Int32(rowCount), Int32(columnCount))
    let count = min(rowCount, columnCount)
    guard count > 0 else {
      self = Matrix(rows: 0, columns: columnCount)
      return Array(0..<columnCount)
    }
    var factor = self
    var reflectors = [Scalar](repeating: 0, count: count)
    var pivots = [Int32](repeating: 0, count: columnCount)
    _ = unsafe factor.storage.withUnsafeMutableBufferPointer { a in
      unsafe pivots.withUnsafeMutableBufferPointer { pivots in
        unsafe reflectors.withUnsafeMutableBufferPointer { tau in
          unsafe workspace.call { work, size, _ in
            unsafe Scalar._routines.geqp3(
              columnMajor, m, n, a.baseAddress!, m, pivots.baseAddress!, tau.baseAddress!, work,
              size)
          }
        }
      }
    }
    setToUpperTrapezoid(of: factor, rows: count)
    return pivots.map { Int($0) - 1 }
  }
}
