import RecurrentJacobians

/// One or more quantities, `hidden,cell`.
struct QuantityList {
  let quantities: [Quantity]

  /// - Throws: `ValidationError` that says what is wrong.
  init(_ text: String) throws {
    let example = "hidden,cell"
    quantities = try ListItems.split(text, example: example).map {
      try ListItems.value(
        named: $0, among: Quantity.allCases.map { ($0.rawValue, $0) }, kind: "quantity",
        example: example)
    }
  }

  static var names: [String] { Quantity.allCases.map(\.rawValue) }
}
