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
      case .state: "P(t,k)"
      case .output: "∂h_t/∂o_{t−k}"
      }
    return "\(name(among: cellEdges)): \(formula)"
  }
}

extension TraceRow {
  var series: TraceRequest.Series { .init(quantity, edges: edges) }
}
