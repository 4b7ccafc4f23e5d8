extension ModelFileError {
  /// The kinds of ``ModelFileError``; more may be added, so a `switch` needs a `default`.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The kind in words, as they stand in the sentence of the error.
    public let description: String

    private init(_ description: String) {
      self.description = description
    }

    // The file as a whole.

    /// Nothing exists under this path.
    public static let noSuchFile = Code("no such file")

    /// The system refuses to read the file, or it is a pipe or a device.
    public static let notReadable = Code("cannot be read")

    /// The path names a folder.
    public static let isDirectory = Code("is a folder, not a file")

    /// The content is of no format that can be read.
    public static let unknownFormat = Code("is not in a format that can be read")

    /// The system refuses to write the file.
    public static let notWritable = Code("cannot be written")

    /// Whoever read from the pipe that is written to has gone away.
    public static let readerGone = Code("has no reader any more")

    // Inside the file.

    /// The file ends before its header says.
    public static let truncated = Code("is cut short")

    /// The header breaks the rules of its format.
    public static let malformedHeader = Code("has a malformed header")

    /// The header is longer than any honest one.
    public static let headerTooLarge = Code("has a header that is too large")

    /// Two tensors claim the same bytes.
    public static let overlappingTensors = Code("overlaps another tensor")

    /// A number in the header is negative, reversed or too large to count with.
    public static let outOfRange = Code("has a number out of range")

    /// The file is text, and the text is not a table of numbers.
    public static let malformedText = Code("is not a table of numbers")

    /// The file is a program for Python, and names a function that does more than make numbers.
    public static let executable = Code("would run code if Python opened it")

    // Tensors.

    /// The elements are integers, or another type that is not read.
    public static let unsupportedElementType = Code("has elements of an unsupported type")

    /// The shape is not the one needed.
    public static let wrongShape = Code("wrong shape")

    /// No tensor has this name.
    public static let missingTensor = Code("is not in the file")

    /// No recurrent layer is the one asked for.
    public static let missingLayer = Code("has no such layer")

    /// Several recurrent layers are the one asked for.
    public static let ambiguousLayer = Code("has several such layers")

    /// A recurrent layer does something that no cell of this library does.
    public static let unsupportedLayer = Code("belongs to a layer that cannot be run")

    /// A value is NaN or infinite.
    public static let nonFiniteValue = Code("has a value that is not finite")

    /// There is no step, row or element at all.
    public static let emptySequence = Code("is empty")
  }
}
