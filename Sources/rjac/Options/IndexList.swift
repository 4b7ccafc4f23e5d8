import ArgumentParser

/// Steps or lags on the command line: `a,b,c`, `a...b` or `a...b:stride`, and `end` for the last.
struct IndexList: ExpressibleByArgument, Sendable {
  private enum Bound: Sendable {
    case number(Int)
    case end

    init?(_ text: Substring) {
      if text == "end" { self = .end } else if let number = Int(text) { self = .number(number) } else { return nil }
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
  }

  private let items: [Item]

  init?(argument: String) {
    var items: [Item] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      if let bound = Bound(part) {
        items.append(Item(first: bound, last: bound, stride: 1))
        continue
      }
      let halves = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let bounds = halves[0].split(separator: "...", omittingEmptySubsequences: false)
      guard bounds.count == 2, let first = Bound(bounds[0]), let last = Bound(bounds[1]) else {
        return nil
      }
      guard let stride = halves.count == 1 ? 1 : Int(halves[1]), stride > 0 else { return nil }
      items.append(Item(first: first, last: last, stride: stride))
    }
    self.items = items
  }

  /// The numbers meant, where `end` is the last step.
  func values(end: Int) -> [Int] {
    items.flatMap {
      Array(stride(from: $0.first.value(end: end), through: $0.last.value(end: end), by: $0.stride))
    }
  }
}
