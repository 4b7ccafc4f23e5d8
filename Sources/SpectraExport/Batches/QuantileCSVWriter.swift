/// Writes quantiles over a batch:
///
///     quantile,quantity,edges,step,lag,sequence_count,log_spectral_norm,log_spectral_radius,log_sigma_1,…
///
/// `step` may be `end`.
public typealias QuantileCSVWriter = MeasuredCSVWriter<QuantileRow>
