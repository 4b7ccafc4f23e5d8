#if HDF5
  import CHDF5
  import Foundation
  import Synchronization

  /// An HDF5 file as the library has it open, out of memory. The library is called here and nowhere
  /// else, by one thread at a time.
  @safe final class HDF5Handle: Sendable {
    private let path: String
    private let file: hid_t
    /// What the library reads from: it is neither copied nor changed, and stays where it is.
    private let bytes: Data

    /// What is collected of the links of a group.
    private struct LinkNames {
      var names: [String] = []
      var count = 0
      /// No file has room for more links: a group that has is damaged.
      let limit: Int
    }

    /// The library keeps global state.
    private static let library = Mutex(())

    init(_ bytes: Data, path: String) throws(ModelFileError) {
      let isCompressed = unsafe bytes.withUnsafeBytes {
        unsafe hdf5_has_filtered_heap($0.baseAddress, $0.count)
      }
      guard !isCompressed else {
        throw ModelFileError(
          .notReadable, path: path, expected: "names as they are",
          found: "compressed ones, or others that have passed a filter",
          remedy: "Save the model again: Keras does not compress.")
      }
      let file = Self.locked {
        unsafe bytes.withUnsafeBytes { unsafe hdf5_open_image($0.baseAddress, $0.count) }
      }
      guard file >= 0 else { throw Self.malformed(path) }
      self.path = path
      self.file = file
      self.bytes = bytes
    }

    deinit {
      Self.locked { _ = H5Fclose(file) }
    }

    /// Every dataset that hard links lead to, by the shortest path.
    func datasets() throws(ModelFileError) -> [TensorInfo] {
      try Self.locked { () throws(ModelFileError) in
        var found: [TensorInfo] = []
        var linkCount = 0
        var visited: Set = [hdf5_address(file)]
        var groups = [""]
        // Deeper groups are no model's.
        for _ in 0..<64 {
          var next: [String] = []
          for group in groups {
            for link in try links(of: group) {
              linkCount += 1
              guard linkCount <= bytes.count / 8 else { throw Self.malformed(path) }
              let name = group.isEmpty ? link : group + "/" + link
              let object = unsafe H5Oopen(file, name, hdf5_default())
              guard object >= 0 else { throw Self.malformed(path, name) }
              defer { H5Oclose(object) }
              switch H5Iget_type(object) {
              case H5I_DATASET:
                if let info = try info(of: object, name: name) { found.append(info) }
              case H5I_GROUP where visited.insert(hdf5_address(object)).inserted: next.append(name)
              default: break
              }
            }
          }
          groups = next
        }
        return found
      }
    }

    /// The names of the hard links of a group that paths can be made of.
    private func links(of name: String) throws(ModelFileError) -> [String] {
      let group = unsafe H5Gopen2(file, name.isEmpty ? "/" : name, hdf5_default())
      guard group >= 0 else { throw Self.malformed(path, name) }
      defer { H5Gclose(group) }
      var list = LinkNames(limit: bytes.count / 8)
      let status = unsafe withUnsafeMutablePointer(to: &list) { list in
        unsafe hdf5_for_each_link(
          group,
          { _, name, link, context in
            let list = unsafe context!.assumingMemoryBound(to: LinkNames.self)
            unsafe list.pointee.count += 1
            if unsafe link!.pointee.type == H5L_TYPE_HARD,
              let name = unsafe String(validatingCString: name!), !name.contains("/"), name != "."
            {
              unsafe list.pointee.names.append(name)
            }
            return unsafe list.pointee.count > list.pointee.limit ? -1 : 0
          }, list)
      }
      guard status >= 0 else { throw Self.malformed(path, name) }
      return list.names
    }

    /// Nil where it has no dataspace: such a dataset is no tensor, not even an empty one.
    private func info(of dataset: hid_t, name: String) throws(ModelFileError) -> TensorInfo? {
      let type = H5Dget_type(dataset)
      let space = H5Dget_space(dataset)
      defer {
        H5Tclose(type)
        H5Sclose(space)
      }
      guard type >= 0, space >= 0 else { throw Self.malformed(path, name) }
      guard H5Sget_simple_extent_type(space) != H5S_NULL else { return nil }
      let rank = H5Sget_simple_extent_ndims(space)
      var lengths = [hsize_t](repeating: 0, count: max(Int(rank), 0))
      guard rank >= 0, unsafe H5Sget_simple_extent_dims(space, &lengths, nil) == rank else {
        throw Self.malformed(path, name)
      }
      let typeName = try H5Tget_class(type) == H5T_OPAQUE ? attribute("dtype", of: dataset) : nil
      return TensorInfo(
        name: name, elementType: ElementType(hdf5: type, named: typeName),
        shape: lengths.map { Int(clamping: $0) })
    }

    /// The values of a dataset, in double precision.
    func values(of info: TensorInfo) throws(ModelFileError) -> [Double] {
      try Self.locked { () throws(ModelFileError) in
        let access = hdf5_uncached()
        defer { H5Pclose(access) }
        let dataset = unsafe H5Dopen2(file, info.name, access)
        guard dataset >= 0 else { throw Self.malformed(path, info.name) }
        defer { H5Dclose(dataset) }
        let count = try honestCount(of: info, dataset)
        guard count > 0 else { return [] }
        if info.elementType == .bf16 { return try bfloat16(count, of: info, dataset) }
        var values = [Double](repeating: 0, count: count)
        let status = unsafe H5Dread(
          dataset, hdf5_native_double(), hdf5_all(), hdf5_all(), hdf5_default(), &values)
        guard status >= 0 else { throw Self.malformed(path, info.name) }
        return values
      }
    }

    /// Values of a type that is none to the library: it gives the bytes.
    private func bfloat16(
      _ count: Int, of info: TensorInfo, _ dataset: hid_t
    ) throws(ModelFileError) -> [Double] {
      let type = H5Dget_type(dataset)
      defer { H5Tclose(type) }
      var bytes = [UInt8](repeating: 0, count: 2 * count)
      let status = unsafe H5Dread(
        dataset, type, hdf5_all(), hdf5_all(), hdf5_default(), &bytes)
      let values = ElementBytes.widen(
        Data(bytes), in: 0..<bytes.count, as: .bf16, order: .littleEndian)
      guard status >= 0, let values else { throw Self.malformed(path, info.name) }
      return values
    }

    /// The number of elements, where the file has bytes for them.
    private func honestCount(
      of info: TensorInfo, _ dataset: hid_t
    ) throws(ModelFileError) -> Int {
      let size = info.elementType.byteCount ?? 1
      let properties = H5Dget_create_plist(dataset)
      guard properties >= 0 else { throw Self.malformed(path, info.name) }
      defer { H5Pclose(properties) }
      let layout = H5Pget_layout(properties)
      guard H5Pget_external_count(properties) <= 0, layout != H5D_VIRTUAL else {
        throw ModelFileError(
          .notReadable, path: path, tensor: info.name, found: "its values are in another file",
          remedy: "Save the model again, in one file.")
      }
      // The library unpacks a chunk to whatever size it has.
      guard H5Pget_nfilters(properties) == 0 else {
        throw ModelFileError(
          .notReadable, path: path, tensor: info.name, expected: "values as they are",
          found: "compressed ones, or others that have passed a filter",
          remedy: "Unpack the file: h5repack -f NONE in.h5 out.h5")
      }
      let limit = bytes.count
      guard let byteCount = Shape.byteCount(of: info.shape, elementByteCount: size),
        byteCount <= limit
      else { throw tooLarge(info, info.shape, limit) }
      if layout == H5D_CHUNKED {
        var lengths = [hsize_t](repeating: 0, count: info.shape.count)
        let rank = unsafe H5Pget_chunk(properties, Int32(lengths.count), &lengths)
        let chunk = lengths.map { Int(clamping: $0) }
        guard rank == lengths.count,
          let byteCount = Shape.byteCount(of: chunk, elementByteCount: size), byteCount <= limit
        else { throw tooLarge(info, chunk, limit) }
      }
      return byteCount / size
    }

    /// A string attribute of the root.
    func attribute(_ name: String) throws(ModelFileError) -> String? {
      try Self.locked { () throws(ModelFileError) in try attribute(name, of: file) }
    }

    /// A string attribute of an object.
    private func attribute(
      _ name: String, of object: hid_t
    ) throws(ModelFileError) -> String? {
      guard unsafe H5Aexists(object, name) > 0 else { return nil }
      let attribute = unsafe H5Aopen(object, name, hdf5_default())
      guard attribute >= 0 else { throw Self.malformed(path, name) }
      let type = H5Aget_type(attribute)
      let space = H5Aget_space(attribute)
      defer {
        H5Tclose(type)
        H5Sclose(space)
        H5Aclose(attribute)
      }
      guard H5Tget_class(type) == H5T_STRING, H5Sget_simple_extent_npoints(space) == 1 else {
        return nil
      }
      guard H5Tis_variable_str(type) > 0 else {
        let count = H5Tget_size(type)
        guard count <= bytes.count else { throw Self.malformed(path, name) }
        var text = [UInt8](repeating: 0, count: count)
        guard unsafe H5Aread(attribute, type, &text) >= 0 else {
          throw Self.malformed(path, name)
        }
        return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
      }
      var text: UnsafeMutablePointer<CChar>?
      guard unsafe H5Aread(attribute, type, &text) >= 0 else { throw Self.malformed(path, name) }
      guard let text = unsafe text else { return nil }
      defer { unsafe H5free_memory(text) }
      return unsafe String(cString: text)
    }

    private static func locked<Result, Failure: Error>(
      _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
      try library.withLock { _ throws(Failure) in
        hdf5_silence()
        return try body()
      }
    }

    private static func malformed(_ path: String, _ name: String? = nil) -> ModelFileError {
      ModelFileError(
        .malformedHeader, path: path, found: "the HDF5 library cannot read \(name ?? "it")",
        remedy: "It is cut short or damaged: copy, download or save it again.")
    }

    private func tooLarge(_ info: TensorInfo, _ shape: [Int], _ limit: Int) -> ModelFileError {
      ModelFileError(
        .outOfRange, path: path, tensor: info.name,
        expected: "at most \(limit) bytes, as many as the file has",
        found: "\(shape) elements of type \(info.elementType)",
        remedy: "It is cut short or damaged: copy, download or save it again.")
    }
  }

  extension ElementType {
    /// A type of the HDF5 library, whatever its byte order.
    ///
    /// - Parameter name: What the attribute `dtype` says of opaque bytes. Such are the numbers of NumPy's extension types:
    ///   Keras says which in its own format, and not in HDF5 files with `model_config`; bfloat16 alone takes two bytes.
    fileprivate init(hdf5 type: hid_t, named name: String?) {
      let size = H5Tget_size(type)
      let isSigned = H5Tget_sign(type) != H5T_SGN_NONE
      switch H5Tget_class(type) {
      case H5T_FLOAT where size == 8: self = .f64
      case H5T_FLOAT where size == 4: self = .f32
      case H5T_FLOAT where size == 2: self = .f16
      case H5T_FLOAT: self = .other("F\(8 * size)")
      case H5T_INTEGER where size == 8: self = isSigned ? .i64 : .u64
      case H5T_INTEGER where size == 4: self = isSigned ? .i32 : .u32
      case H5T_INTEGER where size == 2: self = isSigned ? .i16 : .u16
      case H5T_INTEGER where size == 1: self = isSigned ? .i8 : .u8
      case H5T_STRING: self = .other("STRING")
      case H5T_OPAQUE where size == 2 && (name ?? "bfloat16") == "bfloat16": self = .bf16
      case H5T_OPAQUE: self = .other((name ?? "opaque").uppercased())
      default: self = .other("COMPOUND")
      }
    }
  }
#endif
