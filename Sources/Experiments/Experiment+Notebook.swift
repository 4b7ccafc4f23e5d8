public import SpectraExport

extension Experiment {
  /// A notebook that tells the claim and what was found, and draws the numbers by pandas.
  ///
  /// - Parameters:
  ///   - report: What a run found.
  ///   - csv: The name of the file with its table, as seen from the notebook.
  public func notebook(of report: ExperimentReport, csv: String) -> Notebook {
    // What is varied stands before the axis, what was measured after it.
    let columns = report.table.columns
    let axis = columns.firstIndex { $0 == "lag" || $0 == "step" } ?? 0
    let names = columns.map(Notebook.quoted)
    let facet = axis > 1 ? names[0] : "None"
    let varied = axis > 1 ? "[\(names[..<axis].joined(separator: ", "))]" : names[max(axis - 1, 0)]
    return Notebook(cells: [
      .markdown("# \(name)\n\n\(claim)\n\n    \(formula)"),
      .code(
        """
        import matplotlib.pyplot as plt
        import numpy as np
        import pandas as pd

        plt.rcParams["figure.dpi"] = 60
        table = pd.read_csv(\(Notebook.quoted(csv))).replace([np.inf, -np.inf], np.nan)
        table.groupby(\(varied), sort=False).last()
        """),
      .code(
        """
        facet, line, x = \(facet), \(names[max(axis - 1, 0)]), \(names[axis])
        measures = [\(names[(axis + 1)...].joined(separator: ", "))]
        parts = [("", table)] if facet is None else [
            (f"{facet} = {value}, ", part) for value, part in table.groupby(facet)]
        panels = [(name + measure, part, measure) for name, part in parts for measure in measures]
        figure, axes = plt.subplots(len(panels), 1, figsize=(8, 3 * len(panels)), squeeze=False,
                                    layout="constrained")
        for axis, (title, part, measure) in zip(axes[:, 0], panels):
            groups = list(part.groupby(line, sort=False))
            for place, (value, rows) in enumerate(groups):
                axis.plot(rows[x], rows[measure], label=value, lw=1.5,
                          color=plt.cm.plasma(0.85 * place / max(len(groups) - 1, 1)))
            axis.set(title=title, xlabel=x, ylabel="nats", ylim=(max(axis.get_ylim()[0], -100), None))
            axis.legend(title=line, loc="center left", bbox_to_anchor=(1, 0.5), fontsize="small");
        """),
      .markdown("**To see:** \(lookAt)"),
      .markdown(
        "Measured:\n\n"
          + report.findings.map {
            "- \($0.holds == false ? "**not so:** " : $0.isUntested ? "**not tested:** " : "")\($0.statement)"
          }
          .joined(separator: "\n")),
    ])
  }
}
