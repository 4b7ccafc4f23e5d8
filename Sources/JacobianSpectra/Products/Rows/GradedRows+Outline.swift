extension GradedRows {
  /// What is known of diag(e^ℓ)·L before the last product with the rows is done, which may go on meanwhile.
  struct Outline: Sendable {
    /// Estimates of ℓ, off by the logs of the norms that orthogonal rows would have and these do not. The order of columns
    /// goes by them, and how much directions show in each other; the scales themselves do not.
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
