import CZip
import Foundation
import Synchronization

/// A zip archive, read only. Nothing is unpacked to disk, so names such as `../x` do no harm.
///
/// libzip is called here and nowhere else.
struct ZipArchive: Sendable {
  /// A file in the archive, as the table of contents describes it.
  struct Member: Sendable, Hashable {
    /// The path inside the archive.
    let name: String

    /// Bytes when unpacked, as declared.
    let byteCount: Int

    /// Bytes in the archive, as declared.
    let packedByteCount: Int

    /// How the bytes are packed.
    let compression: Compression

    let isEncrypted: Bool

    fileprivate let index: UInt64
  }

  /// The ways of packing that are read.
  enum Compression: Sendable, Hashable {
    case stored, deflated
    /// Another, by its number in the format.
    case other(Int)
  }

  /// The first bytes of an archive that is not empty.
  static let magic: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

  /// The archive, as the caller named it.
  let path: String

  /// What the archive holds, in its own order; no name stands there twice.
  let members: [Member]

  private let membersByName: [String: Member]
  private let handle: Handle

  /// Opens an archive and reads its table of contents.
  ///
  /// - Throws: `ModelFileError` – `.noSuchFile`, `.isDirectory`, `.notReadable` for the file;
  ///   `.truncated`, `.malformedHeader` for what it says.
  init(contentsOf path: String) throws(ModelFileError) {
    try InputFile.requireReadable(path)
    handle = try Handle(path)
    members = try handle.members()
    self.path = path
    var byName: [String: Member] = [:]
    for member in members {
      guard byName.updateValue(member, forKey: member.name) == nil else {
        throw ModelFileError(
          .malformedHeader, path: path, found: "\(member.name) stands there twice",
          remedy: "Save the file again.")
      }
    }
    membersByName = byName
  }

  /// The member of this name, or `nil`.
  func member(named name: String) -> Member? { membersByName[name] }

  /// All bytes of a member, their number and checksum checked.
  ///
  /// The declared size is a limit and no promise: the bytes are read a piece at a time.
  ///
  /// - Parameters:
  ///   - member: A member of this archive.
  ///   - limit: The most bytes that are read.
  /// - Throws: `ModelFileError` – `.notReadable` for encrypted members and packings other than
  ///   deflate; `.outOfRange` for more bytes than `limit` or than a member of this packed size can
  ///   honestly have; `.truncated`, `.malformedHeader` where the bytes are not those that were packed.
  func contents(of member: Member, atMost limit: Int = .max) throws(ModelFileError) -> Data {
    try requireReadable(member)
    let limit = min(limit, Self.honestByteCount(member))
    guard member.byteCount <= limit else {
      throw ModelFileError(
        .outOfRange, path: path,
        expected: "at most \(limit) bytes in \(member.name), packed in \(member.packedByteCount)",
        found: "\(member.byteCount)", remedy: "Save it without compression.")
    }
    let bytes = try handle.bytes(of: member, atMost: member.byteCount + 1)
    guard bytes.count == member.byteCount else {
      throw ModelFileError(
        .malformedHeader, path: path, expected: "\(member.byteCount) bytes in \(member.name)",
        found: bytes.count < member.byteCount ? "\(bytes.count)" : "more",
        remedy: ModelFileError.damagedRemedy)
    }
    return bytes
  }

  /// The first bytes of a member, at most `limit`; the checksum is not checked.
  ///
  /// - Throws: `ModelFileError` – as ``contents(of:atMost:)``, but for `.outOfRange`.
  func prefix(of member: Member, atMost limit: Int) throws(ModelFileError) -> Data {
    try requireReadable(member)
    return try handle.bytes(of: member, atMost: limit)
  }

  /// What a member may unpack to: a gigabyte, or a hundred times what it takes. Deflate can make a thousand bytes of one,
  /// of numbers that are as alike as biases of 0, padding and symbols coded as one of many.
  private static func honestByteCount(_ member: Member) -> Int {
    // One byte more is asked for, to see that there is none.
    min(max(Shape.bounded(member.packedByteCount, times: 100), 1 << 30), .max - 1)
  }

  private func requireReadable(_ member: Member) throws(ModelFileError) {
    if member.isEncrypted {
      throw ModelFileError(
        .notReadable, path: path, found: "\(member.name) is encrypted",
        remedy: "Save it without a password.")
    }
    if case .other(let method) = member.compression {
      throw ModelFileError(
        .notReadable, path: path, expected: "\(member.name) stored or deflated",
        found: "compression method \(method)", remedy: "Save it without compression.")
    }
  }
}

extension ZipArchive {
  /// The archive as libzip has it open. Its calls are made one at a time.
  @safe private final class Handle: Sendable {
    private let path: String
    private let archive: Mutex<OpaquePointer>

    init(_ path: String) throws(ModelFileError) {
      self.path = path
      var code: Int32 = 0
      guard let archive = unsafe zip_open(path, ZIP_RDONLY, &code) else {
        var error = unsafe zip_error()
        unsafe zip_error_init_with_code(&error, code)
        defer { unsafe zip_error_fini(&error) }
        throw unsafe Self.refusal(&error, path: path)
      }
      unsafe self.archive = Mutex(archive)
    }

    deinit {
      unsafe archive.withLock { archive in unsafe zip_discard(archive) }
    }

    func members() throws(ModelFileError) -> [Member] {
      try unsafe archive.withLock { archive throws(ModelFileError) in
        let count = unsafe zip_get_num_entries(archive, 0)
        var members: [Member] = []
        members.reserveCapacity(Int(count))
        for index in 0..<UInt64(max(count, 0)) {
          var status = unsafe zip_stat()
          guard unsafe zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &status) == 0 else {
            throw unsafe Self.refusal(zip_get_error(archive), path: path)
          }
          members.append(unsafe Member(status, index: index))
        }
        return members
      }
    }

    /// The bytes of a member from the first on, at most `limit`. When the last one has been read,
    /// libzip compares checksum and size with those declared.
    func bytes(of member: Member, atMost limit: Int) throws(ModelFileError) -> Data {
      try unsafe archive.withLock { archive throws(ModelFileError) in
        guard let file = unsafe zip_fopen_index(archive, member.index, 0) else {
          throw unsafe Self.refusal(zip_get_error(archive), path: path, member: member)
        }
        defer { unsafe zip_fclose(file) }
        var bytes = Data()
        // A member declared larger than it is packed is not given room on its word.
        bytes.reserveCapacity(min(limit, member.byteCount, member.packedByteCount))
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
          let wanted = min(piece.count, limit - bytes.count)
          let count = unsafe zip_fread(file, &piece, UInt64(wanted))
          guard count >= 0 else {
            throw unsafe Self.refusal(zip_file_get_error(file), path: path, member: member)
          }
          guard count > 0 else { break }
          bytes.append(contentsOf: piece[..<Int(count)])
        }
        return bytes
      }
    }

    private static func refusal(
      _ error: UnsafeMutablePointer<zip_error>, path: String, member: Member? = nil
    ) -> ModelFileError {
      let words = unsafe String(cString: zip_error_strerror(error))
      let code: ModelFileError.Code =
        switch unsafe zip_error_code_zip(error) {
        case ZIP_ER_NOZIP, ZIP_ER_EOF: .truncated
        case ZIP_ER_OPEN, ZIP_ER_READ, ZIP_ER_SEEK, ZIP_ER_MEMORY: .notReadable
        default: .malformedHeader
        }
      return ModelFileError(
        code, path: path, found: (member.map { "\($0.name): " } ?? "") + words,
        remedy: ModelFileError.damagedRemedy)
    }
  }
}

extension ZipArchive.Member {
  fileprivate init(_ status: zip_stat_t, index: UInt64) {
    name = unsafe status.name.map { unsafe String(cString: $0) } ?? ""
    byteCount = unsafe Int(clamping: status.size)
    packedByteCount = unsafe Int(clamping: status.comp_size)
    compression =
      switch unsafe Int32(status.comp_method) {
      case ZIP_CM_STORE: .stored
      case ZIP_CM_DEFLATE: .deflated
      case let method: .other(Int(method))
      }
    isEncrypted = unsafe Int32(status.encryption_method) != ZIP_EM_NONE
    self.index = index
  }
}
