import RecurrentJacobians
import Testing

@Suite struct HelpTests {
  @Test(arguments: [[], ["--help"], ["help"]])
  func theCommandsAreListed(arguments: [String]) throws {
    let outcome = try Command.run(arguments, in: Folder())
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    for name in [
      "demo", "inspect", "trace", "ledger", "sensitivity", "lyapunov", "verify", "experiment",
      "notebook",
    ] {
      #expect(outcome.output.contains(name))
    }
  }

  @Test func everyOptionIsExplained() throws {
    let outcome = try Command.run(["trace", "--help"], in: Folder())
    #expect(outcome.status == 0)
    for option in [
      "--cell", "--nonlinearity", "--layer", "--from-layer", "--prefix", "--reverse", "--quantity",
      "--edges",
      "--steps", "--lags", "--measures", "--initial-state", "--precision", "--csv", "--npy",
      "--plot", "--report",
      "default: end", "default: 0...end", "default: all for --csv and --npy", "default: double",
    ] {
      #expect(outcome.output.contains(option))
    }
    #expect(!outcome.output.contains("IndexList"))
  }

  /// A command that went on in another line would be taken for two.
  @Test(arguments: ["trace", "ledger", "lyapunov", "experiment", "inspect", "notebook"])
  func examplesCanBePasted(command: String) throws {
    let lines = try Command.run([command, "--help"], in: Folder()).output
      .split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    let examples = lines.drop { !$0.hasPrefix("Example") }.dropFirst().prefix { !$0.isEmpty }
    #expect(!examples.isEmpty)
    for (line, next) in zip(examples, examples.dropFirst() + [""]) {
      #expect(line.hasPrefix("  rjac ") || line.hasPrefix("    --"))
      #expect(line.hasSuffix(" \\") == next.hasPrefix("    --"))
    }
  }

  @Test func version() throws {
    let outcome = try Command.run(["--version"], in: Folder())
    #expect(outcome.status == 0)
    #expect(outcome.output == "\(recurrentJacobiansVersion)\n")
  }

  @Test(arguments: [["tarce"], ["help", "tarce"]])
  func unknownCommand(arguments: [String]) throws {
    try expectRefusal(
      arguments, in: Folder(),
      saying: ["tarce: no such command", "demo, inspect, trace, ledger"])
  }

  @Test func helpOfACommand() throws {
    let outcome = try Command.run(["help", "trace"], in: Folder())
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("USAGE: rjac trace"))
  }

  @Test func missingArguments() throws {
    try expectRefusal(["trace"], in: Folder(), saying: ["<model>", "Usage"])
  }
}
