import DenseLinearAlgebra

extension BlockMatrix {
  /// A single block becomes the derivatives of a step by dual numbers, eight columns an evaluation.
  ///
  /// - Parameter step: The step, in numbers whose directions are the columns from `first` on.
  mutating func setToDerivatives(of step: (_ first: Int) -> [DualNumber<Scalar>]) {
    var weakestPath = Scalar.infinity
    for first in stride(from: 0, to: columnCount, by: DualNumber<Scalar>.directionCount) {
      let numbers = step(first)
      dense[0].matrix.setColumns(from: first, toDerivativesOf: numbers)
      weakestPath = numbers.reduce(weakestPath) { min($0, $1.weakestPath) }
    }
    setUnderflow(min(weakestPath, smallestMagnitude) < Underflow<Scalar>.threshold)
  }
}
