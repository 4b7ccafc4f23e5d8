public import DenseLinearAlgebra
import RealModule

/// A value and its derivatives in eight directions at once: forward-mode differentiation.
///
/// Every operation applies the chain rule, so a function written over ``StepNumber`` delivers eight
/// columns of its Jacobian in one evaluation, to the rounding of the operations.
///
/// - Source: Wengert 1964, "A simple automatic derivative evaluation program".
public struct DualNumber<Scalar: LinearAlgebraScalar>: StepNumber {
  public var value: Scalar
  public var derivatives: SIMD8<Scalar>

  /// How many directions there are.
  public static var directionCount: Int { SIMD8<Scalar>.scalarCount }

  @inlinable
  public init(value: Scalar, derivatives: SIMD8<Scalar>) {
    self.value = value
    self.derivatives = derivatives
  }

  @inlinable
  public init(constant: Scalar) { self.init(value: constant, derivatives: SIMD8()) }

  public var heldConstant: DualNumber { DualNumber(constant: value) }

  @inlinable
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func + (left: DualNumber, right: DualNumber) -> DualNumber {
    DualNumber(
      value: left.value + right.value, derivatives: left.derivatives + right.derivatives)
  }

  @inlinable
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func - (left: DualNumber, right: DualNumber) -> DualNumber {
    DualNumber(
      value: left.value - right.value, derivatives: left.derivatives - right.derivatives)
  }

  @inlinable
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func * (left: DualNumber, right: DualNumber) -> DualNumber {
    DualNumber(
      value: left.value * right.value,
      derivatives: right.value * left.derivatives + left.value * right.derivatives)
  }

  @inlinable
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func * (left: Scalar, right: DualNumber) -> DualNumber {
    DualNumber(value: left * right.value, derivatives: left * right.derivatives)
  }

  @inlinable
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func / (left: DualNumber, right: DualNumber) -> DualNumber {
    let quotient = left.value / right.value
    return DualNumber(
      value: quotient,
      derivatives: (left.derivatives - quotient * right.derivatives) / right.value)
  }

  public var hyperbolicTangent: DualNumber { mapped { (.tanh($0), sechSquared($0)) } }

  public var logistic: DualNumber {
    mapped { (RecurrentCells.logistic($0), logisticDerivative($0)) }
  }

  public var exponential: DualNumber {
    mapped { a in
      let value = Scalar.exp(a)
      return (value, value)
    }
  }

  public var logarithm: DualNumber { mapped { (.log($0), 1 / $0) } }

  public var squareRoot: DualNumber {
    mapped { a in
      let root = a.squareRoot()
      return (root, 1 / (2 * root))
    }
  }

  public func clamped(to range: ClosedRange<Scalar>) -> DualNumber {
    if value <= range.lowerBound { return DualNumber(constant: range.lowerBound) }
    return value >= range.upperBound ? DualNumber(constant: range.upperBound) : self
  }

  /// f(value), and f'(value) times the derivatives.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func mapped(
    _ function: (Scalar) -> (value: Scalar, slope: Scalar)
  ) -> DualNumber {
    let (value, slope) = function(value)
    return DualNumber(value: value, derivatives: slope * derivatives)
  }
}

extension DualNumber {
  /// `values` as variables, the derivatives those along the coordinates from `first` on.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  static func variables(_ values: ArraySlice<Scalar>, from first: Int) -> [DualNumber] {
    values.enumerated().map { index, value in
      var number = DualNumber(constant: value)
      let direction = index - first
      if (0..<directionCount).contains(direction) { number.derivatives[direction] = 1 }
      return number
    }
  }
}

extension Matrix {
  /// Sets the columns from `first` on to the derivatives of `rows`, as far as there are columns.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func setColumns(from first: Int, toDerivativesOf rows: [DualNumber<Scalar>]) {
    for j in first..<min(first + DualNumber<Scalar>.directionCount, columnCount) {
      for i in 0..<rowCount { self[i, j] = rows[i].derivatives[j - first] }
    }
  }
}
