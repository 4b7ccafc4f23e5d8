#if HDF5
  import Foundation

  /// A file in the HDF5 format, read only: its datasets by their paths, such as
  /// `model_weights/lstm/kernel:0`.
  ///
  /// Links to other names or other files are not followed, and neither data in other files nor data that
  /// have passed a filter, compressed ones among them, are read.
  struct HDF5File: TensorFile {
    let path: String
    let tensors: [TensorInfo]
    private let handle: HDF5Handle

    /// Reads the tree of a file.
    ///
    /// - Throws: `ModelFileError` – `.noSuchFile`, `.isDirectory`, `.notReadable`; `.malformedHeader`.
    init(contentsOf path: String) throws(ModelFileError) {
      try self.init(InputFile.contents(of: path), path: path)
    }

    /// Reads the tree of a file that lies in memory.
    ///
    /// - Parameter path: The file that errors name.
    init(_ bytes: Data, path: String) throws(ModelFileError) {
      self.path = path
      handle = try HDF5Handle(bytes, path: path)
      tensors = try handle.datasets().sorted { $0.name < $1.name }
    }

    /// A string attribute of the file's root; `nil` if it has no single string of this name.
    func attribute(_ name: String) throws(ModelFileError) -> String? {
      try handle.attribute(name)
    }

    func tensor(named name: String) throws(ModelFileError) -> Tensor {
      guard let info = info(named: name) else { throw missing(name) }
      guard info.elementType.isReadable else { throw unreadable(info) }
      return Tensor(
        path: path, name: name, shape: info.shape, values: try handle.values(of: info))
    }
  }
#endif
