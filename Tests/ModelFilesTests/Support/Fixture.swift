import Foundation

/// Real models and inputs of the repository.
enum Fixture {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let silero = path("Sources/RecurrentJacobians/Resources/silero_vad/lstm.safetensors")
  static let sileroInputs = path("Sources/RecurrentJacobians/Resources/silero_vad/inputs.npy")
  static let sileroHidden = path("Tests/TestSupport/Fixtures/models/silero_vad/hidden.npy")
  static let nh3pred = path("Tests/TestSupport/Fixtures/models/nh3pred/rnn_relu.safetensors")
  static let nh3predInputs = path("Tests/TestSupport/Fixtures/models/nh3pred/inputs.npy")

  private static func path(_ relative: String) -> String {
    root.appendingPathComponent(relative).path
  }
}
