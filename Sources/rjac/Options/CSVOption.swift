import ArgumentParser
import Foundation
import RecurrentJacobians

/// The CSV file that rows are written to.
struct CSVOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the rows as CSV, and FILE.json beside it, which says what they were computed from and"
        + " with; - is standard output.",
      valueName: "file"),
    completion: .file(),
    transform: { $0 == "-" ? Self.standardOutput : $0 })
  var csv: String?

  private static let standardOutput = "/dev/stdout"

  /// Whether standard output belongs to the rows, so that nothing else may be printed there.
  var useStandardOutput: Bool {
    csv.map([Self.standardOutput, "/dev/fd/1", "/proc/self/fd/1"].contains) ?? false
  }

  /// Shows a summary where it does not mix with the rows.
  ///
  /// - Parameters:
  ///   - stepCount: How many steps were asked for; where there are several, it is said which is shown.
  ///   - shown: The step that is.
  func show(_ text: String, ofSteps stepCount: Int, shown: String = "the last") {
    let note =
      stepCount > 1
      ? "\nOf \(stepCount) steps \(shown) is shown;"
        + (csv == nil ? " --csv FILE writes all." : " the CSV has all.")
      : ""
    if useStandardOutput { StandardError.write(text + note + "\n") } else { print(text + note) }
  }

  /// Refuses to write over what is read, one file over the other, where no file can be, or under the name
  /// of another kind.
  ///
  /// - Parameters:
  ///   - inputs: Files that are read.
  ///   - npy: An array that is written, `--npy`.
  ///   - others: Other files that are written, and their options.
  func check(
    against inputs: [String], npy: String? = nil,
    and others: [(path: String?, option: String)] = []
  ) throws {
    let files = WrittenFiles.named(csv: csv, npy: npy) + others
    let outputs = files.compactMap { file in file.path.map { (path: $0, option: file.option) } }
    for (index, (output, option)) in outputs.enumerated() {
      let place = Self.place(output)
      if inputs.contains(where: { Self.place($0) == place }) {
        throw UsageError(
          "\(output): is read by this run and cannot be written; choose another name")
      }
      if outputs[..<index].contains(where: { Self.place($0.path) == place }) {
        throw UsageError(
          "\(output): would be written twice; choose another name for \(option)")
      }
    }
    if let csv { try OutputSuffix.csv.check(csv, option: "--csv") }
    // Some are written last: what is wrong with their names and folders is better said first.
    for file in others.compactMap(\.path) { try WholeFile.check(file) }
    _ = try WrittenFiles(csv: csv, npy: npy)
  }

  /// Where the file is or will be: of one that is not there only the folder can be a link.
  private static func place(_ path: String) -> URL {
    let url = URL(fileURLWithPath: path)
    return url.deletingLastPathComponent().resolvingSymlinksInPath()
      .appendingPathComponent(url.lastPathComponent).resolvingSymlinksInPath()
  }
}
