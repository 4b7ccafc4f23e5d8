import CFuzzer
import Foundation

/// What is done with the bytes of one attempt.
typealias Target = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

/// A file in Formats each.
var targets: [String: Target] = [
  "csv": readCSV, "index": readShardIndex, "keras": readKerasConfiguration, "npy": readNumPy,
  "npz": readNPZ,
  "onnx": readONNX, "pickle": readPickle, "pt": readPyTorch,
  "safetensors": readSafetensors,
]
#if HDF5
  targets["h5"] = readHDF5
#endif

guard CommandLine.argc > 1, let target = targets[CommandLine.arguments[1]] else {
  fatalError(
    "Usage: Fuzz \(targets.keys.sorted().joined(separator: "|")) [LIBFUZZER-OPTION…] CORPUS…")
}
var count = CommandLine.argc - 1
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(LLVMFuzzerRunDriver(&count, &arguments, target))
