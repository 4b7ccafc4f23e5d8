import Foundation
import ModelFiles
import TestSupport
import Testing

/// A file that breaks a rule, and the error it must give.
struct MalformedFile: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: [UInt8]
  let code: ModelFileError.Code
  var tensor: String?

  init(_ what: String, _ bytes: [UInt8], _ code: ModelFileError.Code, tensor: String? = nil) {
    self.testDescription = what
    self.bytes = bytes
    self.code = code
    self.tensor = tensor
  }
}

@Suite struct MalformedSafetensorsTests {
  private typealias Make = SafetensorsBytes

  private static let four: [UInt8] = [0, 0, 128, 63]

  /// Two tensors named `a` and `b`, of one F32 each, at these offsets in `count` bytes.
  private static func two(_ a: (Int, Int), _ b: (Int, Int), count: Int) -> [UInt8] {
    let entries = """
      {"a":\(Make.entry("F32", [(a.1 - a.0) / 4], a.0, a.1)),\
      "b":\(Make.entry("F32", [(b.1 - b.0) / 4], b.0, b.1))}
      """
    return Make.file(header: entries, data: [UInt8](repeating: 0, count: count))
  }

  private static func a(_ entry: String, data: [UInt8] = four) -> [UInt8] {
    Make.file(header: #"{"a":\#(entry)}"#, data: data)
  }

  static let cases = [
    MalformedFile("empty file", [], .truncated),
    MalformedFile("length cut off", [2, 0, 0, 0, 0, 0, 0], .truncated),
    MalformedFile("no header", littleEndian(0 as UInt64), .malformedHeader),
    MalformedFile(
      "header longer than the file", Make.file(headerLength: 3, header: "{}"), .truncated),
    MalformedFile(
      "header over the limit", Make.file(headerLength: 100_000_001, header: "{}"),
      .headerTooLarge),
    MalformedFile(
      "header of 2^64 - 1 bytes", Make.file(headerLength: .max, header: "{}"), .headerTooLarge),
    MalformedFile("not JSON", Make.file(header: "{]"), .malformedHeader),
    MalformedFile("an array", Make.file(header: "[]"), .malformedHeader),
    MalformedFile("space before the brace", Make.file(header: " {}"), .malformedHeader),
    MalformedFile("two objects", Make.file(header: "{}{}"), .malformedHeader),
    MalformedFile("UTF-16", Make.file(header: "{\0}\0"), .malformedHeader),
    MalformedFile(
      "not UTF-8", littleEndian(6 as UInt64) + [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x7D],
      .malformedHeader),
    MalformedFile(
      "deep nesting", Make.file(header: #"{"a":"# + String(repeating: "[", count: 100_000)),
      .malformedHeader),
    MalformedFile(
      "metadata that is not text", Make.file(header: #"{"__metadata__":{"a":1}}"#),
      .malformedHeader),
    MalformedFile("entry that is no object", Make.file(header: #"{"a":1}"#), .malformedHeader),
    MalformedFile(
      "no dtype", a(#"{"shape":[1],"data_offsets":[0,4]}"#), .malformedHeader),
    MalformedFile(
      "no shape", a(#"{"dtype":"F32","data_offsets":[0,4]}"#), .malformedHeader),
    MalformedFile("no offsets", a(#"{"dtype":"F32","shape":[1]}"#), .malformedHeader),
    MalformedFile(
      "shape of fractions", a(#"{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}"#),
      .malformedHeader),
    MalformedFile(
      "shape above 2^64", a(#"{"dtype":"F32","shape":[1e30],"data_offsets":[0,4]}"#),
      .malformedHeader),
    MalformedFile(
      "three offsets", a(#"{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}"#),
      .malformedHeader, tensor: "a"),
    MalformedFile(
      "one offset", a(#"{"dtype":"F32","shape":[1],"data_offsets":[0]}"#), .malformedHeader,
      tensor: "a"),
    MalformedFile(
      "negative offset", a(Make.entry("F32", [1], -4, 0)), .outOfRange, tensor: "a"),
    MalformedFile(
      "reversed offsets", a(Make.entry("F32", [1], 4, 0)), .outOfRange, tensor: "a"),
    MalformedFile(
      "offset near 2^63", a(Make.entry("F32", [1], 0, .max)), .outOfRange, tensor: "a"),
    MalformedFile(
      "offsets near 2^63", a(Make.entry("F32", [1], .max - 4, .max)), .outOfRange, tensor: "a"),
    MalformedFile(
      "negative length", a(Make.entry("F32", [-1], 0, 4)), .outOfRange, tensor: "a"),
    MalformedFile(
      "lengths that multiply past 2^63", a(Make.entry("F32", [1 << 32, 1 << 32], 0, 4)),
      .outOfRange, tensor: "a"),
    MalformedFile(
      "lengths that multiply to 2^64 + 4", a(Make.entry("F32", [1 << 62, 4, 1], 0, 4)),
      .outOfRange, tensor: "a"),
    MalformedFile(
      "bytes past 2^63", a(Make.entry("F32", [1 << 61], 0, 4)), .malformedHeader, tensor: "a"),
    MalformedFile(
      "fewer bytes than the shape needs", a(Make.entry("F32", [2], 0, 4)), .malformedHeader,
      tensor: "a"),
    MalformedFile(
      "more bytes than the shape needs", a(Make.entry("F16", [1], 0, 4)), .malformedHeader,
      tensor: "a"),
    MalformedFile("data cut off", a(Make.entry("F32", [2], 0, 8)), .truncated),
    MalformedFile("overlap", two((0, 8), (4, 12), count: 12), .overlappingTensors, tensor: "b"),
    MalformedFile("same place", two((0, 4), (0, 4), count: 4), .overlappingTensors, tensor: "b"),
    MalformedFile("hole", two((0, 4), (8, 12), count: 12), .malformedHeader, tensor: "b"),
    MalformedFile(
      "hole at the beginning", two((4, 8), (8, 12), count: 12), .malformedHeader, tensor: "a"),
    MalformedFile("bytes behind the data", two((0, 4), (4, 8), count: 9), .malformedHeader),
    MalformedFile("data without tensors", Make.file(header: "{}", data: four), .malformedHeader),
    MalformedFile(
      "name twice",
      Make.file(
        header: """
          {"a":\(Make.entry("F32", [1], 0, 4)),"a":\(Make.entry("F32", [1], 4, 8))}
          """, data: four + four), .malformedHeader),
    MalformedFile(
      "name twice for the same bytes",
      Make.file(
        header: """
          {"a":\(Make.entry("F32", [1], 0, 4)),"a":\(Make.entry("F32", [1, 1], 0, 4))}
          """, data: four), .malformedHeader),
    MalformedFile(
      "name twice in other spelling",
      Make.file(
        header: """
          {"a":\(Make.entry("F32", [1], 0, 4)),"\\u0061":\(Make.entry("F32", [1, 1], 0, 4))}
          """, data: four), .malformedHeader),
    MalformedFile(
      "shape twice",
      a(#"{"dtype":"F32","shape":[1],"shape":[1,1],"data_offsets":[0,4]}"#), .malformedHeader),
  ]

  @Test(arguments: cases)
  func refuse(file: MalformedFile) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("m.safetensors", holding: file.bytes)
    let error = #expect(throws: ModelFileError.self) { try SafetensorsFile(contentsOf: path) }
    #expect(error?.code == file.code)
    #expect(error?.tensor == file.tensor)
    #expect(error?.path == path)
  }

  @Test func sayWhichNameStandsTwice() throws {
    let folder = try TemporaryFolder()
    let entry = Make.entry("F32", [1], 0, 4)
    let path = try folder.file(
      holding: Make.file(header: #"{"w":\#(entry),"w":\#(entry)}"#, data: Self.four))
    let error = #expect(throws: ModelFileError.self) { try SafetensorsFile(contentsOf: path) }
    #expect(error?.found == #""w" stands there twice"#)
  }

  @Test func theSameKeyInTwoObjectsIsNoDuplicate() throws {
    let folder = try TemporaryFolder()
    let header = """
      {"__metadata__":{"a":"\\"a\\": {","b":"a"},"a":\(Make.entry("F32", [1], 0, 4)) , \
      "b" : \(Make.entry("F32", [0], 4, 4))}
      """
    let path = try folder.file(holding: Make.file(header: header, data: Self.four))
    #expect(try SafetensorsFile(contentsOf: path).tensors.map(\.name) == ["a", "b"])
  }

  /// A small honest file: an F32 matrix, an F64 vector, an I8 that is not read, and metadata.
  private static let honest = Make.file(
    header: """
      {"__metadata__":{"by":"hand"},"m":\(Make.entry("F32", [2, 2], 0, 16)),\
      "v":\(Make.entry("F64", [2], 16, 32)),"n":\(Make.entry("I8", [3], 32, 35))}
      """, data: [UInt8](repeating: 0x40, count: 35))

  @Test func refuseAFileCutAtAnyByte() throws {
    let folder = try TemporaryFolder()
    for count in Self.honest.indices {
      let path = try folder.file(holding: Array(Self.honest.prefix(count)))
      let error = #expect(throws: ModelFileError.self, "cut at \(count)") {
        try SafetensorsFile(contentsOf: path)
      }
      #expect(error?.code == .truncated, "cut at \(count)")
    }
    let whole = try folder.file(holding: Self.honest)
    #expect(try SafetensorsFile(contentsOf: whole).tensors.map(\.name) == ["m", "n", "v"])
  }

  @Test func surviveAnyDamagedByte() throws {
    let folder = try TemporaryFolder()
    var refused = 0
    for position in Self.honest.indices {
      for damage: UInt8 in [0x01, 0x10, 0x80, 0xFF] {
        var bytes = Self.honest
        bytes[position] ^= damage
        let path = try folder.file(holding: bytes)
        do {
          let file = try SafetensorsFile(contentsOf: path)
          for info in file.tensors where info.elementType.isReadable {
            let count = try file.tensor(named: info.name).values.count
            #expect(count == info.shape.reduce(1, *), "\(damage) at \(position)")
          }
        } catch {
          refused += 1
        }
      }
    }
    // All but damage to the values, to names and to the metadata.
    #expect(refused > 400)
  }
}
