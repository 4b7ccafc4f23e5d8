import Foundation

/// A file system in memory with room for 64 KB, to be filled.
public final class TinyDisk: Sendable {
  public let path: String

  /// Whether this process may mount file systems.
  public static let isPermitted = (try? TinyDisk()) != nil

  private struct Refused: Error {}

  public init() throws {
    path = NSTemporaryDirectory() + "tiny-disk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    guard Self.run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path) else {
      try FileManager.default.removeItem(atPath: path)
      throw Refused()
    }
  }

  deinit {
    _ = Self.run("umount", path)
    try? FileManager.default.removeItem(atPath: path)
  }

  private static func run(_ arguments: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
