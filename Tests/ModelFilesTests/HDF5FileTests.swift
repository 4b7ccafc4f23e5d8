#if HDF5
  import DenseLinearAlgebra
  import Foundation
  import RecurrentCells
  import TestSupport
  import Testing

  @testable import ModelFiles

  /// Files that h5py wrote, in the oldest and the newest layout, and files to be wary of.
  @Suite struct HDF5FileTests {
    private static func path(_ name: String) -> String {
      Fixture.path("frameworks/\(name)")
    }

    @Test(arguments: ["earliest", "latest"])
    func everyKindOfDataset(layout: String) throws {
      let file = try HDF5File(contentsOf: Self.path("hdf5_features/\(layout).h5"))
      let expected = try NPZFile(contentsOf: Self.path("hdf5_features/expected.npz"))
      #expect(file.tensors.map(\.name) == expected.tensors.map(\.name))
      #expect(file.tensors.map(\.shape) == expected.tensors.map(\.shape))
      let filtered = ["fletcher", "gzip", "shuffle_gzip"]
      for info in file.tensors
      where info.elementType.isReadable && !filtered.contains(info.name) {
        let (found, truth) = (
          try file.tensor(named: info.name), try expected.tensor(named: info.name)
        )
        #expect(found.values == truth.values, "\(info.name)")
      }
      for name in filtered {
        let error = #expect(throws: ModelFileError.self) { try file.tensor(named: name) }
        #expect(error?.code == .notReadable && error?.tensor == name)
        #expect(error?.remedy?.contains("h5repack -f NONE") == true)
      }
      let integers = file.tensors.filter { !$0.elementType.isReadable }
      #expect(integers.map(\.name) == ["int64", "int8", "uint16"])
      #expect(integers.map(\.elementType) == [.i64, .i8, .u16])
      for info in integers {
        let error = #expect(throws: ModelFileError.self) { try file.tensor(named: info.name) }
        #expect(error?.code == .unsupportedElementType)
      }
      #expect(try file.attribute("fixed") == "a fixed string")
      #expect(try file.attribute("variable") == "a string of variable length, é")
      for name in ["fixed_list", "variable_list", "number", "array", "none"] {
        #expect(try file.attribute(name) == nil)
      }
    }

    /// Links within the file by other names, loops, links to other files are not there at all; data in
    /// another file, and more than the file has bytes for, are refused before room is made.
    @Test func traps() throws {
      let file = try HDF5File(contentsOf: Self.path("hdf5_evil/traps.h5"))
      let refused: [(String, ModelFileError.Code)] = [
        ("bomb", .notReadable), ("external_storage", .unsupportedElementType),
        ("huge_chunk", .notReadable), ("huge_chunked", .outOfRange),
        ("huge_contiguous", .outOfRange),
      ]
      #expect(file.tensors.map(\.name) == refused.map(\.0) + ["kept"])
      #expect(try file.tensor(named: "kept").values == Array(repeating: 1, count: 6))
      for (name, code) in refused {
        let error = #expect(throws: ModelFileError.self) { try file.tensor(named: name) }
        #expect(error?.code == code)
        #expect(error?.tensor == name)
      }
    }

    /// A dataset without a dataspace is none. Chunks take the room that they have, whatever else is said of it.
    @Test func sizesOfChunks() throws {
      var bytes = try Data(contentsOf: URL(fileURLWithPath: Self.path("hdf5_evil/chunks.h5")))
      bytes.append(Data(count: 10_514_776 - bytes.count))
      let file = try HDF5File(bytes, path: "chunks.h5")
      #expect(file.tensors.map(\.name) == ["padding", "small", "wide"])
      let before = PeakMemory.byteCount
      #expect(try file.tensor(named: "small").values == Array(repeating: 1, count: 400))
      #expect(PeakMemory.byteCount - before < 1 << 30)
      let error = #expect(throws: ModelFileError.self) { try file.tensor(named: "wide") }
      #expect(error?.code == .outOfRange)
    }

    @Test func compressedNames() {
      let error = #expect(throws: ModelFileError.self) {
        try HDF5File(contentsOf: Self.path("hdf5_evil/compressed_names.h5"))
      }
      #expect(error?.code == .notReadable)
    }

    @Test func groupsInCircles() throws {
      let file = try HDF5File(contentsOf: Self.path("hdf5_evil/cycle.h5"))
      #expect(
        file.tensors.map(\.name)
          == ["bias", "kernel", "recurrent_kernel"].map { "model_weights/lstm/lstm/\($0)" })
    }

    @Test(arguments: [
      ("external_link", ModelFileError.Code.missingTensor), ("huge", .outOfRange),
      ("truncated", .malformedHeader),
    ])
    func modelsThatAreRefused(name: String, code: ModelFileError.Code) {
      let path = Self.path("hdf5_evil/\(name).h5")
      let error = #expect(throws: ModelFileError.self) {
        try LayerStack<LSTM<Double>>(contentsOf: path)
      }
      #expect(error?.code == code)
      #expect(error?.path == path)
      #expect(error?.remedy != nil)
    }

    /// Cut short anywhere, a file is refused or, where the library makes do with what is left, holds
    /// nothing that the whole does not.
    @Test(arguments: [
      "keras_lstm/model.h5", "keras_stacked/model.weights.h5", "hdf5_features/latest.h5",
    ])
    func cutShort(name: String) throws {
      let whole = try Data(contentsOf: URL(fileURLWithPath: Self.path(name)))
      let all = Set(try HDF5File(whole, path: name).tensors)
      for count in Array(0..<600) + Array(stride(from: 600, to: whole.count, by: 7)) {
        let cut = whole.prefix(count)
        guard let file = try? HDF5File(Data(cut), path: name) else { continue }
        #expect(all.isSuperset(of: file.tensors), "\(count)")
        for info in file.tensors { _ = try? file.tensor(named: info.name) }
      }
    }

    /// Cut short anywhere, an archive is refused.
    @Test func archiveCutShort() throws {
      let folder = try TemporaryFolder()
      let whole = try bytes(of: Self.path("keras_lstm/model.keras"))
      for count in Array(stride(from: 0, to: whole.count, by: 97)) + [whole.count - 1] {
        let path = try folder.file("cut.keras", holding: Array(whole.prefix(count)))
        #expect(throws: ModelFileError.self, "\(count)") { try Checkpoint(contentsOf: path) }
      }
    }

    @Test func manyThreads() async throws {
      let paths = ["keras_lstm/model.h5", "keras_gru/model.keras", "hdf5_features/latest.h5"]
      await withTaskGroup(of: Bool.self) { group in
        for task in 0..<32 {
          group.addTask {
            let path = Self.path(paths[task % paths.count])
            guard task % paths.count == 2 else {
              guard let file = try? Checkpoint(contentsOf: path) else { return false }
              let weights = try? file.weights(of: file.layers[0], as: Double.self)
              return weights?.input.columnCount == 3
            }
            let file = try? HDF5File(contentsOf: path)
            return (try? file?.tensor(named: "chunked"))?.values.count == 35
          }
        }
        for await isRight in group { #expect(isRight) }
      }
    }
  }
#endif
