#if ONNX
  import Foundation
  import ModelFiles
  import ONNXSchema
  import RecurrentCells
  import SwiftProtobuf
  import Testing

  /// Weights in a file beside the model.
  @Suite struct ONNXExternalDataTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Writes the plain model with R in another file, and reads it.
    private func lstm(
      _ entries: [String: String], data: [UInt8]? = nil, at place: String = "weights"
    ) throws -> LSTM<Double> {
      var model = ONNXModels.lstm
      let bytes = Array(model.graph.initializer[1].rawData)
      model.graph.initializer[1].rawData = Data()
      model.graph.initializer[1].dataLocation = .external
      model.graph.initializer[1].externalData = entries.map { key, value in
        .with {
          $0.key = key
          $0.value = value
        }
      }
      _ = try folder.file(place, holding: data ?? bytes)
      return try LSTM(contentsOf: folder.file("model.onnx", holding: model.bytes))
    }

    private func expectRefusal(
      _ entries: [String: String], _ code: ModelFileError.Code, data: [UInt8]? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let error = #expect(throws: ModelFileError.self, sourceLocation: sourceLocation) {
        try lstm(entries, data: data)
      }
      #expect(error?.code == code, sourceLocation: sourceLocation)
    }

    private var plain: LSTM<Double> {
      get throws {
        try LSTM(contentsOf: folder.file("plain.onnx", holding: ONNXModels.lstm.bytes))
      }
    }

    @Test func whole() throws {
      #expect(
        try lstm(["location": "weights"]).weights.recurrent == plain.weights.recurrent)
      #expect(
        try lstm(["location": "weights", "offset": "0", "length": "64"]).weights.recurrent
          == plain.weights.recurrent)
    }

    @Test func aPart() throws {
      let bytes = Array(ONNXModels.lstm.graph.initializer[1].rawData)
      let data = [1, 2, 3] + bytes + [4]
      #expect(
        try lstm(["location": "weights", "offset": "3"], data: data).weights.recurrent
          == plain.weights.recurrent)
    }

    @Test func inAFolderBelow() throws {
      try FileManager.default.createDirectory(
        atPath: folder.file("parts"), withIntermediateDirectories: false)
      #expect(
        try lstm(["location": "parts/w"], at: "parts/w").weights.recurrent
          == plain.weights.recurrent)
    }

    @Test(arguments: [
      "", "/etc/hostname", "..", "../weights", "parts/../../weights", "../../../../etc/hostname",
    ])
    func elsewhere(location: String) {
      expectRefusal(["location": location], .outOfRange)
    }

    @Test func aLinkOutOfTheFolder() throws {
      let other = try TemporaryFolder()
      let target = try other.file(holding: [UInt8](repeating: 0, count: 64))
      try FileManager.default.createSymbolicLink(
        atPath: folder.file("link"), withDestinationPath: target)
      expectRefusal(["location": "link"], .outOfRange)
    }

    @Test func missing() throws {
      let error = #expect(throws: ModelFileError.self) { try lstm(["location": "none"]) }
      #expect(error?.code == .noSuchFile)
      #expect(error?.path == folder.file("model.onnx"))
      #expect(error?.tensor == "R")
      #expect(error?.remedy == "Copy none to the folder of the model.")
    }

    @Test func aFolder() throws {
      try FileManager.default.createDirectory(
        atPath: folder.file("parts"), withIntermediateDirectories: false)
      expectRefusal(["location": "parts"], .isDirectory)
    }

    @Test(arguments: [
      ["length": "63"], ["length": "-1"], ["offset": "-1"], ["offset": "x"],
      ["offset": "9223372036854775808"],
    ])
    func wrongPlaces(entries: [String: String]) {
      expectRefusal(entries.merging(["location": "weights"]) { $1 }, .outOfRange)
    }

    @Test(arguments: ["1", "64", "65", "9223372036854775807"])
    func cutShort(offset: String) {
      expectRefusal(["location": "weights", "offset": offset], .truncated)
    }

    @Test func emptyFile() {
      expectRefusal(["location": "weights"], .truncated, data: [])
    }
  }
#endif
