internal import COpenBLAS

/// The BLAS and LAPACK routines of one precision.
///
/// The members carry LAPACK's own names, so that its manual stays searchable. They are internal:
/// pointers never enter the public interface.
@safe
public struct _LAPACKRoutines<Scalar>: Sendable {
  typealias Pointer = UnsafePointer<Scalar>?
  typealias MutablePointer = UnsafeMutablePointer<Scalar>?
  typealias Integers = UnsafeMutablePointer<Int32>?

  let gemm:
    @Sendable (
      CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, Int32, Int32, Int32, Scalar, Pointer, Int32,
      Pointer, Int32, Scalar, MutablePointer, Int32
    ) -> Void
  let gemv:
    @Sendable (
      CBLAS_ORDER, CBLAS_TRANSPOSE, Int32, Int32, Scalar, Pointer, Int32, Pointer, Int32, Scalar,
      MutablePointer, Int32
    ) -> Void
  let trmm:
    @Sendable (
      CBLAS_ORDER, CBLAS_SIDE, CBLAS_UPLO, CBLAS_TRANSPOSE, CBLAS_DIAG, Int32, Int32, Scalar,
      Pointer, Int32, MutablePointer, Int32
    ) -> Void
  let trsm:
    @Sendable (
      CBLAS_ORDER, CBLAS_SIDE, CBLAS_UPLO, CBLAS_TRANSPOSE, CBLAS_DIAG, Int32, Int32, Scalar,
      Pointer, Int32, MutablePointer, Int32
    ) -> Void
  let syrk:
    @Sendable (
      CBLAS_ORDER, CBLAS_UPLO, CBLAS_TRANSPOSE, Int32, Int32, Scalar, Pointer, Int32, Scalar,
      MutablePointer, Int32
    ) -> Void
  let potrf: @Sendable (Int32, CChar, Int32, MutablePointer, Int32) -> Int32
  let trtri: @Sendable (Int32, CChar, CChar, Int32, MutablePointer, Int32) -> Int32
  let trcon:
    @Sendable (
      Int32, CChar, CChar, CChar, Int32, Pointer, Int32, MutablePointer, MutablePointer, Integers
    ) -> Int32
  let gesdd:
    @Sendable (
      Int32, CChar, Int32, Int32, MutablePointer, Int32, MutablePointer, MutablePointer, Int32,
      MutablePointer, Int32, MutablePointer, Int32, Integers
    ) -> Int32
  let gesvd:
    @Sendable (
      Int32, CChar, CChar, Int32, Int32, MutablePointer, Int32, MutablePointer, MutablePointer,
      Int32, MutablePointer, Int32, MutablePointer, Int32
    ) -> Int32
  let bdsqr:
    @Sendable (
      Int32, CChar, Int32, Int32, Int32, Int32, MutablePointer, MutablePointer, MutablePointer,
      Int32, MutablePointer, Int32, MutablePointer, Int32, MutablePointer
    ) -> Int32
  let geqrf:
    @Sendable (
      Int32, Int32, Int32, MutablePointer, Int32, MutablePointer, MutablePointer, Int32
    ) -> Int32
  let geqp3:
    @Sendable (
      Int32, Int32, Int32, MutablePointer, Int32, Integers, MutablePointer, MutablePointer, Int32
    ) -> Int32
  let orgqr:
    @Sendable (
      Int32, Int32, Int32, Int32, MutablePointer, Int32, Pointer, MutablePointer, Int32
    ) -> Int32
  let geev:
    @Sendable (
      Int32, CChar, CChar, Int32, MutablePointer, Int32, MutablePointer, MutablePointer,
      MutablePointer, Int32, MutablePointer, Int32, MutablePointer, Int32
    ) -> Int32
  let geevx:
    @Sendable (
      Int32, CChar, CChar, CChar, CChar, Int32, MutablePointer, Int32, MutablePointer,
      MutablePointer, MutablePointer, Int32, MutablePointer, Int32, Integers, Integers,
      MutablePointer, MutablePointer, MutablePointer, MutablePointer, MutablePointer, Int32,
      Integers
    ) -> Int32
}
