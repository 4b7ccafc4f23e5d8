import Foundation
public import ModelFiles

extension Notebook {
  /// A notebook that reads the CSV of a trace, or of quantiles over a batch, by pandas and draws what it
  /// holds.
  ///
  /// - Parameters:
  ///   - csv: The file, which is read to see what it holds.
  ///   - path: Where the notebook will be; a CSV in the same folder is named without it.
  /// - Throws: `ModelFileError` if the file cannot be read or is no trace.
  public init(ofTrace csv: String, for path: String) throws(ModelFileError) {
    let contents = try TraceContents(contentsOf: csv)
    let file = URL(fileURLWithPath: csv)
    let isBeside =
      file.deletingLastPathComponent().standardizedFileURL
      == URL(fileURLWithPath: path).deletingLastPathComponent().standardizedFileURL
    cells = Self.opening(of: isBeside ? file.lastPathComponent : file.path, contents)
    let hasValues = contents.singularValueCount > 0
    if contents.hasQuantiles { cells += Self.batch }
    if contents.hasNorms || hasValues {
      if contents.hasSeveralLags {
        cells +=
          contents.hasQuantiles
          ? Self.bands(over: "lag", words: "lag k (steps)") : Self.overLags(contents)
      }
      if contents.hasSeveralSteps {
        if contents.hasSeveralLags {
          cells += Self.overBoth
        } else {
          cells +=
            contents.hasQuantiles
            ? Self.bands(over: "step", words: "step t") : Self.overSteps
        }
      }
    }
    if hasValues, contents.hasSeveralLags { cells += Self.spectra(contents) }
  }

  private static func opening(of name: String, _ contents: TraceContents) -> [Cell] {
    let norm =
      "trace[\"log_spectral_norm\"]"
      + (contents.singularValueCount > 0 ? ".fillna(trace[\"log_sigma_1\"])" : "")
    return [
      .markdown(
        """
        # Jacobians over a lag: \(URL(fileURLWithPath: name).lastPathComponent)

        Each row belongs to the Jacobian of the state after step t with respect to the state k steps
        before\(contents.hasQuantiles ? ", a quantile over a batch of sequences" : ""). Logs are natural: −6.9 is 10⁻³, −13.8 is 10⁻⁶; `-inf` is an exact zero.
        """),
      .code(
        """
        import matplotlib.pyplot as plt
        import numpy as np
        import pandas as pd

        plt.rcParams["figure.dpi"] = 60
        trace = pd.read_csv(\(quoted(name))).copy()
        trace["series"] = trace["quantity"] + ", " + trace["edges"]
        trace["log_norm"] = \(norm).replace(-np.inf, np.nan)
        series = trace["series"].unique()
        trace.groupby("series", sort=False)[["step", "lag", "log_norm"]].agg(["min", "max"])
        """),
    ]
  }

  private static func overLags(_ contents: TraceContents) -> [Cell] {
    [
      .code(
        """
        figure, axis = plt.subplots(figsize=(8, 4), layout="constrained")
        for name in series:
            norms = trace[trace["series"] == name].groupby("lag")["log_norm"]
            line, = axis.plot(norms.median(), label=name)
            axis.fill_between(norms.median().index, norms.quantile(0.1), norms.quantile(0.9),
                              color=line.get_color(), alpha=0.2)
        axis.set(xlabel="lag k (steps)", ylabel="ln σ₁ (nats)",
                 ylim=(max(axis.get_ylim()[0], -100), None))
        axis.legend(loc="center left", bbox_to_anchor=(1, 0.5));
        """),
      .markdown(
        "A gradient grows where the line is above 0 and fades where it falls; where it is below −6.9,"
          + " little of the past can be learned."
          + (contents.hasSeveralSteps
            ? " The lines are medians over the steps, the bands hold 80 % of them." : "")),
    ]
  }

  private static let overSteps: [Cell] = [
    .code(
      """
      figure, axis = plt.subplots(figsize=(8, 4), layout="constrained")
      for name in series:
          rows = trace[trace["series"] == name]
          line, = axis.plot(rows["step"], rows["log_norm"], label=name)
          axis.plot(rows["step"], rows["log_spectral_radius"], ":", color=line.get_color())
      axis.set(xlabel="step t", ylabel="nats")
      axis.legend(loc="center left", bbox_to_anchor=(1, 0.5));
      """),
    .markdown(
      "Solid: ln σ₁ at each step; dotted: ln of the spectral radius, which is never above it."),
  ]

  private static let overBoth: [Cell] = [
    .code(
      """
      figure, axes = plt.subplots(len(series), 1, figsize=(8, 3 * len(series)), squeeze=False,
                                  layout="constrained")
      for axis, name in zip(axes[:, 0], series):
          table = trace[trace["series"] == name].pivot(index="lag", columns="step", values="log_norm")
          image = axis.pcolormesh(table.columns, table.index, table, shading="nearest",
                                  vmin=max(-30, table.min().min()))
          axis.set(title=name, xlabel="step t", ylabel="lag k (steps)")
          figure.colorbar(image, ax=axis, label="ln σ₁ (nats)");
      """),
    .markdown(
      "Where colours change along a column, the gradient from that step changes with the lag; where"
        + " they change along a row, the network keeps more or less of its past at that time."),
  ]

  private static func spectra(_ contents: TraceContents) -> [Cell] {
    [
      .code(
        """
        sigma = [name for name in trace.columns if name.startswith("log_sigma_")]
        last = trace[trace["step"] == \(contents.hasQuantiles ? "end" : "trace[\"step\"].max()")]
        figure, axes = plt.subplots(len(series), 1, figsize=(8, 3 * len(series)), squeeze=False,
                                    layout="constrained")
        for axis, name in zip(axes[:, 0], series):
            rows = last[last["series"] == name].set_index("lag")[sigma]
            count = max(rows.notna().any().sum(), 1)  # another series may have more singular values
            rows = rows.replace(-np.inf, np.nan)
            places = (np.array([0, 0.1, 0.25, 0.5, 0.75, 0.9, 1]) * (count - 1)).round().astype(int)
            for band, (upper, lower) in enumerate(zip(places, places[1:])):
                axis.fill_between(rows.index, rows.iloc[:, upper], rows.iloc[:, lower], lw=0,
                                  color=plt.cm.Blues_r(0.1 + 0.13 * band))
            axis.plot(rows[sigma[0]], "k", lw=1.5, label="σ₁")
            axis.plot(rows[sigma[0]] + (\(SpectrumFan.doublePrecision)), "k--", lw=1, label="ε·σ₁")
            axis.set(title=f"{name}, step {last['step'].iloc[0]}", xlabel="lag k (steps)",
                     ylabel="ln σ (nats)")
            axis.legend();
        """),
      .markdown(
        "Bands between the quantiles 0, 10, 25, 50, 75, 90 and 100 % of the singular values, dark the"
          + " largest: how many directions of the past are still there. What lies below the dashed line is rounding noise to a program that multiplies the"
          + " Jacobians out."
          + (contents.hasQuantiles ? " Each value is the median over the sequences." : "")),
    ]
  }
}
