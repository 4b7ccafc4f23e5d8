internal import COpenBLAS
public import RealModule

extension Float: LinearAlgebraScalar {
  public static let _routines = unsafe _LAPACKRoutines<Float>(
    gemm: cblas_sgemm, gemv: cblas_sgemv, trmm: cblas_strmm, trsm: cblas_strsm,
    syrk: cblas_ssyrk, potrf: LAPACKE_spotrf_work, trtri: LAPACKE_strtri_work,
    trcon: LAPACKE_strcon_work,
    gesdd: LAPACKE_sgesdd_work, gesvd: LAPACKE_sgesvd_work,
    bdsqr: LAPACKE_sbdsqr_work,
    geqrf: LAPACKE_sgeqrf_work, geqp3: LAPACKE_sgeqp3_work, orgqr: LAPACKE_sorgqr_work,
    geev: LAPACKE_sgeev_work, geevx: LAPACKE_sgeevx_work)
}
