import Foundation

/// True singular values of one network, computed in MPFR arithmetic by `make_oracles.py`.
public struct Oracle: Decodable, Sendable {
  public struct Reference: Decodable, Sendable {
    public let quantity: String
    public let edges: [String]
    public let step: Int
    public let lag: Int
    public let logSingularValues: [Double]
  }

  /// The state after the last step.
  public struct State: Decodable, Sendable {
    public let h: [Double]
    public let c: [Double]?
  }

  public let cell: String
  public let nonlinearity: String?
  /// Where a GRU resets, `after` or `before` the product, and what squeezes its gates.
  public let reset: String?
  public let gateActivation: String?
  public let steps: Int
  public let finalState: State
  public let references: [Reference]

  /// The folders with weights, inputs and references.
  public static let names = [
    "rnn_tanh_16", "rnn_relu_16", "rnn_saturated_10", "lstm_12", "silero_vad_60",
    "trained_char_lstm_40", "gru_12", "gru_before_10", "lstm_projected_10",
    "lstm_peepholes_8",
  ]

  public init(_ name: String) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    // Python writes -Infinity bare, which JSON does not know.
    let text = try String(
      contentsOfFile: Fixture.path("oracles/\(name)/oracle.json"), encoding: .utf8
    )
    .replacingOccurrences(of: "-Infinity", with: "\"-Infinity\"")
    self = try decoder.decode(Oracle.self, from: Data(text.utf8))
  }
}
