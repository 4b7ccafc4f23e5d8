import RecurrentCells

extension ModelFileError {
  /// A mistake in the weights that shows only when they come together, such as sums beyond the exponent range.
  init(_ error: NetworkError, path: String) {
    switch error.code {
    case .wrongShape(let expected, let found):
      self.init(
        .wrongShape, path: path, tensor: error.subject, expected: "\(expected)", found: "\(found)")
    case .noLayers:
      self.init(.missingLayer, path: path, found: error.description)
    case .emptySequence:
      self.init(.emptySequence, path: path, tensor: error.subject)
    case .nonFinite, .nonFiniteState:
      self.init(
        .nonFiniteValue, path: path, tensor: error.subject, found: error.description,
        remedy: "Look at the scale of the weights: values beyond 3.4e38 are infinite in single"
          + " precision, and those beyond 1.8e308 in double.")
    }
  }
}
