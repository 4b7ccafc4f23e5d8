extension GradedRows {
  /// What is known of diag(e^ℓ)·L before the last product with the rows is done, which may go on meanwhile.
  struct Outline: Sendable {
    /// Estimates of ℓ, within the nat or so by which the rows are not orthogonal: they decide on the order of columns,
    /// not on values.
    private(set) var logScales: [Double]
    /// Whether rows depended on each other before the last product.
    let areRowsDependent: Bool

    /// That of e^`nats`·diag(e^ℓ)·L.
    func shifted(by nats: Double) -> Outline {
      var result = self
      result.logScales = logScales.map { $0 + nats }
      return result
    }
  }
}
