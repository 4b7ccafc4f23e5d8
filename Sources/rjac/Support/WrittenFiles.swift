import RecurrentJacobians

/// The files of a run: its CSV, an array, and the sidecar beside the first that there is. Pipes and devices, such as /dev/stdout,
/// are not among them and have nothing beside them.
struct WrittenFiles {
  private let csv: String?
  private let npy: String?

  /// - Throws: `ModelFileError` where one of them cannot be written.
  init(csv: String?, npy: String? = nil) throws {
    self.csv = try csv.flatMap { try WholeFile.check($0) ? $0 : nil }
    self.npy = try npy.flatMap { try WholeFile.check($0) ? $0 : nil }
    if let sidecar { try WholeFile.check(sidecar) }
  }

  private var sidecar: String? { (csv ?? npy).map(Self.sidecar) }

  private static func sidecar(of file: String) -> String { file + ".json" }

  /// All that may be written under these names, with the options that name them.
  static func named(csv: String?, npy: String?) -> [(path: String?, option: String)] {
    // A CSV that is a pipe leaves the sidecar to the array.
    [(csv, "--csv"), (npy, "--npy")].flatMap { [($0.0, $0.1), ($0.0.map(sidecar), $0.1)] }
  }

  /// In the order in which they are announced.
  var paths: [String] { [csv, npy, sidecar].compactMap(\.self) }

  /// Writes what stands beside a file, if there is one.
  func writeSidecar(_ make: () throws -> RunSidecar) throws {
    if let sidecar { try make().write(to: sidecar) }
  }

  /// Says on standard error that they are there.
  func announce() { paths.forEach(StandardError.wrote) }
}
