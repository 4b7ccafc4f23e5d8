import Foundation
import RecurrentJacobians
import TestSupport
import Testing

@Suite struct SensitivityCommandTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  @Test func projectionsHaveABlock() throws {
    let place = try Workplace(.projected)
    let outcome = try Command.run(
      ["sensitivity"] + Workplace.files + ["--csv", "a.csv"], in: place.folder)
    #expect(outcome.status == 0)
    #expect(Table(try place.folder.text("a.csv")).header.last == "log_norm_weight_hr")
  }

  #if ONNX
    @Test func peepholesHaveBlocks() throws {
      let names = ["model.onnx", "inputs.npy"].map {
        Fixture.path("frameworks/onnx_lstm_peepholes/\($0)")
      }
      let outcome = try Command.run(
        ["sensitivity"] + names + ["--csv", "a.csv"], in: place.folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let peepholes = ["inputGate", "forgetGate", "outputGate"].map { "log_norm_peephole.\($0)" }
      #expect(Table(try place.folder.text("a.csv")).header.suffix(3) == peepholes[...])
    }
  #endif

  @Test func rowsOfAllSteps() throws {
    let outcome = try Command.run(
      ["sensitivity"] + Workplace.files + ["--steps", "9,10", "--lags", "0,9", "--csv", "a.csv"],
      in: place.folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "wrote a.csv\nwrote a.csv.json\n")
    let table = Table(try place.folder.text("a.csv"))
    #expect(table.header.count == 2 + 12)
    #expect(table.header[4] == "log_norm_bias.inputGate")
    #expect(table.column("step") == ["9", "10", "10"])
    #expect(table.column("lag") == ["0", "0", "9"])
    let lstm = try LSTM<Double>(contentsOf: place.folder.file("model.safetensors"))
    let run = try lstm.trajectory(over: Matrix(contentsOf: place.folder.file("inputs.npy")))
    let row = try run.sensitivity(step: 10, lags: [9]).rows[0]
    #expect(table.rows[2].dropFirst(2) == row.logNorms.map { "\($0!)" }[...])
    // h_0 is zero: nothing has been multiplied with W_hh yet.
    #expect(table.column("log_norm_weight_hh.forgetGate")[2] == "-inf")
    #expect(outcome.output.contains("weight_hh.outputGate"))
    let sidecar = try place.folder.sidecar("a.csv.json")
    #expect(sidecar.rowCount == 3 && sidecar.unresolvedValueCount == 0)
    // Lags follow from each other.
    #expect(sidecar.software.threadCount == 1)
  }

  @Test func whatVanishedIsLeftEmpty() throws {
    let place = try Workplace(.closed)
    try place.write(inputs: Array(repeating: 0, count: 6), columns: 1)
    let outcome = try Command.run(
      ["sensitivity"] + Workplace.files + ["--csv", "a.csv"], in: place.folder)
    #expect(outcome.status == 0)
    let table = Table(try place.folder.text("a.csv"))
    // The inputs are zero.
    #expect(Set(table.column("log_norm_weight_ih.candidate")) == ["-inf"])
    #expect(Set(table.column("log_norm_bias.candidate")) == [""])
    let count = try place.folder.sidecar("a.csv.json").unresolvedValueCount
    #expect(count == table.rows.joined().count { $0.isEmpty })
    #expect(
      outcome.errors.hasPrefix("\(count) norms are rounding noise, or below the exponent range"))
  }

  /// Steps that a lag does not reach are left out.
  @Test func lagsBelowTheirStep() throws {
    let outcome = try Command.run(
      ["sensitivity"] + Workplace.files + ["--steps", "1...end", "--lags", "7", "--csv", "a.csv"],
      in: place.folder)
    #expect(outcome.status == 0)
    let table = Table(try place.folder.text("a.csv"))
    #expect(table.column("step") == ["8", "9", "10"])
    #expect(outcome.output.contains("Of 3 steps the last is shown"))
  }

  @Test func standardOutputCarriesRowsAlone() throws {
    let outcome = try Command.run(
      ["sensitivity"] + Workplace.files + ["--csv", "-"], in: place.folder)
    #expect(outcome.status == 0)
    #expect(outcome.rows.count == 10)
    #expect(outcome.errors.contains("largest") && !outcome.errors.contains("wrote"))
    #expect(try place.folder.names == ["inputs.npy", "model.safetensors"])
  }

  @Test(arguments: [
    (["--steps", "11"], ["step 11", "1 to 10"]), (["--steps", "0"], ["step 0", "1 to 10"]),
    (["--steps", "3", "--lags", "3"], ["no (step, lag) pair is left"]),
    (["--steps", "8...end:2", "--lags", "20"], ["no (step, lag) pair is left"]),
    (["--steps", "20...end"], ["step 20", "1 to 10"]),
    (["--csv", "model.safetensors"], ["is read by this run"]),
  ])
  func whatCannotBeDone(options: [String], words: [String]) throws {
    try expectRefusal(
      ["sensitivity"] + Workplace.files + options, in: place.folder, saying: words)
  }
}
