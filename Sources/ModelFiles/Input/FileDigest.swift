import CCrypto

/// Fingerprints of files, so that a result can name the exact model and inputs it came from.
public enum FileDigest {
  /// The SHA-256 of the file's content (FIPS 180-4), as 64 lowercase hexadecimal digits.
  ///
  /// The file is read a piece at a time and may be larger than memory.
  ///
  /// - Throws: `ModelFileError` – `.noSuchFile`, `.isDirectory`, `.notReadable`.
  public static func sha256(of path: String) throws(ModelFileError) -> String {
    let context = unsafe EVP_MD_CTX_new()
    defer { unsafe EVP_MD_CTX_free(context) }
    var succeeded = unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    try InputFile.forEachPiece(of: path) { piece in
      let status = unsafe EVP_DigestUpdate(context, piece, piece.count)
      succeeded = succeeded && status == 1
    }
    var digest = [UInt8](repeating: 0, count: 32)
    let status = unsafe EVP_DigestFinal_ex(context, &digest, nil)
    precondition(succeeded && status == 1, "libcrypto cannot compute SHA-256")
    return digest.map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }.joined()
  }
}
