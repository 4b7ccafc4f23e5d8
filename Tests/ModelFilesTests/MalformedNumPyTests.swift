import ModelFiles
import TestSupport
import Testing

@Suite struct MalformedNumPyTests {
  /// A version 1 file of this header.
  private static func file(
    _ header: String, version: UInt8 = 1, data: [UInt8] = [UInt8](repeating: 0, count: 16)
  ) -> [UInt8] {
    let length = littleEndian(UInt16(header.utf8.count))
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + Array(header.utf8) + data
  }

  private static func shape(_ shape: String) -> [UInt8] {
    file("{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }\n")
  }

  static let cases = [
    MalformedFile("empty file", [], .truncated),
    MalformedFile("another format", Array("1,2,3\n".utf8), .unknownFormat),
    MalformedFile("version 0", file("{}", version: 0), .malformedHeader),
    MalformedFile("version 4", file("{}", version: 4), .malformedHeader),
    MalformedFile(
      "header over the limit",
      [0x93] + Array("NUMPY".utf8) + [2, 0] + littleEndian(65_536 as UInt32),
      .headerTooLarge),
    MalformedFile(
      "header of 2^32 - 1 bytes",
      [0x93] + Array("NUMPY".utf8) + [3, 0, 0xFF, 0xFF, 0xFF, 0xFF], .headerTooLarge),
    MalformedFile("no dictionary", file("'descr'"), .malformedHeader),
    MalformedFile("empty dictionary", file("{}"), .malformedHeader),
    MalformedFile("two dictionaries", file("{}{}"), .malformedHeader),
    MalformedFile(
      "no 'descr'", file("{'fortran_order': False, 'shape': (2,), }"), .malformedHeader),
    MalformedFile("no order", file("{'descr': '<f8', 'shape': (2,), }"), .malformedHeader),
    MalformedFile(
      "no shape", file("{'descr': '<f8', 'fortran_order': False, }"), .malformedHeader),
    MalformedFile(
      "an entry too many",
      file("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), 'more': True}"),
      .malformedHeader),
    MalformedFile(
      "an entry twice",
      file("{'descr': '<f8', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}"),
      .malformedHeader),
    MalformedFile(
      "order that is no truth value",
      file("{'descr': '<f8', 'fortran_order': 'False', 'shape': (2,)}"), .malformedHeader),
    MalformedFile(
      "a call", file("{'descr': '<f8', 'fortran_order': exit(), 'shape': (2,)}"),
      .malformedHeader),
    MalformedFile(
      "missing comma", file("{'descr': '<f8' 'fortran_order': False, 'shape': (2,)}"),
      .malformedHeader),
    MalformedFile("no end of a string", file("{'descr': '<f8"), .malformedHeader),
    MalformedFile("text behind the dictionary", file("{} 1"), .malformedHeader),
    MalformedFile("not text", file("{") + [0xFF], .malformedHeader),
    MalformedFile("shape that is no tuple", shape("2"), .malformedHeader),
    MalformedFile("number in brackets", shape("(2)"), .malformedHeader),
    MalformedFile("negative length", shape("(-2,)"), .malformedHeader),
    MalformedFile("length of a fraction", shape("(2.0,)"), .malformedHeader),
    MalformedFile("lone comma", shape("(,)"), .malformedHeader),
    MalformedFile("two commas", shape("(1,,2)"), .malformedHeader),
    MalformedFile("no comma between lengths", shape("(1 2)"), .malformedHeader),
    MalformedFile("length above 2^63", shape("(9223372036854775808,)"), .outOfRange),
    MalformedFile(
      "lengths that multiply past 2^63", shape("(4294967296, 4294967296)"), .outOfRange),
    MalformedFile("bytes past 2^63", shape("(2305843009213693952,)"), .outOfRange),
    MalformedFile("data cut off", shape("(3,)"), .truncated),
    MalformedFile("bytes behind the data", shape("(1,)"), .malformedHeader),
    MalformedFile(
      "long header of commas", shape(String(repeating: "(", count: 60_000)), .malformedHeader),
  ]

  @Test(arguments: cases)
  func refuse(file: MalformedFile) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("array.npy", holding: file.bytes)
    let error = #expect(throws: ModelFileError.self) { try NumPyFile(contentsOf: path) }
    #expect(error?.code == file.code)
    #expect(error?.path == path)
  }

  @Test(arguments: [
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }\n",
    "{'shape':(1,2),'fortran_order':False,'descr':'<f8'}",
    #"{"descr": "<f8", "fortran_order": False, "shape": (1, 2,)}   "#,
    " { 'descr' : '<f8' , 'fortran_order' : False , 'shape' : ( 1 , 2 ) } ",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1L, 2L), }\n",
    "{'descr': '=f8', 'fortran_order': True, 'shape': (1, 2), }\n",
    "{'descr': '|f8', 'fortran_order': False, 'shape': (1, 2), }\n",
    "{'descr': 'f8', 'fortran_order': False, 'shape': (1, 2), }\n",
  ])
  func acceptOtherWritersHeaders(header: String) throws {
    let folder = try TemporaryFolder()
    let one = littleEndian(Double(1.5).bitPattern, (-2.0).bitPattern)
    let path = try folder.file(holding: Self.file(header, data: one))
    let tensor = try NumPyFile(contentsOf: path).tensor()
    #expect(tensor.shape == [1, 2])
    #expect(tensor.values == [1.5, -2])
  }

  @Test(arguments: [NumPyBytes.matrices[4], NumPyBytes.matrices[6], NumPyBytes.matrices[7]])
  func refuseAFileCutAtAnyByte(name: String, base64: String) throws {
    let folder = try TemporaryFolder()
    let whole = decoded(base64)
    for count in whole.indices {
      let path = try folder.file(holding: Array(whole.prefix(count)))
      let error = #expect(throws: ModelFileError.self, "cut at \(count)") {
        try NumPyFile(contentsOf: path)
      }
      #expect(error?.code == .truncated, "cut at \(count)")
    }
    #expect(try NumPyFile(contentsOf: folder.file(holding: whole)).shape == [2, 3])
  }

  @Test func surviveAnyDamagedByte() throws {
    let folder = try TemporaryFolder()
    let whole = decoded(NumPyBytes.matrices[6].base64)
    var refused = 0
    for position in whole.indices {
      for damage: UInt8 in [0x01, 0x10, 0x80, 0xFF] {
        var bytes = whole
        bytes[position] ^= damage
        let path = try folder.file(holding: bytes)
        do {
          let tensor = try NumPyFile(contentsOf: path).tensor()
          #expect(tensor.values.count == tensor.shape.reduce(1, *), "\(damage) at \(position)")
        } catch {
          refused += 1
        }
      }
    }
    #expect(refused > 300)
  }
}
