/// Between what magnitudes values lie.
package struct MagnitudeRange<Scalar: LinearAlgebraScalar>: Sendable {
  /// The smallest magnitude of a value that is not zero, NaN left out; infinite where there is none.
  package private(set) var smallest = Scalar.infinity
  /// The largest magnitude of a value, NaN left out; 0 where there is none.
  package private(set) var largest: Scalar = 0
  /// Whether every value is finite.
  package private(set) var isFinite = true

  /// Of no value.
  init() {}

  /// That of `values`, which are gone over once.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package init(of values: [Scalar]) {
    var zeros: Scalar = 0
    unsafe values.withUnsafeBufferPointer {
      unsafe Scalar._vectorFunctions.magnitudeRange(
        $0.baseAddress, $0.count, &smallest, &largest, &zeros)
    }
    isFinite = zeros == 0
  }

  /// Takes in that of other values.
  mutating func formUnion(_ other: MagnitudeRange) {
    smallest = min(smallest, other.smallest)
    largest = max(largest, other.largest)
    isFinite = isFinite && other.isFinite
  }
}
