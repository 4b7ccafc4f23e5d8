import DenseLinearAlgebra
import ModelFiles
import TestSupport
import Testing

@Suite struct NPZFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private static let matrix = decoded(NumPyBytes.matrices[0].base64)
  private static let vector = decoded(NumPyBytes.vector)

  private func path(_ members: KeyValuePairs<String, [UInt8]>) throws -> String {
    try folder.file("a.npz", holding: ZipBytes.archive(members))
  }

  @Test(arguments: ["model.npz", "model_compressed.npz"])
  func readWhatNumPySaves(name: String) throws {
    let path = Fixture.path("frameworks/pt_lstm/\(name)")
    #expect(try FileFormat.detect(path) == .npz)
    let file = try NPZFile(contentsOf: path)
    let truth = try SafetensorsFile(
      contentsOf: Fixture.path("frameworks/pt_lstm/model.safetensors"))
    #expect(file.tensors == truth.tensors)
    for tensor in file.tensors {
      let values = try file.tensor(named: tensor.name).values
      #expect(values == (try truth.tensor(named: tensor.name).values))
    }
  }

  @Test func readEveryFormOfArray() throws {
    for (name, base64) in NumPyBytes.matrices {
      let file = try NPZFile(contentsOf: path(["x.npy": decoded(base64)]))
      #expect(
        try file.tensor(named: "x").values == [-0.5, -0.25, 0, 0.25, 0.5, 0.75],
        Comment(rawValue: name))
    }
  }

  @Test func listArraysThatAreNotRead() throws {
    let bytes = decoded(NumPyBytes.unreadable[0].base64)
    let file = try NPZFile(contentsOf: path(["lengths.npy": bytes, "notes.txt": [1]]))
    #expect(file.tensors == [TensorInfo(name: "lengths", elementType: .i64, shape: [3])])
    let error = #expect(throws: ModelFileError.self) { try file.tensor(named: "lengths") }
    #expect(error?.code == .unsupportedElementType)
    #expect(error?.tensor == "lengths")
    let missing = #expect(throws: ModelFileError.self) { try file.tensor(named: "notes.txt") }
    #expect(missing?.code == .missingTensor)
  }

  @Test func readInputsBesideOtherArrays() throws {
    let path = try path(["x.npy": Self.matrix, "mask.npy": Self.vector])
    let matrix = try Matrix<Double>(contentsOf: path)
    #expect(matrix.rowCount == 2 && matrix.columnCount == 3)
    #expect(matrix[1, 2] == 0.75)
  }

  @Test func refuseToChooseAmongInputs() throws {
    let path = try path(["x.npy": Self.matrix, "y.npy": Self.matrix, "v.npy": Self.vector])
    let error = #expect(throws: ModelFileError.self) { try Matrix<Double>(contentsOf: path) }
    #expect(error?.code == .wrongShape)
    #expect(error?.found == "2: x, y")
    let none = try self.path(["v.npy": Self.vector])
    let other = #expect(throws: ModelFileError.self) { try Matrix<Double>(contentsOf: none) }
    #expect(other?.code == .wrongShape)
  }

  @Test func nameTheDamagedArray() throws {
    let path = try path(["x.npy": Self.matrix, "y.npy": Array(Self.matrix.dropLast())])
    let error = #expect(throws: ModelFileError.self) { try NPZFile(contentsOf: path) }
    #expect(error?.code == .truncated)
    #expect(error?.tensor == "y")
  }

  @Test func refuseAnArrayWhoseBytesChanged() throws {
    var bytes = ZipBytes.archive(["x.npy": Self.matrix])
    let position = try #require(bytes.firstIndex(of: 0x93)) + Self.matrix.count - 1
    bytes[position] ^= 1
    let path = try folder.file(holding: bytes)
    let error = #expect(throws: ModelFileError.self) { try NPZFile(contentsOf: path) }
    #expect(error?.code == .malformedHeader)
    #expect(error?.found == "x.npy: CRC error")
  }

  @Test func refuseAFileCutAtAnyByte() throws {
    let whole = try bytes(of: Fixture.path("frameworks/pt_lstm/model_compressed.npz"))
    let path = try folder.file(holding: whole)
    try forEachCut(of: path) { count in
      let error = #expect(throws: ModelFileError.self, "cut at \(count)") {
        try NPZFile(contentsOf: path)
      }
      #expect(error?.code == .truncated, "cut at \(count)")
    }
  }
}
