import RecurrentJacobians

/// The files of a run: its CSV with the sidecar beside it, and an array. Pipes and devices, such as /dev/stdout,
/// are not among them and have nothing beside them.
struct WrittenFiles {
  private let csv: String?
  private let npy: String?

  /// - Throws: `ModelFileError` where the CSV or what stands beside it cannot be written.
  init(csv: String?, npy: String? = nil) throws {
    self.csv = try csv.flatMap { try WholeFile.check($0) ? $0 : nil }
    self.npy = npy
    if let sidecar { try WholeFile.check(sidecar) }
  }

  private var sidecar: String? { csv.map { $0 + ".json" } }

  /// In the order in which they are announced.
  var paths: [String] { [csv, sidecar, npy].compactMap(\.self) }

  /// Writes what stands beside the CSV, if it has such.
  func writeSidecar(_ make: () throws -> RunSidecar) throws {
    if let sidecar { try make().write(to: sidecar) }
  }

  /// Says on standard error that they are there.
  func announce() { paths.forEach(StandardError.wrote) }
}
