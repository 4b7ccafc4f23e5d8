import RecurrentJacobians

func readNumPy(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  attempt(bytes, count) { path in
    _ = try NumPyFile(contentsOf: path).tensor()
    try readSequences(path)
  }
}
