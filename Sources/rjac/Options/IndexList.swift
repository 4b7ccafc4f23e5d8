import ArgumentParser

/// Steps or lags on the command line: `a,b,c`, `a...b` or `a...b:stride`, and `end` for the last.
struct IndexList: ExpressibleByArgument, Sendable {
  private enum Bound: Sendable {
    case number(Int)
    case end

    init?(_ text: Substring) {
      if text == "end" {
        self = .end
      } else if let number = Int(text), number >= 0 {
        self = .number(number)
      } else {
        return nil
      }
    }

    func value(end: Int) -> Int {
      switch self {
      case .number(let number): number
      case .end: end
      }
    }
  }

  private struct Item: Sendable {
    let first: Bound
    let last: Bound
    let stride: Int

    init?(_ text: Substring) {
      let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let bounds = halves[0].split(separator: "...", omittingEmptySubsequences: false)
      guard bounds.count <= 2, bounds.count == 2 || halves.count == 1,
        let first = bounds.first.flatMap(Bound.init), let last = bounds.last.flatMap(Bound.init),
        let stride = halves.count == 1 ? 1 : Int(halves[1]), stride > 0
      else { return nil }
      if case (.number(let first), .number(let last)) = (first, last), first > last { return nil }
      self.first = first
      self.last = last
      self.stride = stride
    }
  }

  private let items: [Item]
  let defaultValueDescription: String

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    items = parts.compactMap(Item.init)
    guard items.count == parts.count else { return nil }
    defaultValueDescription = argument
  }

  /// Whether this is the last step and nothing else.
  var isEnd: Bool { defaultValueDescription == "end" }

  /// The numbers meant, where `end` is the last step; of those beyond it only the first of each
  /// range, which is enough to notice.
  func values(end: Int) -> [Int] {
    items.flatMap { item in
      var values: [Int] = []
      for value in stride(
        from: item.first.value(end: end), through: item.last.value(end: end), by: item.stride)
      {
        values.append(value)
        if value > end { break }
      }
      return values
    }
  }
}
