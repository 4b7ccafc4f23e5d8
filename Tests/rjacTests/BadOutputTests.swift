import Foundation
import TestSupport
import Testing

/// Files that cannot be written, or must not be.
@Suite struct BadOutputTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  @Test(arguments: ["--csv", "--npy", "--plot", "--report"])
  func missingFolder(option: String) throws {
    try place.expectRefusal(
      option, "none/trace.svg", saying: "none/trace.svg: cannot be written", "Make the folder none/"
    )
  }

  @Test(arguments: ["--csv", "--npy"])
  func folder(option: String) throws {
    try place.expectRefusal(option, ".", saying: ".: is a folder")
  }

  // Root may write everywhere but in the folders of the system's processes.
  @Test func folderWithoutPermission() throws {
    let locked = place.folder.file("locked")
    try FileManager.default.createDirectory(
      atPath: locked, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o555])
    guard !FileManager.default.isWritableFile(atPath: locked) else {
      guard FileManager.default.fileExists(atPath: "/proc/self") else { return }
      try place.expectRefusal("--csv", "/proc/trace.csv", saying: "/proc/trace.csv: cannot be")
      return
    }
    try place.expectRefusal(
      "--csv", "locked/trace.csv", saying: "locked/trace.csv: cannot be written", "Choose a folder")
  }

  @Test(.enabled(if: TinyDisk.isPermitted, "mounting a file system is not permitted"))
  func fullDisk() throws {
    let disk = try TinyDisk()
    let outcome = try Command.run(
      [
        "trace", "model.safetensors", "inputs.npy", "--quantity", "state", "--steps", "1...end",
        "--csv", disk.path + "/trace.csv",
      ], in: try longSequence())
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("/trace.csv: cannot be written: No space left on device"))
    #expect(outcome.errors.contains("Free some space"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == [])
  }

  private func longSequence() throws -> Folder {
    try place.write(inputs: (0..<120).map { sin(Double($0)) }, columns: 2)
    return place.folder
  }

  @Test func arrayToAPipe() throws {
    try place.expectRefusal("--npy", "/dev/null", saying: "/dev/null: cannot be written")
  }

  @Test func overTheModel() throws {
    let model = try place.folder.bytes("model.safetensors")
    try place.expectRefusal("--csv", "./model.safetensors", saying: "is read by this run")
    #expect(try place.folder.bytes("model.safetensors") == model)
  }

  @Test func twiceTheSame() throws {
    try place.expectRefusal("--csv", "a", "--npy", "a", saying: "a: would be written twice")
  }
}
