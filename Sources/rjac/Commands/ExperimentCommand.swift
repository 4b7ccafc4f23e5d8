import ArgumentParser
import RecurrentJacobians

/// `rjac experiment`.
struct ExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment",
    abstract: "The classic demonstrations: a claim about gradients, measured and drawn.",
    discussion: """
      Writes NAME.csv with the numbers, NAME.ipynb, a Jupyter notebook about them, and NAME.svg and \
      NAME.png with a picture, which gnuplot draws. Exit status 1 if the numbers do not bear the claim out.

      Examples:
        rjac experiment --list
        rjac experiment linear-rnn
        rjac experiment lstm-memory --forget-bias 0,1,2,3 --steps 300 --output memory
      """)

  @Argument(help: "The demonstration.", completion: .list(Experiment.all.map(\.name)))
  var name: String?

  @Flag(help: "List the demonstrations with what their settings mean.")
  var list = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of units.", valueName: "number"))
  var size: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of steps.", valueName: "number"))
  var steps: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Gains, as each demonstration says: a,b,c.", valueName: "list"),
    transform: NumberList.init)
  var gain: NumberList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Biases of the forget gates: a,b,c.", valueName: "list"),
    transform: NumberList.init)
  var forgetBias: NumberList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of the random weights and inputs, from 0.", valueName: "number"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp("The folder for the files; made if it is missing.", valueName: "folder"),
    completion: .directory)
  var output = "rjac-experiments"

  func run() throws {
    if list {
      print(Experiment.all.map(Self.description).joined(separator: "\n\n"))
      return
    }
    let names = Experiment.all.map(\.name).joined(separator: ", ")
    guard let name else {
      throw UsageError("which experiment? There are \(names). 'rjac experiment --list' says more.")
    }
    guard let experiment = Experiment.all.first(where: { $0.name == name }) else {
      throw UsageError("\(name): no such experiment; there are \(names)")
    }
    let settings = try settings(of: experiment)
    let folder = try OutputFolder(output)
    defer { folder.removeIfEmpty() }
    let report = try experiment.run(settings)
    print(
      """
      \(experiment.claim)

        \(experiment.formula)

      """)
    for finding in report.findings {
      let verdict = finding.holds.map { $0 ? "yes" : "NO " } ?? (finding.isUntested ? "?  " : "   ")
      print("  \(verdict)  \(finding.statement)")
    }
    print("\n\(Self.verdict(on: report))")
    print("In the picture: \(experiment.lookAt)\n")
    let path = output + "/" + name
    try WholeFile.together {
      try report.table.writeCSV(to: path + ".csv")
      try experiment.notebook(of: report, csv: name + ".csv").write(to: path + ".ipynb")
    }
    for suffix in ["csv", "ipynb"] { StandardError.wrote("\(path).\(suffix)") }
    for format in PictureFormat.allCases {
      try report.chart.write(to: "\(path).\(format.rawValue)")
      StandardError.wrote("\(path).\(format.rawValue)")
    }
    if !report.holds { throw ExitCode(1) }
  }

  /// The experiment's settings with what was given instead.
  private func settings(of experiment: Experiment) throws -> ExperimentSettings {
    let given: [ExperimentSettings.Name: Bool] = [
      .size: size != nil, .steps: steps != nil, .gain: gain != nil, .forgetBias: forgetBias != nil,
      .seed: seed != nil,
    ]
    let used = experiment.uses.map(\.name)
    for name in ExperimentSettings.Name.allCases where given[name] == true && !used.contains(name) {
      throw UsageError(
        "--\(name.rawValue): \(experiment.name) has no such setting; it has "
          + used.map { "--\($0.rawValue)" }.joined(separator: ", "))
    }
    var settings = experiment.defaults
    if let size { settings.size = size }
    if let steps { settings.steps = steps }
    if let gain { settings.gains = gain.numbers }
    if let forgetBias { settings.forgetBiases = forgetBias.numbers }
    if let seed { settings.seed = seed }
    return settings
  }

  private static func verdict(on report: ExperimentReport) -> String {
    guard report.holds else { return "The claim does NOT hold here." }
    return report.isComplete ? "The claim holds." : "The claim holds as far as it was tested (?)."
  }

  private static func description(_ experiment: Experiment) -> String {
    let settings = experiment.uses.map { name, meaning in
      let value =
        switch name {
        case .size: "\(experiment.defaults.size)"
        case .steps: "\(experiment.defaults.steps)"
        case .gain: NumberList(experiment.defaults.gains).text
        case .forgetBias: NumberList(experiment.defaults.forgetBiases).text
        case .seed: "\(experiment.defaults.seed)"
        }
      return "    --\(name.rawValue) \(value): \(meaning)"
    }
    return ([experiment.name, "  \(experiment.claim)", "  \(experiment.formula)"] + settings)
      .joined(separator: "\n")
  }
}
