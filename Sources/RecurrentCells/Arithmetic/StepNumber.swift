public import DenseLinearAlgebra

/// The arithmetic that one step of a cell is written in.
///
/// Numbers that carry a derivative along with a value (a complex step, a displaced twin) turn the
/// definition of a cell into its derivative.
public protocol StepNumber<Scalar> {
  associatedtype Scalar: LinearAlgebraScalar

  /// A constant.
  init(constant: Scalar)
  /// The value without its derivative.
  var heldConstant: Self { get }

  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  static func / (left: Self, right: Self) -> Self
  static func * (left: Scalar, right: Self) -> Self

  /// tanh.
  var hyperbolicTangent: Self { get }
  /// The logistic function 1/(1 + e^-a).
  var logistic: Self { get }
  /// e^a.
  var exponential: Self { get }
  /// ln a.
  var logarithm: Self { get }
  /// √a.
  var squareRoot: Self { get }
  /// sin a.
  var sine: Self { get }
  /// cos a.
  var cosine: Self { get }
  /// The value inside of `range`, its nearer bound outside. The derivative at a bound is 0.
  func clamped(to range: ClosedRange<Scalar>) -> Self

  /// Rows `rows` of `matrix` times `vector`, plus `offset`, which has an entry for each of them: by
  /// one product with a column for each part of the numbers.
  static func product(
    of matrix: Matrix<Scalar>, rows: Range<Int>, with vector: [Self],
    plus offset: ArraySlice<Scalar>
  ) -> [Self]
}

extension StepNumber {
  /// The value where it is positive, 0 elsewhere.
  public var rectified: Self { clamped(to: 0...(.infinity)) }

  public static func + (left: Scalar, right: Self) -> Self { Self(constant: left) + right }
  public static func + (left: Self, right: Scalar) -> Self { left + Self(constant: right) }
  public static func - (left: Scalar, right: Self) -> Self { Self(constant: left) - right }
  public static func - (left: Self, right: Scalar) -> Self { left - Self(constant: right) }
  public static func * (left: Self, right: Scalar) -> Self { right * left }
  public static func / (left: Scalar, right: Self) -> Self { Self(constant: left) / right }
  public static func / (left: Self, right: Scalar) -> Self { left / Self(constant: right) }
  public static prefix func - (number: Self) -> Self { -1 * number }
  public static func += (left: inout Self, right: Self) { left = left + right }
  public static func -= (left: inout Self, right: Self) { left = left - right }
  public static func *= (left: inout Self, right: Self) { left = left * right }
}

extension StepNumber {
  /// The number itself where `edges` has `edge`, the number held constant elsewhere.
  public func carried(along edge: EdgeSet, of edges: EdgeSet) -> Self {
    edges.isSuperset(of: edge) ? self : heldConstant
  }
}

extension Matrix {
  /// Rows `rows` of this matrix times `vector`, plus `offset`.
  func product<Number: StepNumber<Scalar>>(
    rows: Range<Int>, with vector: [Number], plus offset: ArraySlice<Scalar>
  ) -> [Number] {
    Number.product(of: self, rows: rows, with: vector, plus: offset)
  }

  /// This matrix times `vector`.
  ///
  /// - Precondition: `vector` has a number for each column.
  public func product<Number: StepNumber<Scalar>>(with vector: [Number]) -> [Number] {
    demand(
      vector.count == columnCount, "\(columnCount) columns times \(vector.count) numbers")
    return product(
      rows: 0..<rowCount, with: vector, plus: Array(repeating: 0, count: rowCount)[...])
  }

  /// Rows `rows` of this matrix times the columns of `panel`: the parts of numbers that have several.
  func product(rows: Range<Int>, with panel: Matrix) -> Matrix {
    var product = Matrix(rows: rows.count, columns: panel.columnCount)
    product.setToProduct(of: self, rows: rows, and: panel)
    return product
  }
}
