import Foundation

/// A `.npy` file: one array, as `numpy.save` writes it.
///
/// Opening it reads and checks the header; the values are read when asked for. The file is mapped
/// into memory and must not be cut short while it is in use.
///
/// - Source: `numpy.lib.format`, format versions 1.0, 2.0 and 3.0.
public struct NumPyFile: Sendable {
  /// The file, as the caller named it.
  public let path: String

  private let layout: NumPyLayout
  private let contents: Data

  /// Opens a file and checks its header.
  ///
  /// - Throws: `ModelFileError` – `.noSuchFile`, `.isDirectory`, `.notReadable` for the file;
  ///   `.unknownFormat`, `.truncated`, `.headerTooLarge`, `.malformedHeader`, `.outOfRange` for
  ///   what it says.
  public init(contentsOf path: String) throws(ModelFileError) {
    contents = try InputFile.contents(of: path)
    layout = try NumPyLayout(contents, byteCount: contents.count, path: path)
    self.path = path
  }

  /// The type of its elements.
  public var elementType: ElementType { layout.header.elementType }

  /// Lengths of the axes, outermost first; empty for a single number.
  public var shape: [Int] { layout.header.shape }

  /// The array, widened to double precision, in row-major order whatever the order in the file;
  /// values may be NaN or infinite.
  ///
  /// - Throws: `ModelFileError` – `.unsupportedElementType` for elements other than
  ///   floating-point numbers of 8, 4 or 2 bytes.
  public func tensor() throws(ModelFileError) -> Tensor {
    try layout.tensor(from: contents)
  }

  /// The lengths of sequences that the file holds.
  func lengths() throws(ModelFileError) -> [Int] { try layout.lengths(from: contents) }
}
