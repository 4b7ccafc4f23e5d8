#if os(Linux)
  import Foundation
  import Testing

  @Suite struct ProgressBarTests {
    /// What a terminal of so many columns is shown of the bar, line by line.
    private func lines(columns: Int) throws -> [Substring] {
      let place = try Workplace()
      let terminal = Process()
      terminal.executableURL = URL(fileURLWithPath: "/usr/bin/script")
      terminal.arguments = [
        "-qec",
        "stty cols \(columns); '\(try #require(Command.path))' trace model.safetensors inputs.npy",
        "shown",
      ]
      terminal.currentDirectoryURL = URL(fileURLWithPath: place.folder.path)
      terminal.standardInput = FileHandle.nullDevice
      terminal.standardOutput = FileHandle.nullDevice
      try terminal.run()
      terminal.waitUntilExit()
      #expect(terminal.terminationStatus == 0)
      return try place.folder.text("shown").replacing("\u{1B}[2K", with: "").split(separator: "\r")
        .filter { $0.contains(" % of") }
    }

    /// A line that is too long would stay where the next one begins.
    @Test(arguments: [(12, 0), (30, 7), (40, 17), (80, 40), (0, 40)])
    func fitsTheTerminal(columns: Int, length: Int) throws {
      let lines = try lines(columns: columns)
      let last = try #require(lines.last)
      let room = (columns > 0 ? columns : 80) - 1
      #expect(lines.allSatisfy { $0.count <= room })
      #expect(last.prefix { $0 == "█" }.count == length)
      #expect(last.dropFirst(length) == " 100 % of 50 Jacobians".prefix(room))
    }
  }
#endif
