public import DenseLinearAlgebra
import RealModule

/// A value and its derivatives in eight directions at once: forward-mode differentiation.
///
/// Every operation applies the chain rule, so a function written over ``StepNumber`` delivers eight
/// columns of its Jacobian in one evaluation, to the rounding of the operations.
///
/// - Source: Wengert 1964, "A simple automatic derivative evaluation program".
public struct DualNumber<Scalar: LinearAlgebraScalar>: StepNumber {
  /// The value.
  public var value: Scalar
  /// Its derivatives, one in each direction.
  public var derivatives: SIMD8<Scalar>
  /// No path whose product is a part of a derivative is weaker than that, as far as slopes and values say;
  /// infinite where there is none. A derivative of zero is an exact one only where this is not below the exponent
  /// range.
  public var weakestPath: Scalar

  /// How many directions there are.
  public static var directionCount: Int { SIMD8<Scalar>.scalarCount }

  @inlinable
  public init(value: Scalar, derivatives: SIMD8<Scalar>, weakestPath: Scalar = 1) {
    self.value = value
    self.derivatives = derivatives
    self.weakestPath = weakestPath
  }

  @inlinable
  public init(constant: Scalar) {
    self.init(value: constant, derivatives: SIMD8(), weakestPath: .infinity)
  }

  public var heldConstant: DualNumber { DualNumber(constant: value) }

  @inlinable
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func + (left: DualNumber, right: DualNumber) -> DualNumber {
    DualNumber(
      value: left.value + right.value, derivatives: left.derivatives + right.derivatives,
      weakestPath: min(left.weakestPath, right.weakestPath))
  }

  @inlinable
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func - (left: DualNumber, right: DualNumber) -> DualNumber {
    DualNumber(
      value: left.value - right.value, derivatives: left.derivatives - right.derivatives,
      weakestPath: min(left.weakestPath, right.weakestPath))
  }

  @inlinable
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func * (left: DualNumber, right: DualNumber) -> DualNumber {
    let isZero = left.value == 0 || right.value == 0
    return DualNumber(
      value: visible(left.value * right.value, unless: isZero),
      derivatives: right.value * left.derivatives + left.value * right.derivatives,
      weakestPath: min(left.path(times: right.value), right.path(times: left.value)))
  }

  @inlinable
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func * (left: Scalar, right: DualNumber) -> DualNumber {
    DualNumber(
      value: visible(left * right.value, unless: left == 0 || right.value == 0),
      derivatives: left * right.derivatives, weakestPath: right.path(times: left))
  }

  @inlinable
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func / (left: DualNumber, right: DualNumber) -> DualNumber {
    let quotient = visible(
      left.value / right.value, unless: left.value == 0 || right.value.isInfinite)
    return DualNumber(
      value: quotient,
      derivatives: (left.derivatives - quotient * right.derivatives) / right.value,
      weakestPath: min(left.weakestPath, right.path(times: quotient)) / right.value.magnitude)
  }

  /// A value of which only rounding can make a zero, unless it `isZero`: the smallest number in place of that, for zeros
  /// have no paths.
  @inlinable
  static func visible(_ value: Scalar, unless isZero: Bool) -> Scalar {
    value == 0 && !isZero ? .leastNonzeroMagnitude : value
  }

  /// The weakest path where `factor` multiplies all of them; none where that is exactly zero.
  @inlinable
  func path(times factor: Scalar) -> Scalar {
    factor == 0 ? .infinity : factor.magnitude * weakestPath
  }

  public var hyperbolicTangent: DualNumber {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get { chained(.tanh(value), slope: sechSquared(value)) }
  }

  public var logistic: DualNumber {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get {
      chained(
        Self.visible(RecurrentCells.logistic(value), unless: value == -.infinity),
        slope: logisticDerivative(value))
    }
  }

  public var exponential: DualNumber {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get { chained(Self.visible(.exp(value), unless: value == -.infinity), slope: .exp(value)) }
  }

  public var logarithm: DualNumber {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get { chained(.log(value), slope: 1 / value) }
  }

  public var squareRoot: DualNumber {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get { chained(value.squareRoot(), slope: 1 / (2 * value.squareRoot())) }
  }

  public var sine: DualNumber {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get { chained(.sin(value), slope: .cos(value)) }
  }

  public var cosine: DualNumber {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get { chained(.cos(value), slope: -.sin(value)) }
  }

  public func clamped(to range: ClosedRange<Scalar>) -> DualNumber {
    if value <= range.lowerBound { return DualNumber(constant: range.lowerBound) }
    return value >= range.upperBound ? DualNumber(constant: range.upperBound) : self
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func product(
    of matrix: Matrix<Scalar>, rows: Range<Int>, with vector: [DualNumber],
    plus offset: ArraySlice<Scalar>
  ) -> [DualNumber] {
    let (width, count) = (1 + directionCount, vector.count)
    var panel = Matrix<Scalar>(rows: count, columns: width)
    for (i, number) in vector.enumerated() {
      panel.storage[i] = number.value
      for d in 0..<directionCount { panel.storage[i + (d + 1) * count] = number.derivatives[d] }
    }
    let product = matrix.product(rows: rows, with: panel)
    let (weakest, least) = (
      vector.reduce(.infinity) { min($0, $1.weakestPath) }, matrix.smallestMagnitude
    )
    let weakestPath = weakest.isFinite && least.isFinite ? least * weakest : .infinity
    return zip(0..<rows.count, offset).map { i, offset in
      var number = DualNumber(constant: offset + product.elements[i])
      number.weakestPath = weakestPath
      for d in 0..<directionCount {
        number.derivatives[d] = product.elements[i + (d + 1) * rows.count]
      }
      return number
    }
  }

  /// The value of a function, whose slope multiplies the derivatives.
  private func chained(_ result: Scalar, slope: Scalar) -> DualNumber {
    DualNumber(
      value: result, derivatives: slope * derivatives,
      weakestPath: weakestPath.isFinite ? slope.magnitude * weakestPath : .infinity)
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
      if (0..<directionCount).contains(direction) {
        number.derivatives[direction] = 1
        number.weakestPath = 1
      }
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
