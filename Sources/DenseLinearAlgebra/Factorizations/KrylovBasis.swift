internal import COpenBLAS

/// An orthonormal basis Q of the Krylov space x, A·x, A²·x, … and the Hessenberg matrix of A in it,
/// A·Q = Q·H + h·q·eᵀ.
///
/// - Source: Arnoldi 1951, "The principle of minimized iterations in the solution of the matrix
///   eigenvalue problem"; orthogonalized twice (Giraud, Langou and Rozložník 2005).
struct KrylovBasis<Scalar: LinearAlgebraScalar> {
  /// Q, its next vector, and room for more.
  private(set) var vectors: Matrix<Scalar>
  /// H, shape [limit, limit], of which the first ``count`` rows and columns are there.
  private(set) var hessenberg: Matrix<Scalar>
  /// h, the part of A·q that lies outside of the space.
  private(set) var remainder: Scalar = 0
  private(set) var count = 0

  /// An empty basis of up to `limit` vectors, from x = `start`, which has norm 1.
  init(start: [Scalar], limit: Int) {
    vectors = Matrix(rows: start.count, columns: limit + 1)
    vectors.storage.replaceSubrange(0..<start.count, with: start)
    hessenberg = Matrix(rows: limit, columns: limit)
  }

  /// Whether the space is invariant to rounding, or full.
  var isComplete: Bool {
    count == hessenberg.columnCount
      || (count > 0 && !(remainder > Scalar.ulpOfOne * hessenberg.columnMagnitudes().max()!))
  }

  /// Takes the next vector in.
  mutating func extend(by factor: Matrix<Scalar>, transposed: Bool) {
    let (n, k) = (vectors.rowCount, count + 1)
    if count > 0 { hessenberg[count, count - 1] = remainder }
    unsafe vectors.storage.withUnsafeMutableBufferPointer { q in
      unsafe factor.elements.withUnsafeBufferPointer { a in
        let size = Int32(n)
        unsafe Scalar._routines.gemv(
          CblasColMajor, transposed ? CblasTrans : CblasNoTrans, size, size, 1, a.baseAddress!,
          size, q.baseAddress! + n * count, 1, 0, q.baseAddress! + n * k, 1)
      }
    }
    for _ in 0..<2 {
      for (i, part) in vectors.subtractProjection(ofColumn: k).enumerated() {
        hessenberg[i, count] += part
      }
    }
    remainder = vectors.columnNorm(k)
    if remainder > 0 { vectors.scaleColumn(k, by: 1 / remainder) }
    count = k
  }
}
