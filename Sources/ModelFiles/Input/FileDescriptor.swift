import Foundation

/// An open file of the operating system, closed at the latest when it goes out of use.
struct FileDescriptor: ~Copyable, Sendable {
  private let number: Int32

  /// Whether the file has no name yet.
  private let isNameless: Bool

  private init(_ number: Int32, isNameless: Bool = false) throws(SystemError) {
    guard number >= 0 else { throw SystemError(number: errno) }
    self.number = number
    self.isNameless = isNameless
  }

  /// Opens an existing file for reading.
  init(reading path: String) throws(SystemError) {
    try self.init(unsafe open(path, O_RDONLY | O_CLOEXEC))
  }

  /// Makes a new file, which must not exist; the process's mask decides its permissions.
  init(creating path: String) throws(SystemError) {
    try self.init(unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666))
  }

  /// Makes a new file that has no name until ``link(as:)``; without one it is gone when it is closed, and
  /// when the process crashes.
  ///
  /// - Throws: `SystemError` where the system or the file system knows no such files.
  init(namelessIn folder: String) throws(SystemError) {
    #if os(Linux)
      // By it the file gets its name.
      guard try FileSystem.kind(of: Self.openFiles) == .directory else {
        throw SystemError(number: ENOENT)
      }
      // O_TMPFILE, which Swift does not import.
      let flags = 0o20_000_000 | O_DIRECTORY | O_WRONLY | O_CLOEXEC
      try self.init(unsafe open(folder.isEmpty ? "." : folder, flags, 0o666), isNameless: true)
    #else
      throw SystemError(number: EOPNOTSUPP)
    #endif
  }

  /// Makes a file without a name that can be written and read, and is gone when it is closed.
  init(scratchIn folder: String) throws(SystemError) {
    let mark = String(UInt64.random(in: .min ... .max), radix: 16)
    let path = folder + "/rjac-\(mark).scratch"
    try self.init(unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600))
    FileSystem.removeIfPossible(path)
  }

  /// Ends the ownership of the file, for one who closes it.
  consuming func released() -> Int32 {
    let number = number
    discard self
    return number
  }

  /// Opens an existing pipe or device for writing.
  init(writing path: String) throws(SystemError) {
    try self.init(unsafe open(path, O_WRONLY | O_CLOEXEC))
  }

  /// A second handle on a file that the process has open, such as 1, its standard output.
  init(duplicating number: Int32) throws(SystemError) {
    try self.init(fcntl(number, F_DUPFD_CLOEXEC, 0))
  }

  /// Where the system has links to open files.
  private static let openFiles = "/proc/self/fd"

  deinit {
    _ = Foundation.close(number)
  }

  /// The next bytes, at most `limit`; none at the end of the file.
  ///
  /// - Parameter offset: Where to read instead, counted from the beginning; threads may do so at the same time.
  func read(atMost limit: Int, at offset: Int? = nil) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit)
    while true {
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        guard let offset else {
          return unsafe Foundation.read(number, buffer.baseAddress, buffer.count)
        }
        return unsafe pread(number, buffer.baseAddress, buffer.count, off_t(offset))
      }
      if count >= 0 {
        bytes.removeLast(limit - count)
        return bytes
      }
      guard errno == EINTR else { throw SystemError(number: errno) }
    }
  }

  /// Writes all bytes, however many calls it takes, behind those that were written before.
  ///
  /// - Parameter offset: Where to write instead, counted from the beginning.
  func write(_ bytes: [UInt8], at offset: Int? = nil) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
        guard let offset else {
          return unsafe Foundation.write(number, rest.baseAddress, rest.count)
        }
        return unsafe pwrite(number, rest.baseAddress, rest.count, off_t(offset + written))
      }
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        throw SystemError(number: errno)
      }
    }
  }

  /// Takes the permissions of an existing file, as far as the system lets it.
  func takePermissions(of path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return }
    _ = fchmod(number, status.st_mode & 0o777)
  }

  /// Waits until the disk holds what was written.
  func synchronize() throws(SystemError) {
    guard fsync(number) == 0 else { throw SystemError(number: errno) }
  }

  /// Gives a nameless file a name, which must not exist; one that has a name keeps it.
  func link(as path: String) throws(SystemError) {
    guard isNameless else { return }
    let link = "\(Self.openFiles)/\(number)"
    guard unsafe linkat(AT_FDCWD, link, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 else {
      throw SystemError(number: errno)
    }
  }

  /// Closes the file and reports what the system has to say about earlier writes.
  consuming func close() throws(SystemError) {
    let status = Foundation.close(number)
    let failure = SystemError(number: errno)
    discard self
    guard status == 0 else { throw failure }
  }
}
