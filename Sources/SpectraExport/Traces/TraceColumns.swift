import JacobianSpectra

/// The columns of a trace on disk: what identifies the row, then the measures, then ln σ_1 … ln σ_N.
struct TraceColumns {
  /// N, the most singular values that a row has.
  let singularValueCount: Int

  /// The header of the CSV.
  var names: [String] { ["quantity", "edges", "step", "lag"] + measureNames }

  /// The columns of the measures.
  var measureNames: [String] {
    ["log_spectral_norm", "log_spectral_radius"]
      + (0..<singularValueCount).map { "log_sigma_\($0 + 1)" }
  }

  /// The measures of a row; nil where a measure was not asked for, or a value does not exist or is
  /// rounding noise.
  func values(of row: some MeasuredRow) -> [Double?] {
    [row.logSpectralNorm, row.logSpectralRadius]
      + (0..<singularValueCount).map(row.resolvedLogSingularValue)
  }
}
