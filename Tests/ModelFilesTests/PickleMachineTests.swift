import Testing

@testable import ModelFiles

@Suite struct PickleMachineTests {
  private func root(_ bytes: [UInt8]) throws -> PickleValue {
    try PickleMachine.run(bytes).root
  }

  /// `pickle.dumps((0, 255, -1, 65535, 2**31 - 1, -2**31, 2**40, -2**63, True, None, 2.5, 'ä'), protocol)`
  /// of Python 3.11.
  @Test(arguments: [
    """
    gAIoSwBL/0r/////Tf//Sv///39KAAAAgIoGAAAAAAABiggAAAAAAAAAgIhOR0AEAAAAAAAAWAIAAADDpHEAdHEBLg==
    """,
    """
    gASVPAAAAAAAAAAoSwBL/0r/////Tf//Sv///39KAAAAgIoGAAAAAAABiggAAAAAAAAAgIhOR0AEAAAAAAAAjALDpJR0lC4=
    """,
  ])
  func readPlainValues(base64: String) throws {
    let graph = try PickleMachine.run(decoded(base64))
    #expect(
      graph.sequence(graph.root) == [
        .integer(0), .integer(255), .integer(-1), .integer(65_535), .integer(Int(Int32.max)),
        .integer(Int(Int32.min)), .integer(1 << 40), .integer(.min), .bool(true), .none,
        .real(2.5), .text("ä"),
      ])
  }

  /// A dictionary is put in the memo first and filled later, as Python writes it.
  @Test func followChangesThroughTheMemo() throws {
    let graph = try PickleMachine.run(
      PickleBytes.program { pickle in
        pickle.op("}")
        pickle.raw(0x71, 0)  // BINPUT
        pickle.text("key")
        pickle.raw(0x4B, 7)
        pickle.op("s")
        pickle.raw(0x68, 0, 0x86)  // BINGET, TUPLE2
      })
    let pair = try #require(graph.sequence(graph.root))
    #expect(pair[0] == pair[1])
    let entries = try #require(graph.node(pair[0])?.entries)
    #expect(entries.count == 1 && entries[0] == (.text("key"), .integer(7)))
  }

  @Test func makeNoCalls() throws {
    let graph = try PickleMachine.run(
      PickleBytes.program { pickle in
        pickle.global("mypackage.modules", "Thing")
        pickle.op(")")
        pickle.raw(0x81)  // NEWOBJ
        pickle.text("state")
        pickle.op("b")
      })
    let call = try #require(graph.call(graph.root))
    #expect(call.function == PickleGlobal("mypackage.modules", "Thing"))
    #expect(call.arguments.isEmpty)
    #expect(graph.node(graph.root)?.states == [.text("state")])
  }

  @Test(arguments: [
    ("os", "system"), ("posix", "system"), ("nt", "system"), ("subprocess", "Popen"),
    ("builtins", "eval"), ("builtins", "exec"), ("__builtin__", "execfile"), ("builtins", "open"),
    ("builtins", "__import__"), ("os.path", "join"), ("socket", "create_connection"),
    ("importlib", "import_module"), ("pickle", "loads"), ("urllib.request", "urlopen"),
    ("io", "open"), ("_io", "FileIO"), ("codecs", "open"), ("code", "InteractiveConsole"),
    ("platform", "popen"), ("http.client", "HTTPConnection"),
  ])
  func refuseHarm(module: String, name: String) {
    let forbidden = PickleError.forbidden(PickleGlobal(module, name))
    #expect(throws: forbidden) {
      try root(PickleBytes.program { $0.global(module, name) })
    }
    #expect(throws: forbidden) {
      try root(
        PickleBytes.program { pickle in
          pickle.text(module)
          pickle.text(name)
          pickle.raw(0x93)  // STACK_GLOBAL
        })
    }
  }

  @Test(arguments: [
    ("collections", "OrderedDict"), ("builtins", "set"), ("builtins", "getattr"),
    ("pathlib", "PosixPath"), ("numpy._core.multiarray", "scalar"), ("osmnx", "graph"),
    // Packages of the user's own, and what only holds bytes.
    ("code.model", "Net"), ("http.model", "Net"), ("signal.nets", "Net"), ("io", "BytesIO"),
    ("_codecs", "encode"),
  ])
  func letHonestNamesPass(module: String, name: String) throws {
    let graph = try PickleMachine.run(PickleBytes.program { $0.global(module, name) })
    #expect(graph.global(graph.root) == PickleGlobal(module, name))
  }

  /// Programs that no pickler writes.
  static let malformed: [(name: String, program: [UInt8])] = [
    ("protocol 0", [0x80, 0]), ("protocol 6", [0x80, 6]),
    ("an unknown instruction", [0x80, 2, 0xFF]),
    ("text of protocol 0", [0x80, 2] + Array("I1\n.".utf8)),
    ("no result", Array(".".utf8)), ("POP of nothing", Array("0.".utf8)),
    ("POP_MARK without a mark", Array("N1.".utf8)), ("TUPLE without a mark", Array("Nt.".utf8)),
    ("TUPLE2 of one", Array("N".utf8) + [0x86]),
    ("TUPLE1 across a mark", Array("N(".utf8) + [0x85]),
    ("REDUCE of one", Array("NR.".utf8)), ("BUILD of one", Array("Nb.".utf8)),
    ("SETITEMS of three", Array("}(NNNu.".utf8)), ("SETITEM of a plain value", Array("NNNs.".utf8)),
    ("APPEND to a plain value", Array("NNa.".utf8)), ("empty memo", [0x68, 0]),
    ("DUP of nothing", Array("2.".utf8)), ("BINPUT of nothing", [0x71, 0]),
    ("a class without a name", Array("NN".utf8) + [0x93]),
    ("a length of 2^64 - 1", [0x8D] + [UInt8](repeating: 0xFF, count: 8)),
  ]

  @Test(arguments: malformed)
  func refuse(name: String, program: [UInt8]) {
    let error = #expect(throws: PickleError.self) { try root(program) }
    guard case .malformed = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func refuseAProgramCutAtAnyByte() throws {
    let program = PickleBytes.program { pickle in
      pickle.tensor(storageCount: 6, shape: [2, 3], strides: [3, 1])
    }
    for count in program.indices {
      #expect(throws: PickleError.self, "cut at \(count)") {
        try root(Array(program.prefix(count)))
      }
    }
  }

  @Test(arguments: [
    ("N", PickleMachine.valueLimit), ("(", PickleMachine.valueLimit),
    ("]", PickleMachine.nodeLimit), ("}", PickleMachine.nodeLimit),
  ])
  func boundTheValues(letter: String, limit: Int) {
    let program = [UInt8](repeating: letter.utf8.first!, count: limit + 1)
    #expect(throws: PickleError.tooManyValues(limit: limit)) { try root(program) }
  }

  @Test func stopWithoutReadingOn() throws {
    #expect(try root(Array("N.".utf8) + [0xFF, 0xFF]) == .none)
  }

  @Test func keepLongIntegersOpaque() throws {
    #expect(try root([0x8A, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x2E]) == .opaque)
    #expect(try root([0x8A, 0, 0x2E]) == .integer(0))
    #expect(try root([0x8A, 1, 0x80, 0x2E]) == .integer(-128))
  }
}
