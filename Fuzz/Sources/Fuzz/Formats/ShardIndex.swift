import RecurrentJacobians

/// The index alone: there is no other file in its folder.
func readShardIndex(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  attempt(bytes, count) { path in try readAll(of: ShardIndex(contentsOf: path)) }
}
