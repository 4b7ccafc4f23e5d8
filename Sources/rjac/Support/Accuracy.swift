import RecurrentJacobians

/// What singular values are right to, for people.
struct Accuracy {
  /// The largest bound; nil if there are no singular values.
  let bound: Double?
  let unresolvedCount: Int

  func show() {
    if let bound {
      StandardError.write("every ln σ is right to \(ScientificNumber.text(bound))\n")
    }
    if unresolvedCount > 0 {
      StandardError.write(
        "\(unresolvedCount) singular values are rounding noise of the weights as stored;"
          + " files leave them empty\n")
    }
  }
}
