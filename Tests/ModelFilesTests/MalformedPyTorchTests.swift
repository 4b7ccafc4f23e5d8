import ModelFiles
import TestSupport
import Testing

/// Checkpoints that are damaged or mean harm.
@Suite struct MalformedPyTorchTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func open(_ bytes: [UInt8]) throws -> PyTorchFile {
    try PyTorchFile(contentsOf: folder.file("model.pt", holding: bytes))
  }

  private func refusal(
    _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ModelFileError {
    try #require(throws: ModelFileError.self, sourceLocation: sourceLocation) {
      let file = try open(bytes)
      for tensor in file.tensors { _ = try file.tensor(named: tensor.name) }
    }
  }

  private static func evil(_ name: String) -> String {
    Fixture.path("frameworks/pt_evil/\(name)")
  }

  @Test(arguments: ["model.pt", "hidden_call.pt"])
  func runNothing(name: String) throws {
    let error = #expect(throws: ModelFileError.self) {
      try Checkpoint(contentsOf: Self.evil(name))
    }
    #expect(error?.code == .executable)
    #expect(error?.found == "the pickle asks to run posix.system")
  }

  @Test func aBarePickleIsNotACheckpoint() throws {
    let error = #expect(throws: ModelFileError.self) {
      try Checkpoint(contentsOf: Self.evil("legacy.pt"))
    }
    #expect(error?.found == "a Python pickle")
    #expect(error?.remedy?.contains("torch.save(model.state_dict()") == true)
  }

  @Test func nameTheTensorOfAShortStorage() throws {
    let error = #expect(throws: ModelFileError.self) {
      try PyTorchFile(contentsOf: Self.evil("short_storage.pt"))
    }
    #expect(error?.code == .truncated)
    #expect(error?.tensor == "rnn.weight_hh_l0")
    #expect(error?.expected == "512 bytes in short_storage/data/1")
    #expect(error?.found == "24")
  }

  @Test func nameTheTensorThatLeavesItsStorage() throws {
    let error = #expect(throws: ModelFileError.self) {
      try PyTorchFile(contentsOf: Self.evil("size_beyond_storage.pt"))
    }
    #expect(error?.code == .outOfRange)
    #expect(error?.tensor == "rnn.weight_ih_l0")
  }

  @Test(arguments: ["little", "big", nil])
  func readHandMadeTensors(byteOrder: String?) throws {
    let file = try open(
      CheckpointBytes.file(
        PickleBytes.program { pickle in
          pickle.tensor(storageCount: 6, offset: 1, shape: [2, 2], strides: [1, 3])
        }, byteOrder: byteOrder))
    #expect(try file.tensor(named: "tensor").values == [2, 5, 3, 6])
  }

  @Test func refuseAnUnknownByteOrder() throws {
    let bytes = CheckpointBytes.file(PickleBytes.program { $0.op("}") }, byteOrder: "middle")
    #expect(try refusal(bytes).code == .malformedHeader)
  }

  /// Shape, strides and offset of tensors over six numbers.
  static let outOfRange: [(shape: [Int], strides: [Int], offset: Int)] = [
    ([7], [1], 0), ([6], [1], 1), ([2, 3], [4, 1], 0), ([2, 3], [3], 0), ([-1], [1], 0),
    ([2], [-1], 3), ([1], [1], -1), ([1], [1], 6), ([1], [1], .max), ([0], [1], 7),
    ([.max, .max], [1, 1], 0), ([.max], [.max], 0), ([2], [.max], 5), ([3], [.max], 0),
    ([1 << 32, 1 << 32], [0, 0], 0), ([0, 1 << 62, 1 << 62, 2], [.max], 0),
    ([3, 3], [.max / 2 + 1, .max / 2 + 1], 0),
  ]

  @Test(arguments: outOfRange)
  func refuseViewsBeyondTheStorage(shape: [Int], strides: [Int], offset: Int) throws {
    let error = try refusal(CheckpointBytes.tensor(shape: shape, strides: strides, offset: offset))
    #expect(error.code == .outOfRange)
    #expect(error.tensor == "a")
  }

  @Test(
    arguments: [
      ([0, 1 << 40, 1 << 40], [0, 0, 0]), ([1], [.max]), ([], []), ([3, 2], [0, 1]),
      ([1 << 20], [0]),
    ] as [([Int], [Int])])
  func readUnusualViews(shape: [Int], strides: [Int]) throws {
    let tensor = try open(CheckpointBytes.tensor(shape: shape, strides: strides))
      .tensor(named: "a")
    #expect(tensor.shape == shape)
    #expect(tensor.values.count == shape.reduce(1, *))
    #expect(tensor.values.first ?? 1 == 1)
  }

  /// One that repeats its numbers is refused where it is read: it may be no weight.
  @Test func refuseToRepeatNumbersWithoutEnd() throws {
    let file = try open(CheckpointBytes.tensor(shape: [1 << 21], strides: [0]))
    #expect(file.tensors.map(\.shape) == [[1 << 21]])
    let error = #expect(throws: ModelFileError.self) { try file.tensor(named: "a") }
    #expect(error?.code == .outOfRange)
    #expect(error?.tensor == "a")
  }

  @Test(arguments: [7, Int.max, .max / 4])
  func refuseAStorageThatClaimsMore(count: Int) throws {
    let error = try refusal(
      CheckpointBytes.tensor(shape: [6], strides: [1], storageCount: count))
    #expect(error.code == .truncated)
  }

  @Test func refuseAMissingStorage() throws {
    let error = try refusal(CheckpointBytes.tensor(shape: [6], strides: [1], key: "1"))
    #expect(error.code == .truncated)
    #expect(error.expected == "model/data/1")
  }

  @Test(arguments: ["../0", "/etc/passwd", ""])
  func findStoragesInTheArchiveOnly(key: String) throws {
    let error = try refusal(CheckpointBytes.tensor(shape: [6], strides: [1], key: key))
    #expect(error.found == "no such member of the archive")
  }

  @Test func leaveOutTensorsThatAreNotUnderstood() throws {
    let file = try open(
      CheckpointBytes.file(
        PickleBytes.program { pickle in
          pickle.op("}")
          pickle.text("sparse")
          pickle.global("torch._utils", "_rebuild_sparse_tensor")
          pickle.op(")")
          pickle.op("R")
          pickle.op("s")
          pickle.text("mine")
          pickle.global("mypackage", "make_tensor")
          pickle.tensor(storageCount: 6, shape: [6], strides: [1])
          pickle.raw(0x85)
          pickle.op("R")
          pickle.op("s")
          pickle.text("a")
          pickle.tensor(storageCount: 6, shape: [6], strides: [1])
          pickle.op("s")
        }))
    #expect(file.tensors.map(\.name) == ["a"])
  }

  /// What is there and is not read is not called missing.
  @Test(arguments: [
    ("torch._utils", "_rebuild_sparse_tensor"), ("torch._utils", "_rebuild_qtensor"),
    ("numpy._core.multiarray", "_reconstruct"),
  ])
  func nameWhatIsNotRead(module: String, function: String) throws {
    for others in [[], ["weight_ih_l0"], ["fc"]] {
      let folder = try TemporaryFolder()
      let path = try folder.file(
        "model.pt",
        holding: CheckpointBytes.file(
          PickleBytes.program { pickle in
            pickle.op("}")
            pickle.text("weight_hh_l0")
            pickle.global(module, function)
            pickle.op(")")
            pickle.op("R")
            pickle.op("s")
            for other in others {
              pickle.text(other)
              pickle.tensor(storageCount: 6, shape: [4, 1], strides: [1, 1])
              pickle.op("s")
            }
          }))
      let error = #expect(throws: ModelFileError.self) { try Checkpoint(contentsOf: path).layer() }
      #expect(error?.code == .unsupportedElementType && error?.tensor == "weight_hh_l0")
      #expect(error?.found == "what \(module).\(function) makes")
    }
  }

  /// Each dictionary has the one before under two names: 2^40 names in all.
  @Test func refuseAMemoBomb() throws {
    let error = try refusal(
      CheckpointBytes.file(
        PickleBytes.program { pickle in
          pickle.op("}")
          for _ in 0..<40 {
            pickle.raw(0x71, 0)  // BINPUT
            pickle.op("}")
            for key in ["a", "b"] {
              pickle.text(key)
              pickle.raw(0x68, 0)  // BINGET
              pickle.op("s")
            }
          }
        }))
    #expect(error.code == .outOfRange)
  }

  /// An object with 10^4 states, all of them the same dictionary of 10^4 entries.
  @Test func refuseABombOfStates() throws {
    let error = try refusal(
      CheckpointBytes.file(
        PickleBytes.program { pickle in
          pickle.global("package", "Class")
          pickle.op(")")
          pickle.op("R")
          pickle.op("}")
          pickle.op("(")
          for key in 0..<10_000 {
            pickle.integer(key)
            pickle.op("N")
          }
          pickle.op("u")
          pickle.raw(0x71, 0)  // BINPUT
          pickle.op("b")
          for _ in 1..<10_000 {
            pickle.raw(0x68, 0)  // BINGET
            pickle.op("b")
          }
        }))
    #expect(error.code == .outOfRange)
  }

  @Test func refuseDeepNesting() throws {
    let error = try refusal(
      CheckpointBytes.file(
        PickleBytes.program { pickle in
          for _ in 0..<100_000 {
            pickle.op("]")
          }
          for _ in 1..<100_000 {
            pickle.op("a")
          }
        }))
    #expect(error.code == .outOfRange)
  }

  @Test func followNoCircle() throws {
    let file = try open(
      CheckpointBytes.file(
        PickleBytes.program { pickle in
          pickle.op("}")
          pickle.raw(0x71, 0)
          pickle.text("self")
          pickle.raw(0x68, 0)
          pickle.op("s")
          pickle.text("a")
          pickle.tensor(storageCount: 6, shape: [6], strides: [1])
          pickle.op("s")
        }))
    #expect(file.tensors.map(\.name) == ["a"])
  }

  /// A parameter that is made of itself.
  @Test func followNoCircleOfCalls() throws {
    let file = try open(
      CheckpointBytes.file(
        PickleBytes.program { pickle in
          pickle.global("torch._utils", "_rebuild_parameter")
          pickle.op("]")
          pickle.raw(0x71, 0)
          pickle.op("R")
          pickle.raw(0x71, 1, 0x68, 0, 0x68, 1)
          pickle.op("a")
        }))
    #expect(file.tensors.isEmpty)
  }

  @Test func refuseANameThatStandsThereTwice() throws {
    let error = try refusal(
      CheckpointBytes.file(
        PickleBytes.program { pickle in
          pickle.op("}")
          pickle.text("a.b")
          pickle.tensor(storageCount: 6, shape: [6], strides: [1])
          pickle.op("s")
          pickle.text("a")
          pickle.op("}")
          pickle.text("b")
          pickle.tensor(storageCount: 6, shape: [6], strides: [1])
          pickle.op("s")
          pickle.op("s")
        }))
    #expect(error.code == .malformedHeader)
    #expect(error.tensor == "a.b")
  }

  @Test func refuseAFileCutAtAnyByte() throws {
    let whole = try bytes(of: Fixture.path("frameworks/pt_lstm/model.pt"))
    let path = try folder.file(holding: whole)
    try forEachCut(of: path) { count in
      let error = #expect(throws: ModelFileError.self, "cut at \(count)") {
        try Checkpoint(contentsOf: path)
      }
      #expect(count < 4 || error?.code == .truncated, "cut at \(count)")
    }
  }

  @Test func surviveAnyDamagedByte() throws {
    let whole = try bytes(of: Fixture.path("frameworks/pt_evil/deflated.pt"))
    let path = try folder.file(holding: whole)
    var refused = 0
    try forEachDamage(of: path, patterns: [0x01, 0x80, 0xFF]) { position, pattern in
      do {
        let file = try PyTorchFile(contentsOf: path)
        for tensor in file.tensors {
          #expect(
            try file.tensor(named: tensor.name).values.count == tensor.shape.reduce(1, *),
            "\(pattern) at \(position)")
        }
      } catch is ModelFileError {
        refused += 1
      }
    }
    // The rest are times, versions and flags, on which nothing depends.
    #expect(refused > whole.count)
  }
}
