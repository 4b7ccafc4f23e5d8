import Foundation
import TestSupport
import Testing

@testable import ModelFiles

/// The ways to read a file, which all answer alike to a path that holds none.
struct Reading: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let read: @Sendable (String) throws -> Void

  static let all =
    [
      Reading(testDescription: "safetensors") { _ = try SafetensorsFile(contentsOf: $0) },
      Reading(testDescription: "npy") { _ = try NumPyFile(contentsOf: $0) },
      Reading(testDescription: "npz") { _ = try NPZFile(contentsOf: $0) },
      Reading(testDescription: "PyTorch") { _ = try PyTorchFile(contentsOf: $0) },
      Reading(testDescription: "CSV") { _ = try CSVMatrix.read($0) },
      Reading(testDescription: "digest") { _ = try FileDigest.sha256(of: $0) },
      Reading(testDescription: "format") { _ = try FileFormat.detect($0) },
      Reading(testDescription: "checkpoint") { _ = try Checkpoint(contentsOf: $0) },
      Reading(testDescription: "sequences") { _ = try InputSequences(contentsOf: $0) },
    ] + hdf5

  #if HDF5
    private static let hdf5 = [
      Reading(testDescription: "HDF5") { _ = try HDF5File(contentsOf: $0) }
    ]
  #else
    private static let hdf5: [Reading] = []
  #endif
}

@Suite struct InputFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: Reading.all)
  func refuseWhatIsNotThere(reading: Reading) {
    for path in [folder.file("absent"), ""] {
      let error = #expect(throws: ModelFileError.self) { try reading.read(path) }
      #expect(error?.code == .noSuchFile)
      #expect(error?.path == path)
    }
  }

  @Test(arguments: Reading.all)
  func refuseAPathThroughAFile(reading: Reading) throws {
    let path = try folder.file("plain", holding: "text") + "/model"
    let error = #expect(throws: ModelFileError.self) { try reading.read(path) }
    #expect(error?.code == .noSuchFile)
  }

  @Test(arguments: Reading.all)
  func refuseAFolder(reading: Reading) {
    let error = #expect(throws: ModelFileError.self) { try reading.read(folder.path) }
    #expect(error == ModelFileError(.isDirectory, path: folder.path))
  }

  @Test(arguments: Reading.all)
  func refuseADevice(reading: Reading) {
    let error = #expect(throws: ModelFileError.self) { try reading.read("/dev/zero") }
    #expect(error?.code == .notReadable)
    #expect(error?.found == "a device")
    #expect(error?.remedy == "Write the data to a file first.")
  }

  @Test(arguments: Reading.all)
  func refuseACircleOfLinks(reading: Reading) throws {
    let path = folder.file("circle")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "circle")
    let error = #expect(throws: ModelFileError.self) { try reading.read(path) }
    #expect(error?.code == .notReadable)
    #expect(error?.found?.isEmpty == false)
  }

  @Test(
    .enabled(if: getuid() != 0, "root may read every file"), arguments: Reading.all)
  func refuseWithoutPermission(reading: Reading) throws {
    let path = try folder.file("secret", holding: "1")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    let error = #expect(throws: ModelFileError.self) { try reading.read(path) }
    #expect(error?.code == .notReadable)
    #expect(error?.found == "Permission denied")
  }

  @Test func followLinks() throws {
    let path = folder.file("link")
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: Fixture.silero)
    #expect(try SafetensorsFile(contentsOf: path).tensors.count == 4)
  }
}
