import Foundation
import RecurrentJacobians
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct DemoTests {
  private func expectTrace(in folder: Folder) throws {
    let table = Table(try folder.text("demo/silero_vad.csv"))
    #expect(table.header.count == 6 + 128)
    #expect(table.rows.count == 6 * 773)
    let sidecar = try folder.sidecar("demo/silero_vad.csv.json")
    #expect(sidecar.rowCount == table.rows.count)
    #expect(sidecar.model.file == "silero_vad/lstm.safetensors")
    #expect(sidecar.inputs == "silero_vad/inputs.npy")
    let text = try folder.text("demo/silero_vad.csv.json")
    #expect(!text.contains("/" + NSUserName() + "/") && !text.contains("\"/"))
  }

  @Test(.enabled(if: Command.hasGnuplot, "gnuplot is not installed"))
  func rowsAndAPicture() throws {
    let folder = try Folder()
    let outcome = try Command.run(["demo", "--output", "demo"], in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("wrote demo/silero_vad.svg\n"))
    #expect(outcome.errors.hasPrefix("every ln σ is right to "))
    #expect(outcome.output.contains("max σ₁"))
    // A line of an ordinary terminal.
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    try expectTrace(in: folder)
    let picture = Data(try folder.bytes("demo/silero_vad.svg"))
    let parser = XMLParser(data: picture)
    #expect(parser.parse())
    #expect(String(decoding: picture, as: UTF8.self).contains("carousel"))
    let page = try Page(folder.bytes("demo/silero_vad.html"))
    #expect(page.figureCount == 4)
    #expect(page.text.contains("carry"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("demo")).sorted()
        == [
          "silero_vad.csv", "silero_vad.csv.json", "silero_vad.html", "silero_vad.svg",
          "silero_vad_map.csv", "silero_vad_map.csv.json", "silero_vad_map.svg",
        ])
  }

  @Test func withoutGnuplot() throws {
    let folder = try Folder()
    let outcome = try Command.run(
      ["demo", "--output", "demo"], in: folder, environment: ["PATH": "/nonexistent"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("gnuplot is not installed"))
    #expect(outcome.errors.contains("apt-get install gnuplot-nox"))
    #expect(outcome.errors.contains("brew install gnuplot"))
    try expectTrace(in: folder)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("demo")).sorted()
        == [
          "silero_vad.csv", "silero_vad.csv.json", "silero_vad_map.csv",
          "silero_vad_map.csv.json",
        ])
  }

  @Test func theFolderIsAFile() throws {
    let folder = try Folder()
    try folder.file("demo", holding: [])
    try expectRefusal(
      ["demo", "--output", "demo"], in: folder, saying: ["demo: cannot be written", "--output"])
  }
}
