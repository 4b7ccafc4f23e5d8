internal import COpenBLAS
public import RealModule

extension Double: LinearAlgebraScalar {
  public static let _routines = unsafe _LAPACKRoutines<Double>(
    gemm: cblas_dgemm, gemv: cblas_dgemv, trmm: cblas_dtrmm, trsm: cblas_dtrsm,
    syrk: cblas_dsyrk, potrf: LAPACKE_dpotrf_work, trtri: LAPACKE_dtrtri_work,
    trcon: LAPACKE_dtrcon_work,
    gesdd: LAPACKE_dgesdd_work, gesvd: LAPACKE_dgesvd_work,
    bdsqr: LAPACKE_dbdsqr_work,
    geqrf: LAPACKE_dgeqrf_work, geqp3: LAPACKE_dgeqp3_work, orgqr: LAPACKE_dorgqr_work,
    geev: LAPACKE_dgeev_work, geevx: LAPACKE_dgeevx_work)
}
