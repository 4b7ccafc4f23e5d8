import ModelFiles
import TestSupport
import Testing

@Suite struct FileFormatTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func tellRealFiles() throws {
    #expect(try FileFormat.detect(Fixture.silero) == .safetensors)
    #expect(try FileFormat.detect(Fixture.nh3pred) == .safetensors)
    #expect(try FileFormat.detect(Fixture.sileroInputs) == .numPy)
    let frameworks = Fixture.path("frameworks/keras_lstm/model")
    for ending in ["h5", "weights.h5"] {
      #expect(try FileFormat.detect("\(frameworks).\(ending)") == .hdf5)
    }
    #expect(try FileFormat.detect(frameworks + ".keras") == .keras)
  }

  @Test func tellByContentNotByName() throws {
    let path = try folder.file("model.safetensors", holding: "1,2\n")
    #expect(try FileFormat.detect(path) == .csv)
  }

  @Test func tellADamagedSafetensorsFile() throws {
    let bytes = SafetensorsBytes.file(headerLength: 1 << 40, header: "{}")
    #expect(try FileFormat.detect(folder.file(holding: bytes)) == .safetensors)
  }

  @Test(arguments: ["1", "a,b\n1,2\n", "\u{FEFF}ä;ö\r\n", "PK,ID\n1,2\n", "1\t2\u{C}\n"])
  func tellText(text: String) throws {
    #expect(try FileFormat.detect(folder.file(holding: text)) == .csv)
  }

  @Test(arguments: 0..<4)
  func tellTextCutWithinACharacter(shift: Int) throws {
    let text = String(repeating: "x", count: shift) + String(repeating: "𝛼", count: 2000)
    #expect(try FileFormat.detect(folder.file(holding: text)) == .csv)
  }

  private static func zip(_ names: String...) -> [UInt8] {
    ZipBytes.archive(names.map { ZipBytes.Member(name: $0, bytes: []) })
  }

  @Test func tellArchivesByTheirMembers() throws {
    #expect(try FileFormat.detect(folder.file(holding: Self.zip("readme", "x.npy"))) == .npz)
    #expect(
      try FileFormat.detect(folder.file(holding: Self.zip("model/version", "model/data.pkl")))
        == .pyTorch)
    let damaged = try folder.file(holding: [0x50, 0x4B, 0x03, 0x04])
    let error = #expect(throws: ModelFileError.self) { try FileFormat.detect(damaged) }
    #expect(error?.code == .truncated)
  }

  /// The beginning of a file that is not read, and what its error must say.
  struct Foreign: Sendable, CustomTestStringConvertible {
    let start: [UInt8]
    let found: String
    let remedy: String

    var testDescription: String { found }

    init(_ start: [UInt8], _ found: String, _ remedy: String) {
      self.start = start
      self.found = found
      self.remedy = remedy
    }
  }

  static let foreign: [Foreign] = [
    Foreign([], "an empty file", "again"),
    Foreign(zip("readme"), "a zip archive", "Unpack it"),
    Foreign(zip("model/models/model.json"), "a program of torch.export", "state_dict"),
    Foreign([0x50, 0x4B, 0x05, 0x06], "an empty zip archive", "again"),
    Foreign([0x80, 0x02, 0x8A], "a Python pickle", "torch.save(model.state_dict()"),
    Foreign([0x1F, 0x8B, 0x08], "a gzip archive", "gunzip"),
    Foreign([0xFF, 0xFE, 0x31, 0x00], "text in UTF-16", "UTF-8"),
    Foreign(
      Array("version https://git-lfs.github.com/spec/v1\n".utf8),
      "a Git LFS pointer, not the file itself", "git lfs pull"),
    Foreign(Array("<!DOCTYPE html>".utf8), "a web page", "Download"),
    Foreign(Array(#"{"metadata": {}}"#.utf8), "JSON text", "weights"),
    Foreign([0x00, 0x01, 0x02], "other bytes", "Convert"),
    // Latin-1, in the first line and behind characters of UTF-8.
    Foreign(
      [0x31, 0xFF, 0x32], "text that is not UTF-8: byte 0xFF in line 1, at offset 1",
      "iconv -f latin1"),
    Foreign(
      Array("é,x\r\n1,2\r\nn".utf8) + [0xE9, 0x2C, 0x31],
      "text that is not UTF-8: byte 0xE9 in line 3, at offset 12", "UTF-8"),
  ]

  @Test(arguments: foreign)
  func sayWhatItIsInstead(file: Foreign) throws {
    let path = try folder.file("inputs.npy", holding: file.start)
    let error = #expect(throws: ModelFileError.self) { try FileFormat.detect(path) }
    #expect(error?.code == .unknownFormat)
    #expect(error?.expected == "safetensors, PyTorch, Keras, ONNX, npz, npy or CSV")
    #expect(error?.found == file.found)
    #expect(error?.remedy?.contains(file.remedy) == true)
  }
}
