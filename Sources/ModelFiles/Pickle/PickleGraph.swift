/// What a pickle describes, as values that refer to nodes by number; nodes may refer to each other in
/// circles.
///
/// Calls are not made: a call is a node that says what was to be called with what.
struct PickleGraph: Sendable {
  /// The result of the program.
  var root: PickleValue = .none

  var nodes: [PickleNode] = []
}

/// A value of a pickle.
enum PickleValue: Sendable, Equatable {
  case none
  case bool(Bool)
  case integer(Int)
  case real(Double)
  case text(String)
  /// Bytes, or an integer beyond 64 bits: nothing that is looked at.
  case opaque
  /// The node of this number.
  case node(Int)
}

/// A value of a pickle that holds others.
struct PickleNode: Sendable {
  enum Kind: Sendable {
    /// A tuple, list or set: ``PickleNode/items``.
    case sequence
    /// A dictionary: ``PickleNode/entries``.
    case dictionary
    /// A class or function.
    case global(PickleGlobal)
    /// What calling `function` gives.
    case call(function: PickleValue, arguments: PickleValue)
    /// What the program that reads the file knows under a name of its own.
    case persistent(PickleValue)
  }

  /// A key of a dictionary and its value.
  typealias Entry = (key: PickleValue, value: PickleValue)

  let kind: Kind

  /// Elements, also those appended to an object.
  var items: [PickleValue] = []

  /// Keys and values, also those set in an object; of equal keys the last counts.
  var entries: [Entry] = []

  /// The states that were set on an object, such as dictionaries of its attributes.
  var states: [PickleValue] = []
}

extension PickleGraph {
  /// The node that a value refers to, or `nil` for plain values.
  func node(_ value: PickleValue) -> PickleNode? {
    guard case .node(let index) = value else { return nil }
    return nodes[index]
  }

  /// The class or function that a value is, or `nil`.
  func global(_ value: PickleValue) -> PickleGlobal? {
    guard case .global(let global) = node(value)?.kind else { return nil }
    return global
  }

  /// The function and the arguments, if the value is the result of calling a named function.
  func call(_ value: PickleValue) -> (function: PickleGlobal, arguments: [PickleValue])? {
    guard case .call(let function, let arguments) = node(value)?.kind,
      let global = global(function), let arguments = sequence(arguments)
    else { return nil }
    return (global, arguments)
  }

  /// The elements of a tuple, list or set, or `nil`.
  func sequence(_ value: PickleValue) -> [PickleValue]? {
    guard let node = node(value), case .sequence = node.kind else { return nil }
    return node.items
  }
}
