import Foundation
import RecurrentJacobians
import Testing

@Suite struct InterruptTests {
  @Test(arguments: [SIGINT, SIGTERM])
  func noPartialFileIsLeft(signal: Int32) throws {
    let folder = try Folder()
    try folder.file("trace.csv", holding: [0x6F, 0x6C, 0x64])
    let (process, finish) = try Command.start(
      [
        "trace", ExampleModel.weightsPath, ExampleModel.inputsPath, "--quantity", "state",
        "--steps", "1...end", "--csv", "trace.csv", "--npy", "trace.npy",
      ], in: folder)
    let deadline = Date(timeIntervalSinceNow: 60)
    while try folder.names.count < 3 && Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
    #expect(try folder.names.count == 3)
    kill(process.processIdentifier, signal)
    let outcome = try finish()
    #expect(process.terminationReason == .exit)
    #expect(outcome.status == 128 + signal)
    #expect(outcome.errors.contains("interrupted"))
    #expect(try folder.names == ["trace.csv"])
    #expect(try folder.text("trace.csv") == "old")
  }
}
