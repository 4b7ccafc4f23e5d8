import RecurrentCells

extension ModelFileError {
  /// A mistake in the weights that shows only when they come together, such as Float overflow.
  init(_ error: NetworkError, path: String) {
    switch error.code {
    case .wrongShape(let expected, let found):
      self.init(
        .wrongShape, path: path, tensor: error.subject, expected: "\(expected)", found: "\(found)")
    case .nonFinite, .nonFiniteState, .emptySequence, .noLayers:
      self.init(
        .nonFiniteValue, path: path, tensor: error.subject, found: error.description,
        remedy: "In single precision values beyond 3.4e38 are infinite: try double.")
    }
  }
}
