/// What stands under a path.
enum FileKind: Sendable {
  case regular, directory, pipe, device, other

  /// The kind in words, with its article.
  var words: String {
    switch self {
    case .regular: "a regular file"
    case .directory: "a folder"
    case .pipe: "a pipe"
    case .device: "a device"
    case .other: "a special file"
    }
  }
}
