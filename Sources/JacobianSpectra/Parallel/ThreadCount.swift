import Foundation
import RecurrentCells

/// `count`, at least 1, and all processors for nil.
func threadCount(_ count: Int?) -> Int {
  max(count ?? ProcessInfo.processInfo.activeProcessorCount, 1)
}

extension JacobianSequence {
  /// The number of `threads` that the work of a few steps is shared out to: with few units they wait for each other
  /// longer than they work.
  func sharingCount(of threads: Int) -> Int { layout.count < 48 ? 1 : threads }
}
