import Foundation

@testable import ModelFiles

/// The description of a model.
func readKerasConfiguration(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = bytes.map { Data(bytes: $0, count: count) } ?? Data()
  guard let model = JSONValue(python: text) else { return 0 }
  let layers = KerasConfiguration(model, version: "3").layers
  precondition(layers.allSatisfy { !$0.names.isEmpty })
  return 0
}

#if HDF5
  /// A whole file. The HDF5 library itself breaks on some of them: what crashes within `libhdf5` is its own.
  func readHDF5(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    attempt(bytes, count) { path in try readAll(of: HDF5File(contentsOf: path)) }
  }
#endif
