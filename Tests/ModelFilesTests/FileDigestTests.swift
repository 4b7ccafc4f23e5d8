import ModelFiles
import TestSupport
import Testing

@Suite struct FileDigestTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  // FIPS 180-4 examples; the million letters "a" span no whole number of pieces.
  @Test(arguments: [
    ("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func standardExamples(text: String, count: Int, digest: String) throws {
    let path = try folder.file(holding: String(repeating: text, count: count))
    #expect(try FileDigest.sha256(of: path) == digest)
  }

  // Printed by hashlib.
  @Test func aRealFile() throws {
    #expect(
      try FileDigest.sha256(of: Fixture.sileroInputs)
        == "16e1623b2a1a77ab438b9e6c68477c996301bf2b02ae636dd0f962b7657c5ff8")
  }

  @Test func severalPieces() throws {
    let path = try folder.file(holding: [UInt8](repeating: 0x61, count: 3 << 20))
    #expect(
      try FileDigest.sha256(of: path)
        == "6f850bc94ae6f7de14297c01616c36d712d22864497b28a63b81d776b035e656")
  }
}
