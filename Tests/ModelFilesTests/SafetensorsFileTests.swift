import ModelFiles
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func open(_ bytes: [UInt8]) throws -> SafetensorsFile {
    try SafetensorsFile(contentsOf: folder.file(holding: bytes))
  }

  // The digests are those of numpy.save(tensor.astype('<f8')): every value and the shape.
  @Test(arguments: [
    (
      Fixture.silero, "bias_hh_l0", [512],
      "a482d69ef8daa70d54e1d0f2d3ec51e042810adb03fdfc2a40d2d86c7f66814b"
    ),
    (
      Fixture.silero, "bias_ih_l0", [512],
      "cca32d7e39166295973a0d9e63d983de7f9ee9fd21f49c805e3b329d1fd1c909"
    ),
    (
      Fixture.silero, "weight_hh_l0", [512, 128],
      "742137dbce5047fa2617936303d74219d5d4daa757e4934e5271621dba0eaea0"
    ),
    (
      Fixture.silero, "weight_ih_l0", [512, 128],
      "b6afd42fe639aa09ea65c9674b4ac49fd457da2f5df7f9d0cdad2c6f2d5c86b4"
    ),
    (
      Fixture.nh3pred, "weight_hh_l0", [512, 512],
      "8da7bfeff2f801bb81c35934293e73b1ff4977c57d0e485cb132829dec8ef2aa"
    ),
    (
      Fixture.nh3pred, "weight_ih_l0", [512, 119],
      "b29f93c97012ac471e0f733e23efe3bea4d6e3110c7bca43d7c1d6b44e78c1be"
    ),
  ])
  func readRealModelsExactly(path: String, name: String, shape: [Int], digest: String) throws {
    let tensor = try SafetensorsFile(contentsOf: path).tensor(named: name)
    #expect(tensor.shape == shape)
    #expect(tensor.name == name)
    #expect(tensor.path == path)
    let copy = folder.file("copy.npy")
    try NumPyFile.write(shape: tensor.shape, values: tensor.values, to: copy)
    #expect(try FileDigest.sha256(of: copy) == digest)
  }

  @Test func singleValuesOfARealModel() throws {
    let tensor = try SafetensorsFile(contentsOf: Fixture.silero).tensor(named: "weight_hh_l0")
    #expect(tensor.values.first == 0.022762581706047058)
    #expect(tensor.values.last == -0.19838035106658936)
  }

  @Test func listARealModelByName() throws {
    let file = try SafetensorsFile(contentsOf: Fixture.nh3pred)
    #expect(
      file.tensors == [
        TensorInfo(
          name: "bias_hh_l0", elementType: .f32, shape: [512]),
        TensorInfo(
          name: "bias_ih_l0", elementType: .f32, shape: [512]),
        TensorInfo(
          name: "weight_hh_l0", elementType: .f32, shape: [512, 512]),
        TensorInfo(
          name: "weight_ih_l0", elementType: .f32, shape: [512, 119]),
      ])
    #expect(file.metadata.isEmpty)
    for tensor in file.tensors { #expect(file.info(named: tensor.name) == tensor) }
    for name in ["absent", "bias_hh_l1", "z"] { #expect(file.info(named: name) == nil) }
  }

  @Test(arguments: [
    (
      "F64", littleEndian(0x3FB9_9999_9999_999A as UInt64, 1),
      [0.1, .leastNonzeroMagnitude]
    ),
    (
      "F32", littleEndian(0x3DCC_CCCD as UInt32, 1),
      [0.10000000149011612, 0x1p-149]
    ),
    ("F16", littleEndian(0x2E66 as UInt16, 1), [0.0999755859375, 0x1p-24]),
    ("BF16", littleEndian(0x3DCD as UInt16, 1), [0.10009765625, 0x1p-133]),
  ])
  func widenEachTypeExactly(type: String, data: [UInt8], values: [Double]) throws {
    let file = try open(SafetensorsBytes.single(type: type, shape: [2], data: data))
    #expect(try file.tensor(named: "a").values == values)
  }

  @Test(arguments: [
    ("F64", littleEndian(0x7FF0_0000_0000_0000 as UInt64)),
    ("F32", littleEndian(0x7F80_0000 as UInt32)),
    ("F16", littleEndian(0x7C00 as UInt16)),
    ("BF16", littleEndian(0x7F80 as UInt16)),
  ])
  func keepInfinity(type: String, data: [UInt8]) throws {
    let file = try open(SafetensorsBytes.single(type: type, shape: [], data: data))
    let tensor = try file.tensor(named: "a")
    #expect(tensor.values == [.infinity])
    #expect(tensor.shape == [])
  }

  @Test func keepMetadata() throws {
    let file = try open(
      SafetensorsBytes.file(header: #"{"__metadata__":{"format":"pt","é\n":"\u00e9"}}   "#))
    #expect(file.metadata == ["format": "pt", "é\n": "é"])
    #expect(file.tensors.isEmpty)
  }

  @Test func acceptTensorsWithoutElements() throws {
    let header = """
      {"a":\(SafetensorsBytes.entry("F32", [0, 3], 0, 0)),\
      "b":\(SafetensorsBytes.entry("F32", [1], 0, 4)),\
      "c":\(SafetensorsBytes.entry("F32", [2, 0], 4, 4))}
      """
    let file = try open(SafetensorsBytes.file(header: header, data: [0, 0, 128, 63]))
    #expect(
      try file.tensor(named: "a") == Tensor(path: file.path, name: "a", shape: [0, 3], values: []))
    #expect(try file.tensor(named: "b").values == [1])
    #expect(try file.tensor(named: "c").shape == [2, 0])
  }

  @Test func listTensorsInOrderOfNameWhateverTheirPlace() throws {
    let header = """
      {"z":\(SafetensorsBytes.entry("F16", [1], 0, 2)),\
      "b":\(SafetensorsBytes.entry("F16", [1], 4, 6)),\
      "a":\(SafetensorsBytes.entry("F16", [1], 2, 4))}
      """
    let file = try open(
      SafetensorsBytes.file(header: header, data: [0, 0x3C, 0, 0x40, 0, 0x42]))
    #expect(file.tensors.map(\.name) == ["a", "b", "z"])
    #expect(try file.tensor(named: "z").values == [1])
    #expect(try file.tensor(named: "a").values == [2])
    #expect(try file.tensor(named: "b").values == [3])
  }

  @Test(arguments: [
    ("I64", 8, ElementType.i64), ("U8", 1, .u8), ("BOOL", 1, .bool), ("I32", 4, .i32),
    ("F8_E4M3", 1, .other("F8_E4M3")),
  ])
  func listButDoNotReadOtherTypes(type: String, size: Int, elementType: ElementType) throws {
    let bytes = SafetensorsBytes.single(
      type: type, shape: [1], data: [UInt8](repeating: 0, count: size))
    let file = try open(bytes)
    #expect(file.tensors.map(\.elementType) == [elementType])
    let error = #expect(throws: ModelFileError.self) { try file.tensor(named: "a") }
    #expect(error?.code == .unsupportedElementType)
    #expect(error?.tensor == "a")
    #expect(error?.found == type)
    #expect(error?.remedy?.contains("tensor.to(torch.float32)") == true)
  }

  @Test func sayWhatThereIsInsteadOfAMissingTensor() throws {
    let file = try SafetensorsFile(contentsOf: Fixture.silero)
    let error = #expect(throws: ModelFileError.self) { try file.tensor(named: "weight_hh_l1") }
    #expect(error?.code == .missingTensor)
    #expect(error?.tensor == "weight_hh_l1")
    #expect(
      error?.remedy == "The file has bias_hh_l0, bias_ih_l0, weight_hh_l0, weight_ih_l0.")
  }
}
