import Foundation
import RecurrentJacobians

/// Messages for people, apart from results.
enum StandardError {
  /// Where nobody reads them any more, they are lost.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Says that a file is there.
  static func wrote(_ path: String) { write("wrote \(path)\n") }

  static var isTerminal: Bool { isatty(STDERR_FILENO) != 0 }

  /// How wide the terminal is; 80 where it does not say.
  static var columnCount: Int { Terminal.columnCount(of: STDERR_FILENO) ?? 80 }

  /// Takes back the line that a terminal shows last.
  static func clearLine() { if isTerminal { write("\r\u{1B}[2K") } }
}
