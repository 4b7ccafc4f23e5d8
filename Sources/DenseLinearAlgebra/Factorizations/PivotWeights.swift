import RealModule

/// Weights e^(ℓ_i - base) by which entries of rows or columns are compared while pivots are chosen.
struct PivotWeights<Scalar: LinearAlgebraScalar> {
  /// ℓ, in nats.
  private(set) var scales: [Double]
  private(set) var weights: [Scalar]
  /// The largest scale when the weights were made.
  private var base: Double
  private let floor: Double

  /// - Parameter floor: Scales further below the largest are weighted as if they were there; below 0.
  init(_ scales: [Double], floor: Double) {
    self.scales = scales
    self.floor = floor
    base = scales.max() ?? 0
    weights = scales.map { [base] in Scalar(Double.exp(max($0 - base, floor))) }
  }

  /// Whether the weight of `index` is more than its scale says.
  func isAtFloor(_ index: Int) -> Bool { scales[index] - base < floor }

  mutating func swapAt(_ i: Int, _ j: Int) {
    scales.swapAt(i, j)
    weights.swapAt(i, j)
  }

  /// Makes the weights after `index` again where the largest of their scales has fallen by more than `fall`.
  mutating func refresh(after index: Int, fall: Double) {
    let rest = index + 1..<scales.count
    guard let top = scales[rest].max(), top < base - fall else { return }
    base = top
    for i in rest { weights[i] = Scalar(Double.exp(max(scales[i] - base, floor))) }
  }
}
