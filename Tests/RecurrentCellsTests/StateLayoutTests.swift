import RecurrentCells
import Testing

@Suite struct StateLayoutTests {
  @Test func hiddenStateComesFirst() {
    let layout = StateLayout(hiddenCount: 3, cellCount: 3)
    #expect(layout.hidden == 0..<3)
    #expect(layout.cell == 3..<6)
    #expect(layout.count == 6)
  }

  @Test func entriesHaveNames() {
    let layout = StateLayout(hiddenCount: 3, cellCount: 3)
    #expect((0..<6).map(layout.name) == ["h[0]", "h[1]", "h[2]", "C[0]", "C[1]", "C[2]"])
  }

  @Test func withoutCellState() {
    let layout = StateLayout(hiddenCount: 2)
    #expect(layout.cell == nil)
    #expect(layout.count == 2)
    #expect(layout.name(of: 1) == "h[1]")
  }
}
