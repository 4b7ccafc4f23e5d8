import Foundation
import ModelFiles
import TestSupport
import Testing

@Suite struct WholeFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder.file(name), encoding: .utf8)
  }

  private func write(_ text: String, to path: String) throws(ModelFileError) {
    var file = try WholeFile(path)
    try file.write(text)
    try file.commit()
  }

  @Test func appearWhole() throws {
    var file = try WholeFile(folder.file("a"))
    try file.write("é\n")
    try file.write([0x31, 0x0A])
    #expect(try !folder.names.contains("a"))
    try file.commit()
    #expect(try text("a") == "é\n1\n")
    #expect(try folder.names == ["a"])
  }

  @Test func appearEmpty() throws {
    try WholeFile(folder.file("a")).commit()
    #expect(try text("a") == "")
  }

  @Test func leaveTheOldFileUntilTheCommit() throws {
    _ = try folder.file("a", holding: "old")
    var file = try WholeFile(folder.file("a"))
    try file.write(String(repeating: "new ", count: 500_000))
    #expect(try text("a") == "old")
    try file.commit()
    #expect(try text("a").count == 2_000_000)
    #expect(try folder.names == ["a"])
  }

  private struct Interruption: Error {}

  @Test func leaveNothingAfterAnError() throws {
    _ = try folder.file("a", holding: "old")
    #expect(throws: Interruption.self) {
      var file = try WholeFile(folder.file("a"))
      try file.write(String(repeating: "new ", count: 500_000))
      #expect(try folder.names.count <= 2)
      throw Interruption()
    }
    #expect(try folder.names == ["a"])
    #expect(try text("a") == "old")
  }

  @Test func appearTogether() throws {
    try WholeFile.together {
      try write("1", to: folder.file("a"))
      try write("2", to: folder.file("b"))
      #expect(try !folder.names.contains { ["a", "b"].contains($0) })
    }
    #expect(try text("a") == "1" && text("b") == "2")
    #expect(try folder.names == ["a", "b"])
  }

  @Test func appearNotAtAllWhereOneCannot() throws {
    _ = try folder.file("a", holding: "old")
    let error = #expect(throws: ModelFileError.self) {
      try WholeFile.together {
        try write("new", to: folder.file("a"))
        try write("new", to: folder.file("absent/b"))
      }
    }
    #expect(error?.path == folder.file("absent/b"))
    #expect(try folder.names == ["a"])
    #expect(try text("a") == "old")
  }

  /// The second file has no room; the first is written, and waits.
  @Test(
    .enabled(if: TinyDisk.isPermitted, "this process may not mount a small disk to fill"))
  func appearNotAtAllOnAFullDisk() throws {
    let disk = try TinyDisk()
    let error = #expect(throws: ModelFileError.self) {
      try WholeFile.together {
        try write("small", to: disk.path + "/a")
        try write(String(repeating: "x", count: 1_000_000), to: disk.path + "/b")
      }
    }
    #expect(error?.code == .notWritable && error?.path == disk.path + "/b")
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == [])
  }

  @Test func checkAPathAndLeaveNothing() throws {
    #expect(try WholeFile.check(folder.file("a")))
    #expect(try !WholeFile.check("/dev/null"))
    let absent = #expect(throws: ModelFileError.self) {
      try WholeFile.check(folder.file("absent/a"))
    }
    #expect(absent?.code == .notWritable)
    let long = String(repeating: "a", count: 256)
    let error = #expect(throws: ModelFileError.self) { try WholeFile.check(folder.file(long)) }
    #expect(error?.code == .notWritable)
    #expect(try folder.names == [])
  }

  @Test func keepOrderAcrossTheBuffer() throws {
    var file = try WholeFile(folder.file("a"))
    var wanted: [UInt8] = []
    for number in 0..<300 {
      let piece = [UInt8](repeating: UInt8(number % 251), count: 1 + number * 31)
      wanted += piece
      try file.write(piece)
    }
    try file.commit()
    #expect(try bytes(of: folder.file("a")) == wanted)
    #expect(wanted.count == 1_390_650)
  }

  @Test func followSymbolicLinks() throws {
    let manager = FileManager.default
    try manager.createDirectory(
      atPath: folder.file("data"), withIntermediateDirectories: false)
    _ = try folder.file("data/real", holding: "old")
    try manager.createSymbolicLink(
      atPath: folder.file("link"), withDestinationPath: "data/middle")
    try manager.createSymbolicLink(
      atPath: folder.file("data/middle"), withDestinationPath: folder.file("data/real"))
    try write("new", to: folder.file("link"))
    #expect(try text("data/real") == "new")
    #expect(try manager.destinationOfSymbolicLink(atPath: folder.file("link")) == "data/middle")
    #expect(try manager.contentsOfDirectory(atPath: folder.file("data")).count == 2)
  }

  @Test func followALinkToNothing() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link"), withDestinationPath: "new")
    try write("text", to: folder.file("link"))
    #expect(try text("new") == "text")
    #expect(try folder.names == ["link", "new"])
  }

  @Test func givePermissionsAsTheMaskSays() throws {
    try write("text", to: folder.file("a"))
    // The file manager makes files by the same mask.
    #expect(FileManager.default.createFile(atPath: folder.file("b"), contents: Data()))
    let permissions = try ["a", "b"].map { name in
      try FileManager.default.attributesOfItem(atPath: folder.file(name))[.posixPermissions]
        as? Int
    }
    #expect(permissions[0] == permissions[1])
    #expect(permissions[0] != nil)
  }

  @Test func keepThePermissionsOfWhatStoodThere() throws {
    let path = folder.file("private")
    for text in ["one", "two"] {
      try write(text, to: path)
      if text == "one" {
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      }
    }
    let permissions =
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(permissions == 0o640)
    #expect(try self.text("private") == "two")
  }

  @Test func acceptANameInTheCurrentFolder() throws {
    let name = "whole-file-\(UUID().uuidString)"
    try write("text", to: name)
    defer { try? FileManager.default.removeItem(atPath: name) }
    #expect(try String(contentsOfFile: name, encoding: .utf8) == "text")
  }

  @Test func writeToDevicesDirectly() throws {
    try write("text", to: "/dev/null")
    let names = try FileManager.default.contentsOfDirectory(atPath: "/dev")
    #expect(names.contains("null"))
    #expect(!names.contains { name in name.hasSuffix(".partial") })
  }

  @Test func writeToPipes() throws {
    let pipe = Pipe()
    let path = "/dev/fd/\(pipe.fileHandleForWriting.fileDescriptor)"
    try write("through the pipe", to: path)
    try pipe.fileHandleForWriting.close()
    let received = try pipe.fileHandleForReading.readToEnd()
    #expect(received == Data("through the pipe".utf8))
  }

  @Test func writeToOpenFilesAtTheirPosition() throws {
    let path = try folder.file("a", holding: "12")
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try write("34", to: "/dev/fd/\(handle.fileDescriptor)")
    try handle.write(contentsOf: Data("56".utf8))
    try handle.close()
    #expect(try text("a") == "123456")
  }

  @Test func writeToNamedPipes() async throws {
    let path = folder.file("pipe")
    let make = Process()
    make.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    make.arguments = ["mkfifo", path]
    try make.run()
    make.waitUntilExit()
    let reader = Process()
    reader.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    reader.arguments = ["cat", path]
    let output = Pipe()
    reader.standardOutput = output
    try reader.run()
    try write("through the pipe", to: path)
    let received = try output.fileHandleForReading.readToEnd()
    reader.waitUntilExit()
    #expect(received == Data("through the pipe".utf8))
    #expect(try folder.names == ["pipe"])
  }

  // Root may write anywhere, so that missing permission cannot be tested everywhere.
  @Test(arguments: [
    ("absent/a", "No such file or directory", "Make the folder"),
    ("plain/a", "Not a directory", "Choose a folder"),
  ])
  func explainFoldersThatCannotBeWritten(name: String, found: String, remedy: String) throws {
    _ = try folder.file("plain", holding: "a file, not a folder")
    let path = folder.file(name)
    let error = #expect(throws: ModelFileError.self) { try write("text", to: path) }
    #expect(error?.code == .notWritable)
    #expect(error?.path == path)
    #expect(error?.found == found)
    #expect(error?.remedy?.hasPrefix(remedy) == true)
    #expect(try folder.names == ["plain"])
  }

  @Test func refuseAFolderThatTakesNoFiles() {
    let error = #expect(throws: ModelFileError.self) { try write("text", to: "/proc/trace.csv") }
    #expect(error?.code == .notWritable)
    #expect(error?.found?.isEmpty == false)
  }

  @Test func refuseAFolder() {
    let error = #expect(throws: ModelFileError.self) { try write("text", to: folder.path) }
    #expect(error == ModelFileError(.isDirectory, path: folder.path))
  }

  @Test func refuseAnEmptyName() {
    let error = #expect(throws: ModelFileError.self) { try write("text", to: "") }
    #expect(error?.code == .notWritable)
    #expect(error?.remedy == "Give the file a name.")
  }

  @Test func refuseACircleOfLinks() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("circle"), withDestinationPath: "circle")
    let error = #expect(throws: ModelFileError.self) {
      try write("text", to: folder.file("circle"))
    }
    #expect(error?.code == .notWritable)
    #expect(try folder.names == ["circle"])
  }

  @Test func reportAFullDevice() {
    let error = #expect(throws: ModelFileError.self) { try write("text", to: "/dev/full") }
    #expect(error?.code == .notWritable)
    #expect(error?.found == "No space left on device")
  }

  /// In a process of its own, which the signal does not end.
  @Test func tellOfAReaderThatIsGone() async {
    await #expect(processExitsWith: .success) {
      signal(SIGPIPE, SIG_IGN)
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      let path = "/dev/fd/\(pipe.fileHandleForWriting.fileDescriptor)"
      let error = #expect(throws: ModelFileError.self) {
        var file = try WholeFile(path)
        try file.write("text")
        try file.commit()
      }
      #expect(error?.code == .readerGone)
      #expect(error?.found == "Broken pipe")
    }
  }

  @Test(
    .enabled(if: TinyDisk.isPermitted, "this process may not mount a small disk to fill"))
  func leaveNothingOnAFullDisk() throws {
    let disk = try TinyDisk()
    let path = disk.path + "/a"
    try write("old", to: path)
    let error = #expect(throws: ModelFileError.self) {
      try write(String(repeating: "x", count: 1_000_000), to: path)
    }
    #expect(error?.code == .notWritable)
    #expect(error?.path == path)
    #expect(error?.found == "No space left on device")
    #expect(error?.remedy == "Free some space or choose another disk.")
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == ["a"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
  }

  @Test(
    .enabled(if: TinyDisk.isPermitted, "this process may not mount a small disk to fill"))
  func neverCommitAfterARefusal() throws {
    let disk = try TinyDisk()
    let filler = disk.path + "/filler"
    try write(String(repeating: "x", count: 40_000), to: filler)
    var file = try WholeFile(disk.path + "/a")
    var refusals = 0
    do {
      try file.write(String(repeating: "y", count: 300_000))
    } catch {
      refusals += 1
    }
    // Room again, but a part of the text is already in the temporary file.
    try FileManager.default.removeItem(atPath: filler)
    do {
      try file.commit()
    } catch {
      refusals += 1
    }
    #expect(refusals == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == [])
  }
}
