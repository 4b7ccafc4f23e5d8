@testable import ModelFiles

/// The pickle of a checkpoint on its own: inside of an archive damage to it stops at the checksum.
func readPickle(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let program = Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let graph = try? PickleMachine.run(program),
    let names = try? PyTorchNames(of: graph, byteCount: count)
  else { return 0 }
  for (_, tensor) in names.tensors {
    guard let extent = tensor.extent else { continue }
    precondition(extent.upperBound <= tensor.storageElementCount)
  }
  return 0
}
