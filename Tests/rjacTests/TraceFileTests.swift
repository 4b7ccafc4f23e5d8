import Foundation
import RecurrentJacobians
import TestSupport
import Testing

/// The files that a trace writes.
@Suite struct TraceFileTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  @Test func theHeaderAndTheLineEnds() throws {
    let outcome = try place.trace("--lags", "1,2", "--csv", "trace.csv")
    #expect(outcome.status == 0)
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.dropFirst() == ["wrote trace.csv", "wrote trace.csv.json"])
    let bound = try #require(lines.first?.split(separator: " ").last.flatMap { Double($0) })
    #expect(bound > 0 && bound < promised)
    let text = try place.folder.text("trace.csv")
    let header =
      "quantity,edges,step,lag,log_spectral_norm,log_spectral_radius,"
      + "log_sigma_1,log_sigma_2,log_sigma_3\r\n"
    #expect(text.hasPrefix(header))
    #expect(text.hasSuffix("\r\n"))
    #expect(text.components(separatedBy: "\r\n").count == 12)
    #expect(!text.replacingOccurrences(of: "\r\n", with: "").contains { $0.isNewline })
    #expect(
      try place.folder.names == ["inputs.npy", "model.safetensors", "trace.csv", "trace.csv.json"])
  }

  @Test func numbersReadBackTheSame() throws {
    _ = try place.trace("--quantity", "hidden", "--csv", "trace.csv")
    let table = Table(try place.folder.text("trace.csv"))
    for row in table.rows {
      for field in row.dropFirst(4) {
        let value = try #require(Double(field))
        #expect("\(value)" == field)
      }
      #expect(row[4] == row[6])
    }
  }

  @Test func anExactZeroIsMinusInfinity() throws {
    let rows = try place.rows("--quantity", "hidden", "--edges", "carousel", "--lags", "2")
    #expect(rows[0].dropFirst(4).allSatisfy { $0 == "-inf" })
  }

  @Test(arguments: [
    ("norm", 2, [true, false]), ("radius", 2, [false, true]), ("norm,radius", 2, [true, true]),
    ("sigma", 5, [false, false, true, true, true]),
  ])
  func measuresLeftOutAreEmpty(measures: String, count: Int, filled: [Bool]) throws {
    let rows = try place.rows("--quantity", "cell", "--lags", "1...3", "--measures", measures)
    #expect(rows.count == 3)
    for row in rows {
      #expect(row.count == 4 + count)
      #expect(row.dropFirst(4).map { !$0.isEmpty } == filled)
    }
  }

  @Test func columnsThatARowHasNotAreEmpty() throws {
    let rows = try place.rows("--quantity", "hidden,state", "--lags", "1")
    #expect(rows.map(\.count) == [12, 12])
    #expect(rows[0].suffix(3) == ["", "", ""])
    #expect(!rows[1].contains(""))
  }

  @Test func theArrayHoldsTheSameNumbers() throws {
    let outcome = try place.trace(
      "--quantity", "hidden,state", "--csv", "trace.csv", "--npy", "trace.npy")
    #expect(outcome.errors.contains("wrote trace.npy\n"))
    let table = Table(try place.folder.text("trace.csv"))
    let array = try NumPyFile(contentsOf: place.folder.file("trace.npy")).tensor()
    #expect(array.shape == [20, 8])
    let fields = table.rows.flatMap { $0.dropFirst(4) }
    for (field, value) in zip(fields, array.values) {
      #expect(field.isEmpty ? value.isNaN : Double(field) == value)
    }
  }

  @Test func anArrayAloneHasASidecar() throws {
    let outcome = try place.trace("--quantity", "hidden", "--npy", "a.npy")
    #expect(outcome.errors.hasSuffix("wrote a.npy\nwrote a.npy.json\n"))
    #expect(try place.folder.sidecar("a.npy.json").rowCount == 10)
  }

  @Test(arguments: ["/dev/stdout", "-"])
  func standardOutputCarriesRowsAlone(path: String) throws {
    let outcome = try place.trace("--lags", "1", "--csv", path)
    #expect(outcome.status == 0)
    #expect(Table(outcome.output).header.first == "quantity")
    #expect(outcome.rows.count == 5)
    #expect(outcome.rows.allSatisfy { $0.count == 9 })
    #expect(outcome.errors.contains("max σ₁"))
    #expect(!outcome.errors.contains("wrote"))
    #expect(!FileManager.default.fileExists(atPath: "/dev/stdout.json"))
  }

  @Test func theSidecar() throws {
    _ = try place.trace("--steps", "3,4", "--lags", "1", "--precision", "single", "--csv", "a.csv")
    let sidecar = try place.folder.sidecar("a.csv.json")
    #expect(sidecar.model.file == "model.safetensors")
    #expect(
      try sidecar.model.sha256 == FileDigest.sha256(of: place.folder.file("model.safetensors")))
    #expect(sidecar.model.cell == "lstm")
    #expect(sidecar.model.nonlinearity == nil)
    #expect(sidecar.model.layer == "weight_hh_l0")
    #expect(sidecar.model.unitCount == 3)
    #expect(sidecar.model.inputCount == 2)
    #expect(sidecar.inputs == "inputs.npy")
    #expect(try sidecar.inputsSHA256 == FileDigest.sha256(of: place.folder.file("inputs.npy")))
    #expect(sidecar.stepCount == 10)
    #expect(!sidecar.isReversed)
    #expect(sidecar.precision == "single")
    #expect(sidecar.rowCount == 10)
    #expect(sidecar.wallTimeSeconds > 0)
    #expect(sidecar.conventions.contains { $0.contains("i, f, g, o") })
    #expect(sidecar.software.recurrentJacobians == recurrentJacobiansVersion)
    #expect(sidecar.software.openBLAS.contains("OpenBLAS"))
    #expect(!sidecar.software.lapack.isEmpty && !sidecar.software.kernel.isEmpty)
    #expect(sidecar.software.threadCount == ProcessInfo.processInfo.activeProcessorCount)
  }

  @Test func anOldFileIsReplaced() throws {
    try place.folder.file("a.csv", holding: [0x78])
    _ = try place.trace("--csv", "a.csv")
    #expect(try place.folder.text("a.csv").hasPrefix("quantity"))
  }
}
