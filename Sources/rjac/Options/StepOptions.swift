import ArgumentParser

/// Which later steps, and which lags before each.
struct StepOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Later steps t, from 1: a,b,c or a...b or a...b:stride; end is the last step. Summaries show the"
        + " last of them. (default: end)",
      valueName: "list"), transform: IndexList.init)
  var steps = IndexList.end

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Lags k, written like the steps; those that a step does not have are left out."
        + " (default: 0...end)",
      valueName: "list"), transform: IndexList.init)
  var lags = IndexList.toEnd
}
