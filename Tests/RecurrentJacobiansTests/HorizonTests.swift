import Testing

@testable import SpectraExport

@Suite struct HorizonTests {
  private func horizon(_ isBelow: [Bool?]) -> Horizon {
    var search = Horizon.Search()
    for (place, isBelow) in isBelow.enumerated() { search.take(place + 1, isBelow: isBelow) }
    return search.horizon
  }

  @Test func isBelowToTheEnd() {
    #expect(horizon([]) == .never)
    #expect(horizon([false, true, false]) == .never)
    #expect(horizon([false, true, true]) == .lag(2))
    #expect(horizon([true, false, true]) == .lag(3))
  }

  @Test func gapsAreCounted() {
    #expect(horizon([false, true, nil, true, nil, nil, true]) == .lag(2, gaps: 3))
    #expect(horizon([true, nil, false, true, nil, true]) == .lag(4, gaps: 1))
    // What lies before is not said to be below.
    #expect(horizon([false, nil, true]) == .lag(3))
    #expect(horizon([true, nil, false]) == .never)
  }

  @Test func whatIsNotKnownAtTheEnd() {
    #expect(horizon([nil, nil]) == .unknown(from: 1))
    #expect(horizon([false, true, nil, nil]) == .unknown(from: 3))
    #expect(horizon([true, nil, true, nil]) == .unknown(from: 4))
  }

  /// Where the first lag that is looked at is below, earlier ones may have been.
  @Test func fromAnEarlierLag() {
    var search = Horizon.Search()
    for lag in 50...52 { search.take(lag, isBelow: true) }
    #expect(search.horizon == .lag(50, isFirst: true))
    #expect(search.horizon.cell == "from ≤ 50")
  }

  @Test func forATable() {
    #expect(Horizon.lag(8).cell == "from 8")
    #expect(Horizon.lag(8, gaps: 1).cell == "from 8 (1 lag not known)")
    #expect(Horizon.lag(8, gaps: 2).cell == "from 8 (2 lags not known)")
  }
}
