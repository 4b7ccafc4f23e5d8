import Foundation
import RecurrentJacobians
import Testing

/// The Swift example of the README, word for word between the markers; the import stands above.
private func readmeExample() throws {
  // README example begins
  let lstm = try LSTM<Double>(contentsOf: ExampleModel.weightsPath)
  let run = try lstm.trajectory(over: Matrix(contentsOf: ExampleModel.inputsPath))

  let jacobian = try run.jacobian(.hidden, step: 200, lag: 50)  // matrix · e^logScale
  let trace = try run.trace(.cell, edges: .carousel, step: 200, lags: 1...200)
  print(trace.rows[49].logSpectralNorm ?? .nan, jacobian.logScale)
  try trace.writeCSV(to: "cell.csv")
  // README example ends
}

@Suite struct ReadmeExampleTests {
  // In a process of its own, because the example writes into the current folder.
  @Test func runs() async {
    await #expect(processExitsWith: .success) {
      let folder = NSTemporaryDirectory() + "readme-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      #expect(FileManager.default.changeCurrentDirectoryPath(folder))
      try readmeExample()
      let lines = try String(contentsOfFile: folder + "/cell.csv", encoding: .utf8)
        .components(separatedBy: "\r\n")
      #expect(lines.count == 202)
      #expect(lines[1].hasPrefix("cell,carousel,200,1,"))
    }
  }

  @Test func standsInTheReadme() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let lines = source.components(separatedBy: "\n")
    let first = try #require(lines.firstIndex(of: "  // README example begins"))
    let last = try #require(lines.firstIndex(of: "  // README example ends"))
    let code = lines[(first + 1)..<last].map { $0.hasPrefix("  ") ? String($0.dropFirst(2)) : $0 }
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(
      contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let block = "```swift\nimport RecurrentJacobians\n\n" + code.joined(separator: "\n") + "\n```"
    #expect(readme.contains(block))
  }
}
