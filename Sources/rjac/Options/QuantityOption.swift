import ArgumentParser
import RecurrentJacobians

/// Which derivatives to look at.
struct QuantityOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Derivatives of later states with respect to earlier ones; repeat it or give a list. (values:"
        + " \(QuantityList.names.joined(separator: ", ")); default: hidden, and hiddenFromCell and cell"
        + " where there is a cell state)",
      valueName: "list"),
    completion: .list(QuantityList.names), transform: QuantityList.init)
  var quantity: [QuantityList] = []

  /// Those that are named, once each; empty if none is.
  var named: [Quantity] {
    quantity.flatMap(\.quantities).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Those that are named, or the usual ones.
  func quantities(for sequence: any JacobianSequence) -> [Quantity] {
    named.isEmpty ? [.hidden, .hiddenFromCell, .cell].filter(sequence.quantities.contains) : named
  }
}
