/// Which lags of a request slide over many steps and share their work, by ``SlidingRecursion``, and which
/// every step has for itself, by ``AdjointRecursion``.
struct SharedLags {
  /// Lags that are shared.
  let lags: [Int]
  /// The number of steps that one task takes; it does not depend on the number of threads.
  let groupCount: Int

  /// What joining two panels takes, in pushes.
  private static var jointCost: Int { 3 }

  /// - Parameter plan: Steps and their lags, both ascending.
  init(of plan: [StepLags]) {
    let all = plan.reduce(into: Set()) { $0.formUnion($1.lags) }.sorted()
    let longest = all.last ?? 0
    let size = max(min(plan.count / 8, longest), 1)
    let groups = stride(from: 0, to: plan.count, by: size).map {
      plan[$0..<min($0 + size, plan.count)]
    }
    /// What the lag costs where it is shared.
    func cost(ofShared lag: Int) -> Int {
      groups.reduce(0) { sum, group in
        let steps = group.filter { $0.contains(lag) }.map(\.step)
        return sum + Self.pushCount(lag: lag, steps: steps) + Self.jointCost * steps.count
      }
    }
    var shared: [Int] = []
    var sharedCost = 0
    var best = (cost: plan.reduce(0) { $0 + ($1.lags.last ?? 0) }, count: 0)
    for lag in all.reversed() where lag > 1 {
      shared.append(lag)
      sharedCost += cost(ofShared: lag)
      guard sharedCost < best.cost else { break }
      let own = plan.reduce(0) { $0 + ($1.lags.last { $0 < lag } ?? 0) }
      if own + sharedCost < best.cost { best = (own + sharedCost, shared.count) }
    }
    lags = shared.prefix(best.count).reversed()
    groupCount = lags.isEmpty ? 1 : size
  }

  /// None, and tasks of one step.
  init() {
    lags = []
    groupCount = 1
  }

  /// The number of pushes that `lag` takes where ``SlidingRecursion`` serves it for `steps`.
  private static func pushCount(lag: Int, steps: [Int]) -> Int {
    SlidingCuts(lag: lag, steps: steps).reduce(0) { $0 + lag + 2 * ($1.last! - $1.first!) }
  }
}
