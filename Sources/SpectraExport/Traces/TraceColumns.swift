import JacobianSpectra

/// The columns of the measures on disk, the last of them ln σ_1 … ln σ_N.
struct TraceColumns {
  /// N, the most singular values that a row has.
  let singularValueCount: Int

  /// Their names in the header of a CSV.
  var names: [String] {
    ["log_spectral_norm", "log_spectral_radius"]
      + (0..<singularValueCount).map { "log_sigma_\($0 + 1)" }
  }

  /// The measures of a row; nil where a measure was not asked for, or a value does not exist or is
  /// rounding noise.
  func values(of row: some MeasuredRow) -> [Double?] {
    [row.resolvedLogSpectralNorm, row.logSpectralRadius]
      + (0..<singularValueCount).map(row.resolvedLogSingularValue)
  }
}
