import Foundation
import TestSupport
import Testing

/// Files that cannot be written, or must not be.
@Suite struct BadOutputTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  @Test(arguments: [
    ("--csv", "none/trace.csv"), ("--npy", "none/trace.npy"), ("--plot", "none/trace.svg"),
    ("--report", "none/trace.html"),
  ])
  func missingFolder(option: String, name: String) throws {
    try place.expectRefusal(
      option, name, saying: "\(name): cannot be written", "Make the folder none/")
  }

  @Test func closedStandardOutput() throws {
    let outcome = try place.shell(["trace"] + Workplace.files + ["--csv", "a.csv"], ">&-")
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasPrefix("rjac: standard output is closed"))
    #expect(try !place.folder.names.contains("a.csv"))
  }

  @Test(arguments: ["--csv", "--npy"])
  func folder(option: String) throws {
    try place.expectRefusal(option, ".", saying: ".: is a folder")
  }

  /// The name of the sidecar is longer than a name can be: nothing is left of either.
  @Test(arguments: ["trace", "ledger", "sensitivity", "lyapunov"])
  func nameThatLeavesNoRoomForTheSidecar(command: String) throws {
    let name = String(repeating: "a", count: 247) + ".csv"
    try rjacTests.expectRefusal(
      [command] + Workplace.files + ["--csv", name], in: place.folder,
      saying: ["\(name).json: cannot be written"])
  }

  @Test(arguments: ["trace", "ledger", "lyapunov"])
  func missingFolderOfAPicture(command: String) throws {
    try rjacTests.expectRefusal(
      [command] + Workplace.files + ["--csv", "a.csv", "--plot", "none/a.svg"], in: place.folder,
      saying: ["none/a.svg: cannot be written", "Make the folder none/"])
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

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: [["inspect", "model.safetensors"], ["trace"] + Workplace.files, ["--help"]])
  func fullStandardOutput(arguments: [String]) throws {
    let outcome = try place.shell(arguments, "> /dev/full")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("standard output: cannot be written: No space left on device"))
  }

  @Test(arguments: [[], ["--csv", "-"]])
  func readerThatGoesAway(options: [String]) throws {
    let outcome = try place.shell(["trace"] + Workplace.files + options, "| true")
    #expect(!outcome.errors.contains("rjac: "))
  }

  /// As if the signal had ended it, which a shell does not take for a refusal.
  @Test(arguments: [[], ["--csv", "-"]])
  func statusWithoutAReader(options: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Command.path))
    process.arguments = ["trace"] + Workplace.files + options
    process.currentDirectoryURL = URL(fileURLWithPath: place.folder.path)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try pipe.fileHandleForReading.close()
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 128 + SIGPIPE)
  }

  @Test func arrayToAPipe() throws {
    try place.expectRefusal("--npy", "/dev/null", saying: "/dev/null: cannot be written")
    try place.expectRefusal("--npy", "-", saying: "--npy -: an array is not written")
  }

  @Test func overTheModel() throws {
    let model = try place.folder.bytes("model.safetensors")
    try place.expectRefusal("--csv", "./model.safetensors", saying: "is read by this run")
    #expect(try place.folder.bytes("model.safetensors") == model)
  }

  /// The sidecar of an array, where there is no CSV that has one.
  @Test func besideAnArrayOverTheModel() throws {
    let weights = try place.folder.bytes("model.safetensors")
    try place.folder.file("model.json", holding: weights)
    let files = ["model.json", "inputs.npy"]
    try expectRefusal(
      ["trace"] + files + ["--npy", "model"], in: place.folder,
      saying: ["model.json: is read by this run"])
    #expect(try place.folder.bytes("model.json") == weights)
  }

  @Test(arguments: ["ledger", "lyapunov"]) func aMissingToolIsSaidFirst(command: String) throws {
    try FileManager.default.createDirectory(
      atPath: place.folder.file("none"), withIntermediateDirectories: false)
    let outcome = try place.shell(
      [command] + Workplace.files + ["--plot", "a.svg"], "", path: "none")
    #expect(outcome.status == 2 && outcome.errors.contains("gnuplot"))
    #expect(!outcome.errors.contains("right to"))
  }

  @Test(arguments: [
    ("--csv", "trace.npy", "a CSV"), ("--csv", "trace.PNG", "a CSV"), ("--csv", "a.json", "a CSV"),
    ("--npy", "trace.csv", "a NumPy array"), ("--npy", "trace.html", "a NumPy array"),
    ("--report", "trace.csv", "end in .html"), ("--report", "trace", "end in .html"),
  ])
  func suffixOfAnotherKind(option: String, name: String, words: String) throws {
    try place.expectRefusal(option, name, saying: name, words)
  }

  @Test func suffixesThatSayNothing() throws {
    let outcome = try place.trace("--lags", "1", "--csv", "trace.txt", "--npy", "trace.data")
    #expect(outcome.status == 0)
    #expect(try place.folder.names.contains("trace.data"))
  }

  /// One file, once by a link to its folder.
  @Test func twiceTheSameThroughALink() throws {
    try FileManager.default.createSymbolicLink(
      atPath: place.folder.file("link"), withDestinationPath: ".")
    try place.expectRefusal(
      "--csv", "a", "--npy", "link/a", saying: "link/a: would be written twice")
    try place.expectRefusal("--csv", "link/inputs.npy", saying: "is read by this run")
  }

  @Test func twiceTheSame() throws {
    try place.expectRefusal("--csv", "a", "--npy", "a", saying: "a: would be written twice")
  }
}
