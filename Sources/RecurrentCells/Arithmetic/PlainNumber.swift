public import DenseLinearAlgebra
import RealModule

/// A value that carries no derivative: what a step function is run in.
public struct PlainNumber<Scalar: LinearAlgebraScalar>: StepNumber, Sendable {
  /// The number.
  public let value: Scalar

  @inlinable
  public init(constant: Scalar) { value = constant }

  public var heldConstant: PlainNumber { self }

  @inlinable
  public static func + (left: PlainNumber, right: PlainNumber) -> PlainNumber {
    PlainNumber(constant: left.value + right.value)
  }

  @inlinable
  public static func - (left: PlainNumber, right: PlainNumber) -> PlainNumber {
    PlainNumber(constant: left.value - right.value)
  }

  @inlinable
  public static func * (left: PlainNumber, right: PlainNumber) -> PlainNumber {
    PlainNumber(constant: left.value * right.value)
  }

  @inlinable
  public static func * (left: Scalar, right: PlainNumber) -> PlainNumber {
    PlainNumber(constant: left * right.value)
  }

  @inlinable
  public static func / (left: PlainNumber, right: PlainNumber) -> PlainNumber {
    PlainNumber(constant: left.value / right.value)
  }

  public var hyperbolicTangent: PlainNumber { PlainNumber(constant: .tanh(value)) }
  public var logistic: PlainNumber { PlainNumber(constant: RecurrentCells.logistic(value)) }
  public var exponential: PlainNumber { PlainNumber(constant: .exp(value)) }
  public var logarithm: PlainNumber { PlainNumber(constant: .log(value)) }
  public var squareRoot: PlainNumber { PlainNumber(constant: value.squareRoot()) }
  public var sine: PlainNumber { PlainNumber(constant: .sin(value)) }
  public var cosine: PlainNumber { PlainNumber(constant: .cos(value)) }

  public static func product(
    of matrix: Matrix<Scalar>, rows: Range<Int>, with vector: [PlainNumber],
    plus offset: ArraySlice<Scalar>
  ) -> [PlainNumber] {
    var sums = Matrix(rows: rows.count, columns: 1, columnMajor: Array(offset))
    sums.addProduct(
      of: matrix, rows: rows, with: vector.map(\.value)[...], toColumn: 0, fromRow: 0)
    return sums.elements.map(PlainNumber.init(constant:))
  }

  public func clamped(to range: ClosedRange<Scalar>) -> PlainNumber {
    PlainNumber(constant: min(max(value, range.lowerBound), range.upperBound))
  }
}
