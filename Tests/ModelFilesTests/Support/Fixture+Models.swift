import Foundation
import TestSupport

/// Real models and inputs of the repository.
extension Fixture {
  static let silero = example("lstm.safetensors")
  static let sileroInputs = example("inputs.npy")
  static let sileroHidden = path("models/silero_vad/hidden.npy")
  static let nh3pred = path("models/nh3pred/rnn_relu.safetensors")
  static let nh3predInputs = path("models/nh3pred/inputs.npy")

  /// A file of the example that comes with the package.
  private static func example(_ name: String) -> String {
    URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/RecurrentJacobians/Resources/silero_vad/\(name)").path
  }
}
