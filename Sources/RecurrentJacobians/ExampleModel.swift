import Foundation

/// The real network that comes with the package: the LSTM (128 units) of the voice activity
/// detector Silero VAD 6.2.3, with 24.7 s of read speech as it sees them.
///
/// - Source: Silero Team, MIT licence; the recording is a LibriVox reading, public domain. Licence
///   and provenance stand beside the files.
public enum ExampleModel {
  /// Weights as safetensors, PyTorch's names and gate order.
  public static var weightsPath: String { path("lstm.safetensors") }
  /// Inputs, shape [773, 128].
  public static var inputsPath: String { path("inputs.npy") }

  private static func path(_ name: String) -> String {
    Bundle.module.resourceURL!.appendingPathComponent("silero_vad/\(name)").path
  }
}
