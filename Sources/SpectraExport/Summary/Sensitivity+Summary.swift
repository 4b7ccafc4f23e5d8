public import JacobianSpectra
import RealModule
import RecurrentCells

extension Sensitivity {
  /// A table for people: for each block its norm at the first lag of the last step, the largest, and where it
  /// has fallen.
  public var summary: String {
    let rows = rows.filter { $0.step == self.rows.last?.step }
    var table = TextTable([
      ("block", .left), ("step", .right), ("first", .right), ("at lag", .right),
      ("largest", .right), ("at lag", .right), ("last", .right), ("at lag", .right),
    ])
    for (index, block) in blocks.enumerated() {
      guard let first = rows.first, let last = rows.last,
        let largest = rows.max(by: { $0.logNorms[index] < $1.logNorms[index] })
      else { continue }
      table.append(
        [block.name, "\(last.step)"]
          + [first, largest, last].flatMap {
            [ScientificNumber.text(exp: $0.logNorms[index]), "\($0.lag)"]
          })
    }
    return table.text
  }
}
