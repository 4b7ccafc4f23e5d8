package import Foundation

/// A file without a name in the folder for temporary files, for what a child process reads or writes; it is gone with
/// the last who has it open, and unlike a pipe it never makes anyone wait.
package struct ScratchFile {
  package let handle: FileHandle

  /// - Throws: `ModelFileError` – `.notWritable` where there is no room for temporary files; `TMPDIR` says where.
  package init(_ text: String = "") throws(ModelFileError) {
    let folder = NSTemporaryDirectory()
    do {
      let descriptor = try FileDescriptor(scratchIn: folder)
      try descriptor.write(Array(text.utf8), at: 0)
      handle = FileHandle(fileDescriptor: descriptor.released(), closeOnDealloc: true)
    } catch {
      throw ModelFileError.notWritable(folder, error)
    }
  }

  /// All that it holds by now.
  package func text() throws -> String {
    try handle.seek(toOffset: 0)
    return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
  }
}
