import RecurrentJacobians

func readNPZ(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  attempt(bytes, count) { path in
    try readAll(of: NPZFile(contentsOf: path))
    try readSequences(path)
  }
}
