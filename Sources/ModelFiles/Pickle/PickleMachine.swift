/// Follows the program that a Python pickle is, and writes down what it describes. Nothing is run:
/// names of classes and functions stay names.
///
/// Stack, marks, memo and nodes grow by at most one entry a byte of the program, by ``valueLimit`` entries
/// in all and by ``nodeLimit`` nodes, so that no program takes more than some 200 MB.
///
/// - Source: `pickletools` of Python 3; PEP 307, PEP 3154.
struct PickleMachine {
  /// More values than the files of the largest networks have.
  static let valueLimit = 1 << 22

  /// A tensor takes eight nodes.
  static let nodeLimit = 1 << 20

  private var reader: PickleReader
  private var graph = PickleGraph()
  private var stack: [PickleValue] = []
  /// How high the stack was at each mark that is open.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var entryCount = 0

  /// What the program describes.
  static func run(_ program: [UInt8]) throws(PickleError) -> PickleGraph {
    var machine = PickleMachine(reader: PickleReader(program))
    while try machine.step() {}
    return machine.graph
  }

  private init(reader: PickleReader) {
    self.reader = reader
  }

  /// Follows one instruction.
  ///
  /// - Returns: Whether there are more.
  private mutating func step() throws(PickleError) -> Bool {
    let start = reader.position
    let byte = try reader.byte()
    guard let opcode = PickleOpcode(rawValue: byte) else {
      throw .malformed(byte: start, "unknown instruction \(byte)")
    }
    switch opcode {
    case .proto:
      let version = try reader.byte()
      guard (2...5).contains(version) else {
        throw .malformed(byte: start, "protocol \(version) instead of 2 to 5")
      }
    case .frame: _ = try reader.integer(byteCount: 8)
    case .stop:
      graph.root = try pop()
      return false

    case .none: try push(.none)
    case .newTrue: try push(.bool(true))
    case .newFalse: try push(.bool(false))
    case .binInt:
      let bits = try reader.integer(byteCount: 4)
      try push(.integer(Int(Int32(truncatingIfNeeded: bits))))
    case .binInt1: try push(.integer(reader.integer(byteCount: 1)))
    case .binInt2: try push(.integer(reader.integer(byteCount: 2)))
    case .long1: try push(reader.long(byteCount: reader.integer(byteCount: 1)))
    case .long4: try push(reader.long(byteCount: reader.integer(byteCount: 4)))
    case .binFloat: try push(.real(reader.float()))
    case .shortBinUnicode: try push(.text(reader.text(lengthByteCount: 1)))
    case .binUnicode: try push(.text(reader.text(lengthByteCount: 4)))
    case .binUnicode8: try push(.text(reader.text(lengthByteCount: 8)))
    case .shortBinString: try push(.text(reader.text(lengthByteCount: 1)))
    case .binString: try push(.text(reader.text(lengthByteCount: 4)))
    case .shortBinBytes: try pushOpaque(lengthByteCount: 1)
    case .binBytes: try pushOpaque(lengthByteCount: 4)
    case .binBytes8, .byteArray8: try pushOpaque(lengthByteCount: 8)

    case .mark:
      try count()
      marks.append(stack.count)
    case .emptyTuple, .emptyList, .emptySet: try pushSequence([])
    case .tuple1: try pushSequence(pop(1))
    case .tuple2: try pushSequence(pop(2))
    case .tuple3: try pushSequence(pop(3))
    case .tuple, .list, .frozenSet: try pushSequence(popMark())
    case .append: try appendItems(pop(1))
    case .appends, .addItems: try appendItems(popMark())
    case .emptyDict: try push(PickleNode(kind: .dictionary))
    case .dict:
      let entries = try popMark()
      try push(PickleNode(kind: .dictionary))
      try appendEntries(entries)
    case .setItem: try appendEntries(pop(2))
    case .setItems: try appendEntries(popMark())

    case .pop:
      if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
    case .popMark: _ = try popMark()
    case .dup: try push(top())
    case .binGet: try get(reader.integer(byteCount: 1))
    case .longBinGet: try get(reader.integer(byteCount: 4))
    case .binPut: try put(reader.integer(byteCount: 1))
    case .longBinPut: try put(reader.integer(byteCount: 4))
    case .memoize: try put(memo.count)

    case .global: try pushGlobal(module: .text(reader.line()), name: .text(reader.line()))
    case .stackGlobal:
      let name = try pop()
      try pushGlobal(module: pop(), name: name)
    case .reduce, .newObj:
      let arguments = try pop()
      try push(PickleNode(kind: .call(function: pop(), arguments: arguments)))
    case .newObjEx:
      _ = try pop()
      let arguments = try pop()
      try push(PickleNode(kind: .call(function: pop(), arguments: arguments)))
    case .build:
      let state = try pop()
      try change { $0.states.append(state) }
    case .binPersID: try push(PickleNode(kind: .persistent(pop())))
    }
    return true
  }

  // The stack. What lies below the last mark is out of reach.

  private mutating func push(_ value: PickleValue) throws(PickleError) {
    try count()
    stack.append(value)
  }

  private mutating func count() throws(PickleError) {
    entryCount += 1
    guard entryCount <= Self.valueLimit else { throw .tooManyValues(limit: Self.valueLimit) }
  }

  private mutating func push(_ node: PickleNode) throws(PickleError) {
    guard graph.nodes.count < Self.nodeLimit else { throw .tooManyValues(limit: Self.nodeLimit) }
    graph.nodes.append(node)
    try push(.node(graph.nodes.count - 1))
  }

  private mutating func pushSequence(_ items: [PickleValue]) throws(PickleError) {
    try push(PickleNode(kind: .sequence, items: items))
  }

  private mutating func pushOpaque(lengthByteCount: Int) throws(PickleError) {
    try reader.skip(reader.integer(byteCount: lengthByteCount))
    try push(.opaque)
  }

  private mutating func pushGlobal(
    module: PickleValue, name: PickleValue
  ) throws(PickleError) {
    guard case .text(let module) = module, case .text(let name) = name else {
      throw malformed("a class without a name")
    }
    let global = PickleGlobal(module, name)
    guard !global.isForbidden else { throw .forbidden(global) }
    try push(PickleNode(kind: .global(global)))
  }

  private func top() throws(PickleError) -> PickleValue {
    guard let value = stack.last, stack.count > (marks.last ?? 0) else {
      throw malformed("nothing on the stack")
    }
    return value
  }

  private mutating func pop() throws(PickleError) -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  /// The last values, in the order in which they were pushed.
  private mutating func pop(_ count: Int) throws(PickleError) -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else { throw malformed("too few values") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  /// The values above the last mark, which is taken away.
  private mutating func popMark() throws(PickleError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw malformed("no mark") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private mutating func put(_ key: Int) throws(PickleError) {
    try count()
    memo[key] = try top()
  }

  private mutating func get(_ key: Int) throws(PickleError) {
    guard let value = memo[key] else { throw malformed("nothing in the memo at \(key)") }
    try push(value)
  }

  // The node on top of the stack.

  private mutating func change(_ body: (inout PickleNode) -> Void) throws(PickleError) {
    guard case .node(let index) = try top() else { throw malformed("a plain value is changed") }
    body(&graph.nodes[index])
  }

  private mutating func appendItems(_ items: [PickleValue]) throws(PickleError) {
    try change { $0.items += items }
  }

  private mutating func appendEntries(_ values: [PickleValue]) throws(PickleError) {
    guard values.count.isMultiple(of: 2) else { throw malformed("a key without a value") }
    try change { node in
      for index in stride(from: 0, to: values.count, by: 2) {
        node.entries.append((values[index], values[index + 1]))
      }
    }
  }

  private func malformed(_ reason: String) -> PickleError {
    .malformed(byte: reader.position - 1, reason)
  }
}
