import Foundation
import RecurrentJacobians
import Testing

@Suite struct LocalizedErrorTests {
  /// What an alert or a log shows of any error is the sentence.
  @Test func saysTheSentence() throws {
    let errors: [any Error & CustomStringConvertible] = [
      try #require(throws: NetworkError.self) {
        try RNN<Double>(inputWeights: Matrix([[1]]), recurrentWeights: Matrix([[1, 2]]))
      },
      try #require(throws: ModelFileError.self) { try Checkpoint(contentsOf: "/missing") },
      try #require(throws: PlotError.self) {
        try PlotError.requireSeveral(stepCount: 0, lagCount: 0)
      },
    ]
    for error in errors { #expect(error.localizedDescription == error.description) }
  }
}
