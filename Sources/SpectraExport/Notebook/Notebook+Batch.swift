extension Notebook {
  /// Puts the quantiles over a batch aside, and goes on with the medians.
  static let batch: [Cell] = [
    .code(
      """
      bands = trace
      trace = bands[bands["quantile"] == 0.5]
      reached = trace["sequence_count"] * 2 >= trace["sequence_count"].max()
      end = trace.loc[reached, "step"].iloc[-1]
      print(f"{trace['sequence_count'].max()} sequences; the last step that half of them reach: {end}")
      """),
    .markdown(
      "Each number is a quantile over the sequences: 0.5 is the median, 0.05 to 0.95 hold nine tenths of"
        + " them. Steps that few sequences reach say little of the others."),
  ]

  /// Bands over the lag, or over the step.
  static func bands(over axis: String, words: String) -> [Cell] {
    [
      .code(
        """
        figure, axes = plt.subplots(len(series), 1, figsize=(8, 3 * len(series)), squeeze=False,
                                    layout="constrained")
        \(axis == "lag" ? "shown = bands[bands[\"step\"] == end]" : "shown = bands")
        for axis, name in zip(axes[:, 0], series):
            table = shown[shown["series"] == name].pivot(index="\(axis)", columns="quantile",
                                                         values="log_norm")
            axis.fill_between(table.index, table[0.05], table[0.95], color="C0", alpha=0.2, lw=0,
                              label="5–95 %")
            axis.fill_between(table.index, table[0.25], table[0.75], color="C0", alpha=0.4, lw=0,
                              label="25–75 %")
            axis.plot(table[0.5], "k", lw=1.5, label="median")
            axis.set(title=name, xlabel="\(words)", ylabel="ln σ₁ (nats)")
            axis.legend();
        """),
      .markdown(
        "A gradient grows where the line is above 0 and fades where it falls; wide bands say that it"
          + " depends on the sequence."),
    ]
  }
}
