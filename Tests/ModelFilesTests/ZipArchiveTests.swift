import Foundation
import TestSupport
import Testing

@testable import ModelFiles

@Suite struct ZipArchiveTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func archive(_ members: [ZipBytes.Member]) throws -> ZipArchive {
    try ZipArchive(contentsOf: folder.file(holding: ZipBytes.archive(members)))
  }

  /// The error for reading the only member.
  private func refusal(of member: ZipBytes.Member, atMost limit: Int = .max) throws
    -> ModelFileError
  {
    let archive = try archive([member])
    return try #require(throws: ModelFileError.self) {
      try archive.contents(of: archive.members[0], atMost: limit)
    }
  }

  @Test func readStoredMembers() throws {
    let archive = try archive([
      .init(name: "a", bytes: [1, 2, 3]), .init(name: "dir/b", bytes: []),
    ])
    #expect(archive.members.map(\.name) == ["a", "dir/b"])
    #expect(archive.members.map(\.byteCount) == [3, 0])
    #expect(archive.members.allSatisfy { $0.compression == .stored && !$0.isEncrypted })
    #expect(try archive.contents(of: archive.members[0]) == Data([1, 2, 3]))
    #expect(try archive.contents(of: archive.members[1]) == Data())
    #expect(try archive.prefix(of: archive.members[0], atMost: 2) == Data([1, 2]))
    #expect(archive.member(named: "dir/b") == archive.members[1])
    #expect(archive.member(named: "b") == nil)
  }

  @Test func readDeflatedMembers() throws {
    let zeros = [UInt8](repeating: 0, count: 1 + 3 * 258)
    let archive = try archive([
      .init(
        name: "a", bytes: ZipBytes.deflatedZeros(copies: 3), method: 8,
        declaredByteCount: UInt32(zeros.count), checksum: ZipBytes.checksum(zeros))
    ])
    #expect(archive.members[0].compression == .deflated)
    #expect(try archive.contents(of: archive.members[0]) == Data(zeros))
  }

  @Test(arguments: ["../../escape", "/etc/passwd", "C:\\x", "", "\u{1}", "."])
  func takeAnyNameForAName(name: String) throws {
    let archive = try archive([.init(name: name, bytes: [7])])
    #expect(archive.members[0].name == name)
    #expect(try archive.contents(of: archive.members[0]) == Data([7]))
  }

  @Test func refuseANameThatStandsThereTwice() throws {
    let error = #expect(throws: ModelFileError.self) {
      try archive([.init(name: "a", bytes: [1]), .init(name: "a", bytes: [2])])
    }
    #expect(error?.code == .malformedHeader)
    #expect(error?.found == "a stands there twice")
  }

  @Test func refuseAWrongChecksum() throws {
    let error = try refusal(of: .init(name: "a", bytes: [1, 2, 3], checksum: 5))
    #expect(error.code == .malformedHeader)
    #expect(error.found == "a: CRC error")
  }

  @Test func refuseEncryptedMembers() throws {
    let member = ZipBytes.Member(name: "a", bytes: [UInt8](repeating: 1, count: 20), flags: 1)
    let error = try refusal(of: member)
    #expect(error.code == .notReadable)
    #expect(error.found == "a is encrypted")
    let archive = try archive([member])
    let other = #expect(throws: ModelFileError.self) {
      try archive.prefix(of: archive.members[0], atMost: 1)
    }
    #expect(other?.code == .notReadable)
  }

  @Test(arguments: [1, 9, 12, 14, 95] as [UInt16])
  func refuseOtherCompression(method: UInt16) throws {
    let error = try refusal(of: .init(name: "a", bytes: [1, 2, 3], method: method))
    #expect(error.code == .notReadable)
    #expect(error.found == "compression method \(method)")
  }

  @Test func refuseMoreBytesThanTheLimit() throws {
    let error = try refusal(of: .init(name: "a", bytes: [1, 2, 3]), atMost: 2)
    #expect(error.code == .outOfRange)
  }

  @Test(arguments: [4_294_967_294, 1_073_741_825] as [UInt32])
  func refuseABombThatOwnsUp(declared: UInt32) throws {
    let error = try refusal(
      of: .init(
        name: "a", bytes: ZipBytes.deflatedZeros(copies: 10_000), method: 8,
        declaredByteCount: declared))
    #expect(error.code == .outOfRange)
    #expect(error.found == "\(declared)")
  }

  @Test func refuseABombInDisguise() throws {
    let error = try refusal(
      of: .init(
        name: "a", bytes: ZipBytes.deflatedZeros(copies: 10_000), method: 8, declaredByteCount: 100,
        checksum: ZipBytes.checksum([UInt8](repeating: 0, count: 100))))
    #expect(error.code == .malformedHeader)
    #expect(error.expected == "100 bytes in a")
    #expect(error.found == "more")
  }

  @Test func refuseLessThanDeclared() throws {
    let error = try refusal(
      of: .init(
        name: "a", bytes: ZipBytes.deflatedZeros(copies: 3), method: 8, declaredByteCount: 5000))
    #expect(error.code == .malformedHeader)
  }

  /// The end of an archive that counts 2^32 members (version 64 of the format).
  @Test func refuseMoreMembersThanTheFileHasRoomFor() throws {
    let end: [UInt8] =
      [0x50, 0x4B, 6, 6] + littleEndian(44 as UInt64)
      + littleEndian(45 as UInt16, 45)
      + littleEndian(0 as UInt32, 0)
      + littleEndian(1 << 32 as UInt64, 1 << 32, 46 << 32, 4)
    let locator: [UInt8] =
      [0x50, 0x4B, 6, 7, 0, 0, 0, 0] + littleEndian(4 as UInt64)
      + [1, 0, 0, 0]
    let old: [UInt8] =
      [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 12) + [0, 0]
    let path = try folder.file(holding: ZipArchive.magic + end + locator + old)
    let error = #expect(throws: ModelFileError.self) { try ZipArchive(contentsOf: path) }
    #expect(error?.code == .malformedHeader)
  }

  @Test func refuseMissingFilesAndFolders() {
    let missing = #expect(throws: ModelFileError.self) {
      try ZipArchive(contentsOf: folder.file("none"))
    }
    #expect(missing?.code == .noSuchFile)
    let directory = #expect(throws: ModelFileError.self) {
      try ZipArchive(contentsOf: folder.path)
    }
    #expect(directory?.code == .isDirectory)
  }
}
