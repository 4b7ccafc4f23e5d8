import RecurrentJacobians

func readONNX(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  attempt(bytes, count) { path in readLayers(of: try Checkpoint(contentsOf: path)) }
}
