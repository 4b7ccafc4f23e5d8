import Foundation
import ModelFiles
import TestSupport
import Testing

/// Models in several files.
@Suite struct ShardIndexTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    _ = try folder.file("one.safetensors", holding: Self.bytes(["a": [1, 2], "c": [3]]))
    _ = try folder.file("two.safetensors", holding: Self.bytes(["a": [9], "b": [4, 5, 6]]))
  }

  /// A file of vectors.
  private static func bytes(_ tensors: KeyValuePairs<String, [Double]>) -> [UInt8] {
    var (entries, data): ([String], [UInt8]) = ([], [])
    for (name, values) in tensors {
      let begin = data.count
      for value in values { data += littleEndian(value.bitPattern) }
      entries.append(
        "\"\(name)\":" + SafetensorsBytes.entry("F64", [values.count], begin, data.count))
    }
    return SafetensorsBytes.file(header: "{" + entries.joined(separator: ",") + "}", data: data)
  }

  private func index(_ entries: String) throws -> String {
    try folder.file(
      "model.safetensors.index.json",
      holding: #"{"metadata": {"total_size": 48}, "weight_map": {\#(entries)}}"#)
  }

  @Test func tensorsOfAllFiles() throws {
    let path = try index(
      #""c": "one.safetensors", "b": "two.safetensors", "a": "one.safetensors""#)
    #expect(try FileFormat.detect(path) == .shardIndex)
    let file = try ShardIndex(contentsOf: path)
    #expect(file.tensors.map(\.name) == ["a", "b", "c"])
    #expect(file.tensors.map(\.shape) == [[2], [3], [1]])
    // The index decides between two of the same name.
    #expect(try file.tensor(named: "a").values == [1, 2])
    #expect(try file.tensor(named: "b").values == [4, 5, 6])
    let error = #expect(throws: ModelFileError.self) { try file.tensor(named: "d") }
    #expect(error?.code == .missingTensor)
  }

  @Test(arguments: [
    (
      #""a": "three.safetensors""#, ModelFileError.Code.noSuchFile,
      "/three.safetensors: no such file"
    ),
    (#""d": "one.safetensors""#, .missingTensor, "/one.safetensors: tensor d: is not in the file"),
    (#""a": "../one.safetensors""#, .outOfRange, "'../one.safetensors'"),
    (#""a": "/one.safetensors""#, .outOfRange, "'/one.safetensors'"),
    (#""a": "..""#, .outOfRange, "'..'"), (#""a": """#, .outOfRange, "''"),
    (#""a": "model.safetensors.index.json""#, .unknownFormat, "an index of several files"),
    (#""a": 1"#, .malformedHeader, "at weight_map.a"),
    (#""a": ["model_00000.weights.h5"]"#, .unknownFormat, "found one of Keras's"),
    (
      #""a": "one.safetensors", "a": "two.safetensors""#, .malformedHeader,
      "\"a\" stands there twice"
    ),
  ])
  func refusals(entries: String, code: ModelFileError.Code, words: String) throws {
    let path = try index(entries)
    let error = #expect(throws: ModelFileError.self) { try ShardIndex(contentsOf: path) }
    #expect(error?.code == code)
    #expect(error?.description.contains(words) == true)
  }

  /// Files of PyTorch, and files of both formats: each is what its content is.
  @Test func filesOfPyTorch() throws {
    let matrix = CheckpointBytes.tensor(shape: [2, 3], strides: [3, 1])
    _ = try folder.file("pytorch_model-00001-of-00002.bin", holding: matrix)
    let path = try index(#""a": "pytorch_model-00001-of-00002.bin", "b": "two.safetensors""#)
    #expect(try FileFormat.detect(path) == .shardIndex)
    let file = try ShardIndex(contentsOf: path)
    #expect(file.tensors.map(\.name) == ["a", "b"])
    #expect(try file.tensor(named: "a").shape == [2, 3])
    #expect(try file.tensor(named: "a").values == [1, 2, 3, 4, 5, 6])
    #expect(try file.tensor(named: "b").values == [4, 5, 6])
  }

  /// As in the cache of Hugging Face.
  @Test func linksAreFollowed() throws {
    let elsewhere = try TemporaryFolder()
    let target = try elsewhere.file("blob", holding: Self.bytes(["a": [7]]))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.safetensors"), withDestinationPath: target)
    let file = try ShardIndex(contentsOf: index(#""a": "link.safetensors""#))
    #expect(try file.tensor(named: "a").values == [7])
  }
}
