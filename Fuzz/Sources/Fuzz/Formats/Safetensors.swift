import RecurrentJacobians

func readSafetensors(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  attempt(bytes, count) { path in try readAll(of: SafetensorsFile(contentsOf: path)) }
}
