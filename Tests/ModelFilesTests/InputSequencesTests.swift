import DenseLinearAlgebra
import Foundation
import ModelFiles
import TestSupport
import Testing

@Suite struct InputSequencesTests {
  private static let lengths = [7, 3, 10, 5, 1]

  private func file(_ name: String) -> String { Fixture.path("sequences/\(name)") }

  /// The formula of the generator.
  private func expected(_ index: Int) -> Matrix<Double> {
    let length = Self.lengths[index]
    return Matrix(
      rows: length, columns: 2,
      rowMajor: (0..<2 * length).map { sin(0.3 + Double(index) + 1.7 * Double($0)) })
  }

  @Test(arguments: [
    ("arrays.npz", nil as String?, "s"), ("padded.npz", nil, ""), ("padded.npz", "lengths.npy", ""),
    ("padded.npy", "lengths.npy", ""),
  ])
  func everyForm(name: String, lengths: String?, prefix: String) throws {
    let sequences = try InputSequences(contentsOf: file(name), lengths: lengths.map(file))
    #expect(sequences.names == (0..<5).map { "\(prefix)\($0)" })
    for (index, name) in sequences.names.enumerated() {
      let sequence: Matrix<Double> = try sequences.sequence(named: name)
      // NumPy's sine may differ from the C library's in the last place.
      #expect(sequence.relativeDifference(from: expected(index)) < 4 * Double.epsilon)
    }
  }

  @Test func withoutLengthsThePaddingCounts() throws {
    let sequences = try InputSequences(contentsOf: file("padded.npy"))
    #expect(try sequences.sequence(named: "2", as: Double.self).rowCount == 10)
    let error = #expect(throws: ModelFileError.self) {
      try sequences.sequence(named: "1", as: Double.self)
    }
    #expect(error?.code == .nonFiniteValue)
    #expect(error?.description.contains("sequence 1") == true)
    #expect(error?.description.contains("step 4") == true)
    #expect(error?.description.contains("lengths were not given") == true)
  }

  /// As `numpy.savez(file, *arrays)` names them.
  @Test func numbersInNamesAreInOrder() throws {
    let sequences = try InputSequences(contentsOf: file("numbered.npz"))
    #expect(sequences.names == (0..<12).map { "arr_\($0)" })
    #expect(sequences.name(of: "10") == "arr_10" && sequences.name(of: "arr_2") == "arr_2")
    #expect(sequences.name(of: "12") == nil)
    for index in 0..<12 {
      #expect(try sequences.sequence(named: "\(index)", as: Double.self).rowCount == 1 + index % 7)
    }
  }

  @Test func noSuchSequence() throws {
    let sequences = try InputSequences(contentsOf: file("arrays.npz"))
    let error = #expect(throws: ModelFileError.self) {
      try sequences.sequence(named: "s9", as: Double.self)
    }
    #expect(error?.description.contains("s0, s1, s2, s3, s4") == true)
  }

  @Test(arguments: [
    ("padded.npy", "short.npy" as String?, ModelFileError.Code.outOfRange, "found 4 numbers"),
    ("padded.npy", "beyond.npy", .outOfRange, "found 11"),
    ("padded.npy", "fractions.npy", .unsupportedElementType, "whole numbers"),
    ("padded.npy", "padded.npy", .wrongShape, "one axis"),
    ("mixed.npz", nil, .wrongShape, "many [5, 10, 2], one [7, 2]"),
    ("scalar.npz", nil, .wrongShape, "one axis"),
    ("lengths.npy", nil, .unsupportedElementType, "<i4"),
  ])
  func refusals(
    name: String, lengths: String?, code: ModelFileError.Code, words: String
  ) throws {
    let error = #expect(throws: ModelFileError.self) {
      try InputSequences(contentsOf: file(name), lengths: lengths.map(file))
    }
    #expect(error?.code == code)
    #expect(error?.description.contains(words) == true)
  }

  @Test func lengthsOfASingleSequence() throws {
    let path = Fixture.path("oracles/lstm_12/inputs.npy")
    let error = #expect(throws: ModelFileError.self) {
      try InputSequences(contentsOf: path, lengths: file("lengths.npy"))
    }
    #expect(error?.description.contains("leave the file out") == true)
  }

  @Test func lengthsOfSeparateArrays() throws {
    let error = #expect(throws: ModelFileError.self) {
      try InputSequences(contentsOf: file("arrays.npz"), lengths: file("lengths.npy"))
    }
    #expect(error?.path == file("lengths.npy"))
    #expect(error?.description.contains("leave the file out") == true)
  }

  @Test func lengthsBesideSeparateArrays() throws {
    let error = #expect(throws: ModelFileError.self) {
      try InputSequences(contentsOf: file("redundant.npz"))
    }
    #expect(error?.path == file("redundant.npz"))
    #expect(error?.description.contains("leave lengths out") == true)
  }

  @Test(arguments: [
    ("targets.npz", nil as String?, ["y [7]"]), ("arrays.npz", nil, []), ("padded.npz", nil, []),
    ("padded.npz", "lengths.npy", ["lengths [5]"]), ("padded.npy", "lengths.npy", []),
  ])
  func whatIsNotRead(name: String, lengths: String?, arrays: [String]) throws {
    let sequences = try InputSequences(contentsOf: file(name), lengths: lengths.map(file))
    #expect(sequences.unreadArrays == arrays)
  }

  @Test func sequencesByNumber() throws {
    let sequences = try InputSequences(contentsOf: file("arrays.npz"))
    #expect(
      try sequences.sequence(named: "2", as: Double.self) == sequences.sequence(named: "s2"))
  }

  @Test func aBatchIsNoMatrix() throws {
    let error = #expect(throws: ModelFileError.self) {
      try Matrix<Double>(contentsOf: file("arrays.npz"))
    }
    #expect(error?.code == .wrongShape)
    #expect(error?.description.contains("s0, s1") == true)
  }

  /// A tensor that PyTorch saved is no array; a model in the place of the inputs has to move.
  @Test func tensorsOfPyTorch() throws {
    let place = try TemporaryFolder()
    let tensor = try place.file(
      "x.pt", holding: CheckpointBytes.tensor(shape: [3, 2], strides: [2, 1]))
    for (path, remedy) in [
      (tensor, "Save the tensor as an array: numpy.save('inputs.npy', x.numpy())."),
      (Fixture.path("frameworks/pt_lstm/model.pt"), "The model comes first, the inputs second."),
    ] {
      let error = #expect(throws: ModelFileError.self) { try InputSequences(contentsOf: path) }
      #expect(error?.code == .unknownFormat)
      #expect(error?.remedy == remedy)
    }
  }

  @Test func aBatchOfOneWithTheStepsFirst() throws {
    let place = try TemporaryFolder()
    let path = try place.file("states.npy", holding: decoded(NumPyBytes.batchOfOne))
    let error = #expect(throws: ModelFileError.self) { try Matrix<Double>(contentsOf: path) }
    #expect(error?.code == .wrongShape)
    #expect(error?.description.contains("x[:, 0]") == true)
  }
}
