import RecurrentCells
import Testing

@Suite struct EdgeSetTests {
  private let lstm: EdgeSet = [
    .carry, .forgetGate, .inputGate, .candidate, .readout, .outputGate,
  ]

  @Test func wholeCellIsCalledAll() {
    #expect(lstm.name(among: lstm) == "all")
    #expect(EdgeSet.all.name(among: lstm) == "all")
    #expect(EdgeSet.recurrent.name(among: .recurrent) == "all")
  }

  @Test func presetsAndSingleEdgesHaveNames() {
    #expect(EdgeSet.carousel.name(among: lstm) == "carousel")
    #expect(EdgeSet.outputPath.name(among: lstm) == "outputPath")
    #expect(EdgeSet.forgetGate.name(among: lstm) == "forgetGate")
  }

  @Test func othersAreJoinedInTheOrderOfTheList() {
    let edges: EdgeSet = [.outputGate, .carry, .candidate]
    #expect(edges.name(among: lstm) == "carry+candidate+outputGate")
    #expect(edges.members == [.carry, .candidate, .outputGate])
  }

  @Test func edgesOfOtherCellsAreLeftOut() {
    #expect(EdgeSet([.recurrent, .readout]).name(among: lstm) == "readout")
  }

  @Test func namedEdgesAreDistinct() {
    #expect(Set(EdgeSet.named.map(\.edge)).count == EdgeSet.named.count)
    #expect(Set(EdgeSet.named.map(\.name)).count == EdgeSet.named.count)
    #expect(EdgeSet(EdgeSet.named.map(\.edge)).members == EdgeSet.named.map(\.edge))
  }
}
