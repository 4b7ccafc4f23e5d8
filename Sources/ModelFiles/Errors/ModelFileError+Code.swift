extension ModelFileError {
  /// The kinds of ``ModelFileError``; more may be added, so a `switch` needs a `default`.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    private enum Kind: String {
      case noSuchFile = "no such file"
      case notReadable = "cannot be read"
      case isDirectory = "is a folder, not a file"
      case unknownFormat = "is not in a format that can be read"
      case notWritable = "cannot be written"
      case readerGone = "has no reader any more"
      case truncated = "is cut short"
      case malformedHeader = "has a malformed header"
      case headerTooLarge = "has a header that is too large"
      case overlappingTensors = "overlaps another tensor"
      case outOfRange = "has a number out of range"
      case malformedText = "is not a table of numbers"
      case executable = "would run code if Python opened it"
      case unsupportedElementType = "has elements of an unsupported type"
      case wrongShape = "wrong shape"
      case missingTensor = "is not in the file"
      case missingLayer = "has no such layer"
      case ambiguousLayer = "has several such layers"
      case unsupportedLayer = "belongs to a layer that cannot be run"
      case nonFiniteValue = "has a value that is not finite"
      case emptySequence = "is empty"
    }

    private let kind: Kind

    /// The kind in words, as they stand in the sentence of the error.
    public var description: String { kind.rawValue }

    // The file as a whole.

    /// Nothing exists under this path.
    public static let noSuchFile = Code(kind: .noSuchFile)

    /// The system refuses to read the file, or it is a pipe or a device.
    public static let notReadable = Code(kind: .notReadable)

    /// The path names a folder.
    public static let isDirectory = Code(kind: .isDirectory)

    /// The content is of no format that can be read.
    public static let unknownFormat = Code(kind: .unknownFormat)

    /// The system refuses to write the file.
    public static let notWritable = Code(kind: .notWritable)

    /// Whoever read from the pipe that is written to has gone away.
    public static let readerGone = Code(kind: .readerGone)

    // Inside the file.

    /// The file ends before its header says.
    public static let truncated = Code(kind: .truncated)

    /// The header breaks the rules of its format.
    public static let malformedHeader = Code(kind: .malformedHeader)

    /// The header is longer than any honest one.
    public static let headerTooLarge = Code(kind: .headerTooLarge)

    /// Two tensors claim the same bytes.
    public static let overlappingTensors = Code(kind: .overlappingTensors)

    /// A number in the header is negative, reversed or too large to count with.
    public static let outOfRange = Code(kind: .outOfRange)

    /// The file is text, and the text is not a table of numbers.
    public static let malformedText = Code(kind: .malformedText)

    /// The file is a program for Python, and names a function that does more than make numbers.
    public static let executable = Code(kind: .executable)

    // Tensors.

    /// The elements are integers, or another type that is not read.
    public static let unsupportedElementType = Code(kind: .unsupportedElementType)

    /// The shape is not the one needed.
    public static let wrongShape = Code(kind: .wrongShape)

    /// No tensor has this name.
    public static let missingTensor = Code(kind: .missingTensor)

    /// No recurrent layer is the one asked for.
    public static let missingLayer = Code(kind: .missingLayer)

    /// Several recurrent layers are the one asked for.
    public static let ambiguousLayer = Code(kind: .ambiguousLayer)

    /// A recurrent layer does something that no cell of this library does.
    public static let unsupportedLayer = Code(kind: .unsupportedLayer)

    /// A value is NaN or infinite.
    public static let nonFiniteValue = Code(kind: .nonFiniteValue)

    /// There is no step, row or element at all.
    public static let emptySequence = Code(kind: .emptySequence)
  }
}
