import Foundation
import RecurrentJacobians
import Testing

@Suite struct ExperimentCommandTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  @Test func theListSaysWhatThereIs() throws {
    let outcome = try Command.run(["experiment", "--list"], in: folder)
    #expect(outcome.status == 0)
    for experiment in Experiment.all {
      #expect(outcome.output.contains("\(experiment.name)\n  \(experiment.claim)\n"))
    }
    #expect(outcome.output.contains("--forget-bias -1,0,1,2,3,4,5"))
    #expect(try folder.names == [])
  }

  @Test(.enabled(if: Command.hasGnuplot, "gnuplot is not installed"))
  func aClaimItsNumbersAndAPicture() throws {
    let outcome = try Command.run(
      ["experiment", "linear-rnn", "--gain", "-0.5,1", "--steps", "20", "--output", "a/b"],
      in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains(Experiment.linearRNN.claim))
    #expect(outcome.output.contains(Experiment.linearRNN.formula))
    #expect(outcome.output.contains(Experiment.linearRNN.lookAt))
    #expect(outcome.output.contains("w = -0.5"))
    #expect(outcome.output.contains("\n  ?    no weight above 1 was tried\n"))
    #expect(outcome.output.contains("The claim holds as far as it was tested"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("a/b")).sorted()
        == ["linear-rnn.csv", "linear-rnn.ipynb", "linear-rnn.png", "linear-rnn.svg"])
    #expect(try folder.text("a/b/linear-rnn.ipynb").contains(Experiment.linearRNN.lookAt))
    let table = Table(try folder.text("a/b/linear-rnn.csv"))
    #expect(table.header[0] == "weight")
    #expect(table.rows.count == 40)
    #expect(try folder.text("a/b/linear-rnn.svg").contains("w = -0.5"))
  }

  @Test func aClaimThatDoesNotHold() throws {
    let outcome = try Command.run(
      ["experiment", "rnn", "--gain", "4,30", "--steps", "60", "--size", "4"], in: folder)
    #expect(outcome.output.contains("does NOT hold"))
    #expect(outcome.status == (Command.hasGnuplot ? 1 : 2))
  }

  /// A remark claims nothing that could fail.
  @Test func remarksHaveNoVerdict() throws {
    let outcome = try Command.run(
      ["experiment", "sensitivity", "--steps", "10", "--size", "4", "--forget-bias", "1"],
      in: folder)
    #expect(outcome.output.contains("\n  yes  the sum over the lags"))
    #expect(outcome.output.contains("\n       forget bias 1: half of"))
  }

  @Test func withoutGnuplotTheNumbersAreWritten() throws {
    let outcome = try Command.run(
      ["experiment", "rnn", "--steps", "10", "--size", "4"], in: folder,
      environment: ["PATH": "/nonexistent"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("gnuplot is not installed; install it with"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("rjac-experiments"))
        .sorted() == ["rnn.csv", "rnn.ipynb"])
  }

  @Test(arguments: [
    (["lstm"], ["lstm: no such experiment", "lstm-memory"]), ([], ["which experiment", "--list"]),
    (["linear-rnn", "--size", "3"], ["--size", "linear-rnn has no such setting", "--gain"]),
    (["linear-rnn", "--steps", "1"], ["linear-rnn: steps 1; it must be at least 10"]),
    (["rnn", "--size", "99999999999"], ["rnn: size 99999999999;", "at most 4096"]),
    (["rnn", "--steps", "99999999999"], ["rnn: steps 99999999999;", "at most 1000000"]),
    (["sensitivity", "--steps", "9"], ["sensitivity: steps 9; it must be at least 10"]),
    (["rnn", "--gain", "1,x"], ["1,x"]), (["rnn", "--gain", "inf"], ["finite"]),
    (["lstm-memory", "--gain", "1,2"], ["gain takes one value", "forget-bias"]),
    (["linear-rnn", "--gain", "0"], ["gain 0;", "weights other than 0"]),
  ])
  func whatCannotBeDone(arguments: [String], words: [String]) throws {
    try expectRefusal(["experiment"] + arguments, in: folder, saying: words)
  }

  /// Which is said before the run, and so before what comes to light in it.
  @Test(arguments: [["rnn", "--steps", "10"], ["linear-rnn", "--gain", "0"]])
  func theFolderIsAFile(arguments: [String]) throws {
    try folder.file("taken", holding: [])
    for path in ["taken", "taken/a/b"] {
      try expectRefusal(
        ["experiment"] + arguments + ["--output", path], in: folder,
        saying: ["\(path): cannot be written: taken is a file, not a folder", "--output"])
    }
  }
}
