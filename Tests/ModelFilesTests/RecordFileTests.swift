import Dispatch
import ModelFiles
import Testing

@Suite struct RecordFileTests {
  @Test func recordsInAnyOrder() throws {
    var file = try RecordFile(valueCount: 3)
    let records = (0..<100).map { [Double($0), -.infinity, 1 / Double($0)] }
    for record in records { try file.append(record) }
    #expect(file.recordCount == 100)
    for index in [99, 0, 41] { #expect(try file.record(at: index) == records[index]) }
    // Reading does not move the end.
    try file.append([7, 8, 9])
    #expect(try file.record(at: 100) == [7, 8, 9])
    #expect(try file.record(at: 99) == records[99])
  }

  @Test func manyReadAtOnce() throws {
    var file = try RecordFile(valueCount: 16)
    let records = (0..<100).map { [Double](repeating: Double($0), count: 16) }
    for record in records { try file.append(record) }
    let full = file
    DispatchQueue.concurrentPerform(iterations: 20_000) { iteration in
      let index = iteration % 100
      #expect((try? full.record(at: index)) == records[index])
    }
  }

  @Test func emptyRecords() throws {
    var file = try RecordFile(valueCount: 0)
    try file.append([])
    #expect(try file.record(at: 0) == [])
  }
}
