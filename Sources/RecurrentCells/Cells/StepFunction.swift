public import DenseLinearAlgebra

/// One step of a recurrent network of your own, as plain arithmetic; ``CustomCell`` makes a cell of
/// it.
///
/// A leaky unit, h_t = (1-α)h_{t-1} + α·tanh(W h_{t-1} + U x_t):
///
///     struct LeakyUnits: StepFunction {
///       typealias Scalar = Double
///
///       let leak: Double
///       let recurrent: Matrix<Double>
///       let input: Matrix<Double>
///
///       var inputCount: Int { input.columnCount }
///       var layout: StateLayout { StateLayout(hiddenCount: recurrent.rowCount) }
///
///       func step<Number: StepNumber<Double>>(state h: [Number], input x: [Number]) -> [Number] {
///         let a = zip(recurrent.product(with: h), input.product(with: x)).map { $0 + $1 }
///         return zip(h, a).map { h, a in (1 - leak) * h + leak * a.hyperbolicTangent }
///       }
///     }
///
///     let cell = CustomCell(LeakyUnits(leak: 0.1, recurrent: w, input: u))
///
/// Loops and conditions on indices are free to use. A condition on a value of the state cannot be written, since a
/// ``StepNumber`` is not compared: ``StepNumber/clamped(to:)`` and ``StepNumber/rectified`` stand for one.
///
/// Where the type checker gives up on long arithmetic in a closure, name its types,
/// `{ (y: Number, z: Number) -> Number in … }`, or loop over indices.
public protocol StepFunction<Scalar>: Sendable {
  associatedtype Scalar: LinearAlgebraScalar

  /// The length of an input x_t.
  var inputCount: Int { get }
  /// The parts of the state: h, and where there is one a cell state after it.
  var layout: StateLayout { get }

  /// State t from state t - 1 and input t.
  ///
  /// Put `@specialized(where Number == DualNumber<Double>)` on it where it is to be fast: its own
  /// loops otherwise run unspecialized. Products with matrices are fast either way.
  ///
  /// - Parameters:
  ///   - state: layout.count numbers.
  ///   - input: inputCount numbers.
  /// - Returns: layout.count numbers.
  func step<Number: StepNumber<Scalar>>(state: [Number], input: [Number]) -> [Number]
}
