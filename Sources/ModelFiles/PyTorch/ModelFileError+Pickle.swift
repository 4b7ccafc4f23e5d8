extension ModelFileError {
  private static let plainRemedy =
    "Save the weights alone: torch.save(model.state_dict(), 'model.pt')."

  /// What is wrong with the pickle of a checkpoint.
  init(_ error: PickleError, path: String) {
    switch error {
    case .truncated(let byte):
      self.init(
        .truncated, path: path, expected: "more of data.pkl", found: "its end at byte \(byte)",
        remedy: ModelFileError.damagedRemedy)
    case .malformed(let byte, let reason):
      self.init(
        .malformedHeader, path: path, found: "data.pkl, byte \(byte): \(reason)",
        remedy: Self.plainRemedy)
    case .forbidden(let global):
      self.init(
        .executable, path: path, found: "the pickle asks to run \(global)",
        remedy: "Nothing was run. Do not load it in Python; get the weights from elsewhere.")
    case .tooManyValues(let limit):
      self.init(
        .outOfRange, path: path, expected: "at most \(limit) values in data.pkl", found: "more",
        remedy: Self.plainRemedy)
    }
  }

  /// The pickle is longer than any that names tensors alone.
  static func pickleTooLong(
    _ pickle: ZipArchive.Member, limit: Int, path: String
  ) -> ModelFileError {
    ModelFileError(
      .outOfRange, path: path,
      expected: "at most \(limit) bytes in \(pickle.name), packed in \(pickle.packedByteCount)",
      found: "\(pickle.byteCount), such as NumPy arrays beside the weights", remedy: plainRemedy)
  }

  /// Why the tensors of a checkpoint get no names.
  init(_ failure: PyTorchNames.Failure, path: String) {
    switch failure {
    case .tooDeep(let limit):
      self.init(
        .outOfRange, path: path, expected: "at most \(limit) dictionaries in each other",
        found: "more", remedy: Self.plainRemedy)
    case .tooManyNames:
      self.init(
        .outOfRange, path: path, expected: "names that together are about as long as data.pkl",
        found: "many times that", remedy: Self.plainRemedy)
    case .duplicate(let name):
      self.init(
        .malformedHeader, path: path, tensor: name, found: "the name stands there twice",
        remedy: Self.plainRemedy)
    }
  }
}
