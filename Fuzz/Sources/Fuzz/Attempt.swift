import Foundation
import RecurrentJacobians

/// Reads bytes as a file. Refusals are what is wanted; traps and bad accesses are what is looked for.
func attempt(
  _ bytes: UnsafePointer<UInt8>?, _ count: Int, reading body: (_ path: String) throws -> Void
) -> CInt {
  // Foundation leaks a page when it maps an empty file, which would end the run.
  guard count > 0 else { return 0 }
  do {
    try file.truncate(atOffset: 0)
    try file.seek(toOffset: 0)
    try file.write(contentsOf: bytes.map { Data(bytes: $0, count: count) } ?? Data())
    try body(path)
  } catch let error as ModelFileError {
    precondition(!error.description.isEmpty)
  } catch {
    fatalError("\(error) is no ModelFileError")
  }
  return 0
}

private let path =
  NSTemporaryDirectory() + "rjac-fuzz-\(ProcessInfo.processInfo.processIdentifier)"

/// One file for all attempts: making files takes longer than reading them.
private let file: FileHandle = {
  precondition(FileManager.default.createFile(atPath: path, contents: nil), "no file at \(path)")
  return FileHandle(forUpdatingAtPath: path)!
}()

/// Reads every tensor, then every layer that is found.
func readAll(of file: some TensorFile) throws {
  for tensor in file.tensors { tolerate { _ = try file.tensor(named: tensor.name) } }
  readLayers(of: try Checkpoint(contentsOf: file.path))
}

/// Reads a file as inputs.
func readSequences(_ path: String) throws {
  let sequences = try InputSequences(contentsOf: path)
  for name in sequences.names {
    tolerate { let _: Matrix<Double> = try sequences.sequence(named: name) }
  }
}

/// Makes the cell of every layer.
func readLayers(of checkpoint: Checkpoint) {
  for layer in checkpoint.layers {
    tolerate {
      switch layer.kind {
      case .lstm: _ = try LSTM<Double>(layer, in: checkpoint)
      case .gru: _ = try GRU<Double>(layer, in: checkpoint)
      case .rnn: _ = try RNN<Double>(layer, in: checkpoint)
      }
    }
  }
}

private func tolerate(_ body: () throws -> Void) {
  do {
    try body()
  } catch let error as ModelFileError {
    precondition(!error.description.isEmpty)
  } catch {
    fatalError("\(error) is no ModelFileError")
  }
}
