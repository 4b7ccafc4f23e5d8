import Foundation
import RecurrentJacobians
import TestSupport
import Testing

/// Traces of batches of sequences of different lengths.
@Suite struct BatchTests {
  private static let batch = Fixture.path("sequences/arrays.npz")
  private static let padded = Fixture.path("sequences/padded.npy")
  private static let lengths = Fixture.path("sequences/lengths.npy")

  private func trace(_ inputs: String, _ options: String..., in place: Workplace) throws -> Outcome
  {
    try Command.run(["trace", "model.safetensors", inputs] + options, in: place.folder)
  }

  /// The quantile of NumPy's definition.
  private func quantile(_ values: [Double], _ level: Double) -> Double {
    let sorted = values.sorted()
    let place = level * Double(sorted.count - 1)
    let (low, high) = (Int(place.rounded(.down)), Int(place.rounded(.up)))
    return low == high
      ? sorted[low] : sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
  }

  @Test func quantilesOfTheSequences() throws {
    let place = try Workplace()
    let outcome = try trace(Self.batch, "--csv", "-", in: place)
    #expect(outcome.status == 0)
    let rows = outcome.rows
    #expect(rows.count == 5 * 5 * 10)
    // What single sequences give: by quantity, edges and lag, over the names.
    var single: [[String]: [[Double]]] = [:]
    for name in (0..<5).map({ "s\($0)" }) {
      let alone = try trace(Self.batch, "--sequence", name, "--csv", "-", in: place)
      for row in alone.rows {
        single[[row[0], row[1], row[3]], default: []].append(row[4...].map { Double($0) ?? .nan })
      }
    }
    for row in rows {
      let values = try #require(single[[row[1], row[2], row[4]]])
      #expect(row[3] == "end")
      #expect(row[5] == "\(values.count)")
      for column in 0..<5 where !row[6 + column].isEmpty {
        let expected = quantile(values.map { $0[column] }, try #require(Double(row[0])))
        let found = try #require(Double(row[6 + column]))
        // Two products and a sum.
        #expect(
          found == expected || abs(found - expected) <= 4 * Double.epsilon * max(1, abs(expected)))
      }
    }
  }

  @Test func everyFormGivesTheSame() throws {
    let place = try Workplace()
    let rows = try trace(Self.batch, "--csv", "-", in: place).rows
    #expect(
      try trace(Self.padded, "--lengths", Self.lengths, "--csv", "-", in: place).rows == rows)
    #expect(
      try trace(Fixture.path("sequences/padded.npz"), "--csv", "-", in: place).rows == rows)
  }

  @Test func stepsThatOnlySomeHave() throws {
    let place = try Workplace()
    let rows = try trace(
      Self.batch, "--steps", "2...end:4", "--lags", "1,8", "--quantity", "hidden", "--measures",
      "norm", "--csv", "-", in: place
    ).rows
    let medians = rows.filter { $0[0] == "0.5" }
    #expect(medians.map { $0[3] } == ["2", "6", "10", "10"])
    #expect(medians.map { $0[4] } == ["1", "1", "1", "8"])
    #expect(medians.map { $0[5] } == ["4", "2", "1", "1"])
  }

  /// Rows come by step and lag, whatever the lengths are that `end` stands for.
  @Test func rowsInOrder() throws {
    let place = try Workplace()
    let options = ["--quantity", "hidden", "--measures", "norm", "--csv", "-"]
    let lags = try Command.run(
      ["trace", "model.safetensors", Self.batch, "--lags", "end"] + options, in: place.folder
    ).rows.map { $0[4] }
    #expect(lags == ["1", "3", "5", "7", "10"].flatMap { Array(repeating: $0, count: 5) })
    let steps = try Command.run(
      ["trace", "model.safetensors", Self.batch, "--steps", "3,end", "--lags", "1"] + options,
      in: place.folder
    ).rows.map { $0[3] }
    #expect(steps == ["1", "3", "5", "7", "10"].flatMap { Array(repeating: $0, count: 5) })
    let padded = try Command.run(
      ["trace", "model.safetensors", Self.padded, "--lengths", Self.lengths] + options,
      in: place.folder
    ).rows.map { $0[4] }
    #expect(padded == (1...10).flatMap { Array(repeating: "\($0)", count: 5) })
  }

  @Test func filesTableAndPicture() throws {
    let place = try Workplace()
    var options = ["--csv", "batch.csv", "--npy", "batch.npy"]
    if Command.hasGnuplot { options += ["--plot", "batch.svg"] }
    let outcome = try Command.run(
      ["trace", "model.safetensors", Self.batch] + options, in: place.folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("over 5 sequences"))
    #expect(outcome.output.contains("median"))
    let sidecar = try place.folder.sidecar("batch.csv.json")
    #expect(sidecar.sequenceCount == 5)
    #expect(sidecar.stepCount == 10)
    #expect(sidecar.rowCount == 250)
    #expect(try NumPyFile(contentsOf: place.folder.file("batch.npy")).shape == [250, 5])
    guard Command.hasGnuplot else { return }
    let picture = try place.folder.text("batch.svg")
    #expect(picture.contains("median"))
    #expect(picture.contains("5 sequences"))
  }

  /// A `.npy` file of whole numbers.
  private static func file(of numbers: [Int]) -> [UInt8] {
    let header = "{'descr': '<i8', 'fortran_order': False, 'shape': (\(numbers.count),), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
      + Array(header.utf8)
      + numbers.flatMap { number in (0..<8).map { UInt8(number >> (8 * $0) & 0xFF) } }
  }

  /// How the array was read, and what holds of the longest sequence, which need not be the first.
  @Test(arguments: [[2, 5, 3], [5, 2, 3], [3, 2, 5]]) func notes(lengths: [Int]) throws {
    var weights = Weights()
    weights.add(gates: 1)
    let place = try Workplace(weights)
    try NumPyFile.write(
      shape: [3, 6, 2], values: (0..<36).map { Double($0 % 12 < 10 ? $0 : 0) },
      to: place.folder.file("batch.npy"))
    try place.folder.file("lengths.npy", holding: Self.file(of: lengths))
    let outcome = try trace("batch.npy", "--lengths", "lengths.npy", "--csv", "a.csv", in: place)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let notes = try #require(try place.folder.sidecar("a.csv.json").notes)
    #expect(notes.contains { $0.contains("3 sequences of 2 to 5 steps") })
    #expect(notes.contains { $0.contains("tanh assumed") })
    // Without lengths all of them end in zeros.
    let padded = try trace("batch.npy", "--lags", "1", in: place)
    #expect(padded.errors.contains("3 of them end in zeros: if that is padding, --lengths says"))
  }

  /// Of PyTorch's default shape [steps, batch, inputs].
  @Test(arguments: [
    (10, 1, "10 sequences of 1 step; one sequence of 10 steps", "is saved as x[:, 0]"),
    (5, 2, "5 sequences of 2 steps; if the array", "numpy.swapaxes(x, 0, 1)"),
  ])
  func stepsThatAreTakenForSequences(
    steps: Int, batch: Int, reading: String, remedy: String
  ) throws {
    let place = try Workplace()
    try NumPyFile.write(
      shape: [steps, batch, 2], values: Workplace.inputs, to: place.folder.file("turned.npy"))
    let outcome = try trace("turned.npy", "--lags", "1", in: place)
    #expect(outcome.status == 0)
    #expect(outcome.errors.hasPrefix("turned.npy: " + reading))
    #expect(outcome.errors.components(separatedBy: remedy).count == 2)
    try expectRefusal(
      ["ledger", "model.safetensors", "turned.npy"], in: place.folder,
      saying: [reading, remedy, "--sequence"])
  }

  @Test(arguments: [[], ["--sequence", "1"]])
  func howABatchIsRead(options: [String]) throws {
    let place = try Workplace()
    try NumPyFile.write(
      shape: [2, 5, 2], values: Workplace.inputs, to: place.folder.file("batch.npy"))
    let outcome = try Command.run(
      ["trace", "model.safetensors", "batch.npy", "--lags", "1"] + options, in: place.folder)
    #expect(outcome.errors.hasPrefix("batch.npy: 2 sequences of 5 steps\n"))
    #expect(!outcome.errors.contains("swapaxes"))
  }

  /// An archive may hold targets beside inputs.
  @Test func arraysOfAnotherWidth() throws {
    try expectRefusal(
      ["trace", Fixture.path("frameworks/pt_lstm/model.npz"), Self.batch], in: Workplace().folder,
      saying: [
        "sequence s0", "expected [steps, 3]", "found [7, 2]", "--sequence NAME takes one alone",
      ])
  }

  @Test func howArraysAreRead() throws {
    let outcome = try trace(Self.batch, "--lags", "1", in: Workplace())
    #expect(outcome.errors.contains("arrays.npz: 5 sequences of 1 to 10 steps\n"))
  }

  @Test func whichSequenceANumberIs() throws {
    let place = try Workplace()
    let outcome = try trace(
      Fixture.path("sequences/numbered.npz"), "--sequence", "10", "--lags", "1", "--csv", "a.csv",
      in: place)
    #expect(outcome.errors.contains("12 sequences of 1 to 7 steps; number 10 is arr_10\n"))
    #expect(try place.folder.sidecar("a.csv.json").sequence == "arr_10")
  }

  @Test func whatIsNotRead() throws {
    let outcome = try trace(Fixture.path("sequences/targets.npz"), "--lags", "1", in: Workplace())
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("targets.npz: 1 sequence of 7 steps; not read: y [7] (lengths"))
  }

  @Test func theStepThatIsShown() throws {
    let place = try Workplace()
    #expect(try trace(Self.batch, in: place).output.contains(" end  median"))
    let outcome = try trace(Self.batch, "--steps", "1...end", in: place)
    #expect(
      outcome.output.contains("Of 10 steps the last that half of the sequences reach is shown"))
  }

  @Test(.enabled(if: Command.hasGnuplot, "gnuplot is not installed"))
  func mapOfTheMedian() throws {
    let place = try Workplace()
    let outcome = try trace(
      Self.batch, "--steps", "1...end", "--measures", "norm", "--plot", "map.svg", in: place)
    #expect(outcome.status == 0)
    #expect(try place.folder.text("map.svg").contains("median"))
  }

  @Test func refusals() throws {
    let place = try Workplace()
    func refuse(_ arguments: String..., saying words: String...) throws {
      try expectRefusal(arguments, in: place.folder, saying: words)
    }
    try refuse(
      "ledger", "model.safetensors", Self.batch, saying: "5 sequences of", "s0, s1", "--sequence")
    try refuse(
      "trace", "model.safetensors", Self.batch, "--report", "page.html", saying: "one sequence")
    try refuse(
      "trace", "model.safetensors", Self.batch, "--steps", "11", saying: "no sequence has")
    try refuse(
      "trace", "model.safetensors", Self.batch, "--steps", "0", saying: "no sequence has")
    try refuse("trace", "model.safetensors", Self.batch, "--steps", "0,3", saying: "step 0")
    try refuse(
      "trace", "model.safetensors", Self.batch, "--sequence", "t", saying: "s0, s1, s2, s3, s4")
    try refuse(
      "trace", "model.safetensors", Self.padded, "--csv", "t.csv", saying: "sequence 0", "step 8",
      "lengths were not given")
    try refuse(
      "trace", "model.safetensors", Self.batch, "--sequence", "s1", "--lags", "1", "--csv", "t.csv",
      "--plot", "t.svg", saying: "nothing to draw")
    try refuse(
      "trace", "model.safetensors", Self.padded, "--lengths",
      Fixture.path("sequences/beyond.npy"), saying: "from 1 to 10")
  }
}
