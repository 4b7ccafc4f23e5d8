import RecurrentJacobians

func readPyTorch(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  attempt(bytes, count) { path in try readAll(of: PyTorchFile(contentsOf: path)) }
}
