import Foundation
import RecurrentJacobians
import Testing

@Suite struct InterruptTests {
  /// Whether both files have been begun, with a name or without one.
  private func hasBegun(_ process: Process, in folder: Folder) throws -> Bool {
    let open = "/proc/\(process.processIdentifier)/fd"
    let manager = FileManager.default
    let nameless = ((try? manager.contentsOfDirectory(atPath: open)) ?? []).filter {
      (try? manager.destinationOfSymbolicLink(atPath: open + "/" + $0))?.hasPrefix(
        folder.path + "/#")
        ?? false
    }
    return try folder.names.count + nameless.count == 3
  }

  /// Before the first file is there, the folders made for it go as well; one that was there stays.
  @Test(arguments: [false, true])
  func noEmptyFolderIsLeft(isThere: Bool) throws {
    let folder = try Folder()
    let manager = FileManager.default
    if isThere {
      try manager.createDirectory(
        atPath: folder.file("a"), withIntermediateDirectories: false)
    }
    let (process, finish) = try Command.start(["demo", "--output", "a/demo"], in: folder)
    let deadline = Date(timeIntervalSinceNow: 60)
    while !manager.fileExists(atPath: folder.file("a/demo")), Date() < deadline {
      Thread.sleep(forTimeInterval: 0.002)
    }
    kill(process.processIdentifier, SIGINT)
    #expect(try finish().status == 128 + SIGINT)
    #expect(try folder.names == (isThere ? ["a"] : []))
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
  func noPartialFileIsLeft(signal: Int32) throws {
    let folder = try Folder()
    try folder.file("trace.csv", holding: [0x6F, 0x6C, 0x64])
    let (process, finish) = try Command.start(
      [
        "trace", ExampleModel.weightsPath, ExampleModel.inputsPath, "--quantity", "state",
        "--steps", "1...end", "--csv", "trace.csv", "--npy", "trace.npy",
      ], in: folder)
    let deadline = Date(timeIntervalSinceNow: 60)
    while try !hasBegun(process, in: folder), Date() < deadline {
      Thread.sleep(forTimeInterval: 0.02)
    }
    #expect(try hasBegun(process, in: folder))
    let begun = try folder.names
    kill(process.processIdentifier, signal)
    let outcome = try finish()
    #expect(try folder.text("trace.csv") == "old")
    // A crash can only leave what has a name, and that is where a file system knows no others.
    guard signal != SIGKILL else {
      #expect(try folder.names == begun)
      return
    }
    #expect(process.terminationReason == .exit)
    #expect(outcome.status == 128 + signal)
    #expect(outcome.errors.contains("interrupted"))
    #expect(try folder.names == ["trace.csv"])
  }
}
