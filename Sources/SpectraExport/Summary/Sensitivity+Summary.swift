public import JacobianSpectra
import RealModule
import RecurrentCells

extension Sensitivity {
  /// A table for people: for each block its norm at the first lag of the last step, the largest that is known, and that
  /// at the last lag at which it is not zero, as it is for W_hh at step 1 from a state of zeros; a dash for what is not
  /// known.
  public var summary: String {
    let rows = rows.filter { $0.step == self.rows.last?.step }
    var table = TextTable([
      ("block", .left), ("step", .right), ("first", .right), ("at lag", .right),
      ("largest", .right), ("at lag", .right), ("last > 0", .right), ("at lag", .right),
    ])
    for (index, block) in blocks.enumerated() {
      guard let first = rows.first, let end = rows.last else { continue }
      let last = rows.last { $0.logNorms[index] != -.infinity } ?? end
      let known = rows.filter { $0.logNorms[index] != nil }
      let greatest = known.max { $0.logNorms[index]! < $1.logNorms[index]! }
      // A zero is not the largest where others are not known.
      let isLargest = known.count == rows.count || greatest?.logNorms[index] != -.infinity
      let largest = isLargest ? greatest : nil
      table.append(
        [block.name, "\(last.step)"]
          + [first, largest, last].flatMap { row in
            [
              row?.logNorms[index].map(ScientificNumber.text(exp:)) ?? "-",
              row.map { "\($0.lag)" } ?? "-",
            ]
          })
    }
    return table.text
  }
}
