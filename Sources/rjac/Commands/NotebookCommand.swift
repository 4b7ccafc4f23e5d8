import ArgumentParser
import RecurrentJacobians

/// `rjac notebook`.
struct NotebookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notebook",
    abstract: "A Jupyter notebook that reads and draws your own trace.",
    discussion: """
      The notebook reads the CSV by pandas and draws what it holds by matplotlib, of a batch its \
      quantiles; run it with Jupyter.

      Example:
        rjac trace model.safetensors inputs.npy --csv trace.csv
        rjac notebook trace.csv --output trace.ipynb
      """)

  @Argument(help: "The CSV that 'rjac trace' wrote.", completion: .file())
  var trace: String

  @Option(
    help: ArgumentHelp("The notebook to write.", valueName: "file"), completion: .file())
  var output: String

  func run() throws {
    try OutputSuffix.ipynb.check(output, option: "--output", isRequired: true)
    try Notebook(ofTrace: trace, for: output).write(to: output)
    StandardError.wrote(output)
  }
}
