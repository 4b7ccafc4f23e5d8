import JacobianSpectra
import RecurrentCells

extension TraceRequest.Series {
  /// For text: `hidden`, `cell along carousel`.
  func name(among cellEdges: EdgeSet) -> String {
    let edges = edges.name(among: cellEdges)
    return quantity.rawValue + (edges == "all" ? "" : " along \(edges)")
  }

  /// For pictures, with the formula, in gnuplot's enhanced text.
  func title(among cellEdges: EdgeSet) -> String {
    if quantity == .cell, edges == .carousel { return "carousel: ∏ diag(f)" }
    if quantity == .hidden, edges == .outputPath {
      return "output path: ∏ diag(tanh C σ'(a_o)) U_o"
    }
    let formula =
      switch quantity {
      case .hidden: "∂h_t/∂h_{t−k}"
      case .cell: "∂C_t/∂C_{t−k}"
      case .cellTotal: "∂C_t/∂C_{t−k}, h moving along"
      case .hiddenFromCell: "∂h_t/∂C_{t−k}"
      case .hiddenFromInput: "∂h_t/∂x_{t−k}"
      case .state: "P(t,k)"
      case .output: "∂h_t/∂o_{t−k}"
      }
    return "\(name(among: cellEdges)): \(formula)"
  }
}

extension Array where Element: Equatable {
  /// Each once, in the order in which they first come.
  var withoutRepeats: [Element] {
    reduce(into: []) { if $0.last != $1 && !$0.contains($1) { $0.append($1) } }
  }
}

extension [TraceRequest.Series] {
  /// What a title adds where series of these are not among `drawn`, since no norm of theirs is known.
  func noteOnMissing(_ drawn: [TraceRequest.Series], among cellEdges: EdgeSet) -> String {
    let missing = filter { !drawn.contains($0) }.map { $0.name(among: cellEdges) }
    return missing.isEmpty ? "" : "; not known: \(missing.joined(separator: ", "))"
  }
}
