import RecurrentJacobians

func readCSV(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  attempt(bytes, count, reading: readSequences)
}
