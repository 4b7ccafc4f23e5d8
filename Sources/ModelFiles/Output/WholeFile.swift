import Foundation

/// A file that appears whole or not at all.
///
/// Bytes go to a temporary file in the folder of the destination, which ``commit()`` puts in the
/// place of the destination in one step. A value that goes out of use without it, because of an
/// error or a cancellation, takes the temporary file away; what stood there before stays. Where the
/// file system has files without a name, the temporary file is one, and a crash leaves nothing either.
/// Symbolic links are followed, and the permissions of a file that is replaced stay. Memory is bounded, however much is
/// written.
///
///     var file = try WholeFile("trace.csv")
///     try file.write("step,lag\n")
///     try file.commit()
///
/// Files that belong together are written within ``together(_:)``. Pipes and devices, such as
/// `/dev/stdout`, receive the bytes directly.
public struct WholeFile: ~Copyable, Sendable {
  /// The destination, as the caller named it.
  public let path: String

  /// Whether a file will be put in place; otherwise a pipe or a device is written directly.
  public let isReplacing: Bool

  /// The temporary file and the place it will take; `nil` for a pipe or a device, and once it waits to
  /// take its place.
  private var replacement: Replacement?

  private var descriptor: FileDescriptor?
  private var buffer: [UInt8] = []

  /// The first refusal. After it the temporary file may hold a part of the buffer: no more is
  /// written, and nothing is put in place.
  private var failure: SystemError?

  private static let bufferByteCount = 1 << 18

  /// Opens the temporary file.
  ///
  /// - Parameter path: The destination; a file already there is replaced by ``commit()``.
  /// - Throws: `ModelFileError` – `.notWritable` with the system's reason, `.isDirectory`.
  public init(_ path: String) throws(ModelFileError) {
    let resolved = try OutputPath.resolve(path)
    let replacement: Replacement?
    let descriptor: FileDescriptor
    do {
      switch resolved {
      case .file(let destination):
        let mark = String(UInt64.random(in: .min ... .max), radix: 16)
        let temporary = FileSystem.folder(of: destination) + ".\(mark).partial"
        replacement = Replacement(path: path, temporary: temporary, destination: destination)
        descriptor = try Self.create(temporary)
        descriptor.takePermissions(of: destination)
      case .stream(let path):
        replacement = nil
        descriptor = try FileDescriptor(writing: path)
      case .openDescriptor(let number):
        replacement = nil
        descriptor = try FileDescriptor(duplicating: number)
      }
    } catch {
      throw .notWritable(path, error)
    }
    self.path = path
    isReplacing = replacement != nil
    self.replacement = replacement
    self.descriptor = consume descriptor
  }

  deinit { replacement?.remove() }

  private static func create(_ temporary: String) throws(SystemError) -> FileDescriptor {
    UnfinishedFiles.insert(temporary)
    if let nameless = try? FileDescriptor(namelessIn: FileSystem.folder(of: temporary)) {
      return nameless
    }
    do {
      return try FileDescriptor(creating: temporary)
    } catch {
      UnfinishedFiles.remove(temporary)
      throw error
    }
  }

  /// Appends text in UTF-8.
  ///
  /// - Throws: `ModelFileError` – `.notWritable`. The file cannot be committed afterwards.
  public mutating func write(_ text: String) throws(ModelFileError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferByteCount { try flush() }
  }

  /// Appends bytes.
  ///
  /// - Throws: `ModelFileError` – `.notWritable`. The file cannot be committed afterwards.
  public mutating func write(_ bytes: [UInt8]) throws(ModelFileError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferByteCount { try flush() }
  }

  /// Makes the file appear under its name, once the disk holds all of it; within ``together(_:)`` at the
  /// end of that.
  ///
  /// - Throws: `ModelFileError` – `.notWritable`; then nothing is left behind, and a file that was
  ///   there before stays as it was.
  public consuming func commit() throws(ModelFileError) {
    try flush()
    do {
      if let replacement {
        try descriptor?.synchronize()
        try descriptor?.link(as: replacement.temporary)
      }
      try descriptor.take()?.close()
    } catch {
      throw .notWritable(path, error)
    }
    guard let replacement else { return }
    if let group = FileGroup.current {
      group.add(replacement)
    } else {
      try UnfinishedFiles.putInPlace([replacement])
    }
    self.replacement = nil
  }

  /// Has the files that `body` commits appear together at its end, or, where it throws, not at all.
  ///
  ///     try WholeFile.together {
  ///       try trace.writeCSV(to: "trace.csv")
  ///       try sidecar.write(to: "trace.csv.json")
  ///     }
  ///
  /// - Parameter body: Commits on the calling thread or task.
  /// - Throws: What `body` throws, and `ModelFileError` – `.notWritable` where a file cannot be put in place,
  ///   such as for a folder that took its name in the meantime.
  public static func together<Result>(_ body: () throws -> Result) throws -> Result {
    let group = FileGroup()
    let result = try FileGroup.$current.withValue(group, operation: body)
    try group.commit()
    return result
  }

  /// Refuses a path that ``init(_:)`` would refuse, before there is anything to write.
  ///
  /// - Returns: Whether a file will be put in place. Pipes and devices are not opened: a reader would take that
  ///   for the end.
  /// - Throws: As ``init(_:)``.
  @discardableResult
  public static func check(_ path: String) throws(ModelFileError) -> Bool {
    guard case .file = try OutputPath.resolve(path) else { return false }
    return try WholeFile(path).isReplacing
  }

  /// Writes `bytes` over the first ones of the file; what is written next still goes to its end.
  ///
  /// - Precondition: ``isReplacing``, and at least as many bytes were written before.
  mutating func replaceBeginning(with bytes: [UInt8]) throws(ModelFileError) {
    try flush()
    do {
      try descriptor?.write(bytes, at: 0)
    } catch {
      failure = error
      throw .notWritable(path, error)
    }
  }

  private mutating func flush() throws(ModelFileError) {
    if let failure { throw .notWritable(path, failure) }
    do {
      try descriptor?.write(buffer)
    } catch {
      failure = error
      throw .notWritable(path, error)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
