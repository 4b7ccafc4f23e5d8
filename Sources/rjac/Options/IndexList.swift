import ArgumentParser

/// Steps or lags on the command line: `a,b,c`, `a...b` or `a...b:stride`, and `end` for the last.
struct IndexList: Sendable {
  private enum Bound: Sendable, Equatable {
    case number(Int)
    case end

    init(_ text: Substring) throws {
      if text == "end" {
        self = .end
      } else if let number = Int(text), number >= 0 {
        self = .number(number)
      } else {
        throw IndexList.error(
          text.contains("..")
            ? "a range has three dots" : "'\(text)' is neither a number from 0 on nor end")
      }
    }

    func value(end: Int) -> Int {
      switch self {
      case .number(let number): number
      case .end: end
      }
    }
  }

  private struct Item: Sendable, Equatable {
    let first: Bound
    let last: Bound
    var stride = 1
  }

  private let items: [Item]

  private init(_ item: Item) { items = [item] }

  /// The last step and nothing else.
  static let end = IndexList(Item(first: .end, last: .end))

  /// `0...end`.
  static let toEnd = IndexList(Item(first: .number(0), last: .end))

  /// - Throws: `ValidationError` that says what is wrong.
  init(_ text: String) throws {
    items = try ListItems.split(text, example: Self.example).map(Self.item)
  }

  private static let example = "10 or 1,2,end or 1...end:10"

  private static func error(_ reason: String) -> ValidationError {
    ValidationError("\(reason); for example \(example)")
  }

  private static func item(_ text: String) throws -> Item {
    let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let bounds = halves[0].split(separator: "...", omittingEmptySubsequences: false)
    guard bounds.count <= 2, !bounds.contains("") else {
      throw error("'\(halves[0])' is no range: it has a first and a last number")
    }
    guard bounds.count == 2 || halves.count == 1 else {
      throw error("'\(text)' has a stride, which belongs behind a range")
    }
    let item = Item(first: try Bound(bounds[0]), last: try Bound(bounds.last!))
    if case (.number(let first), .number(let last)) = (item.first, item.last), first > last {
      throw error("'\(halves[0])' runs backwards: the smaller number comes first")
    }
    if item.first == .end, item.last != .end {
      throw error("'\(halves[0])' begins at the end: that comes last")
    }
    guard halves.count == 2 else { return item }
    guard let stride = Int(halves[1]), stride > 0 else {
      throw error("'\(halves[1])' is no stride: it is a number from 1 on")
    }
    return Item(first: item.first, last: item.last, stride: stride)
  }

  /// Whether this is the last step and nothing else.
  var isEnd: Bool { items == Self.end.items }

  /// The numbers meant, where `end` is the last step; of those beyond it only the first of each
  /// range, which is enough to notice.
  func values(end: Int) -> [Int] {
    items.flatMap { item in
      let first = item.first.value(end: end)
      guard first <= end else { return [first] }
      var values: [Int] = []
      for value in stride(from: first, through: item.last.value(end: end), by: item.stride) {
        values.append(value)
        if value > end { break }
      }
      return values
    }
  }
}
