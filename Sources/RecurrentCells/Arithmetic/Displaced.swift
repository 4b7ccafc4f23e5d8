public import DenseLinearAlgebra
import RealModule

/// A value together with the value that it takes when the variable is displaced.
///
/// Central differences of a step in which some edges are held constant need both: along those the
/// displaced twin falls back to the nominal value.
public struct Displaced<Scalar: LinearAlgebraScalar>: StepNumber, Sendable {
  /// The value where the variable is not displaced.
  public let nominal: Scalar
  /// The value where it is.
  public let displaced: Scalar

  /// The two values.
  public init(nominal: Scalar, displaced: Scalar) {
    self.nominal = nominal
    self.displaced = displaced
  }

  public init(constant: Scalar) { self.init(nominal: constant, displaced: constant) }

  public var heldConstant: Displaced { Displaced(constant: nominal) }

  private func map(_ function: (Scalar) -> Scalar) -> Displaced {
    Displaced(nominal: function(nominal), displaced: function(displaced))
  }

  public static func + (left: Displaced, right: Displaced) -> Displaced {
    Displaced(nominal: left.nominal + right.nominal, displaced: left.displaced + right.displaced)
  }

  public static func - (left: Displaced, right: Displaced) -> Displaced {
    Displaced(nominal: left.nominal - right.nominal, displaced: left.displaced - right.displaced)
  }

  public static func * (left: Displaced, right: Displaced) -> Displaced {
    Displaced(nominal: left.nominal * right.nominal, displaced: left.displaced * right.displaced)
  }

  public static func / (left: Displaced, right: Displaced) -> Displaced {
    Displaced(nominal: left.nominal / right.nominal, displaced: left.displaced / right.displaced)
  }

  public static func * (left: Scalar, right: Displaced) -> Displaced {
    right.map { left * $0 }
  }

  public var hyperbolicTangent: Displaced { map(Scalar.tanh) }
  public var logistic: Displaced { map(RecurrentCells.logistic) }
  public var exponential: Displaced { map(Scalar.exp) }
  public var logarithm: Displaced { map { .log($0) } }
  public var squareRoot: Displaced { map { $0.squareRoot() } }
  public var sine: Displaced { map(Scalar.sin) }
  public var cosine: Displaced { map(Scalar.cos) }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func product(
    of matrix: Matrix<Scalar>, rows: Range<Int>, with vector: [Displaced],
    plus offset: ArraySlice<Scalar>
  ) -> [Displaced] {
    let panel = Matrix(
      rows: vector.count, columns: 2,
      columnMajor: vector.map { $0.nominal } + vector.map { $0.displaced })
    let product = matrix.product(rows: rows, with: panel)
    return zip(0..<rows.count, offset).map { i, offset in
      Displaced(
        nominal: offset + product.elements[i],
        displaced: offset + product.elements[rows.count + i])
    }
  }

  public func clamped(to range: ClosedRange<Scalar>) -> Displaced {
    map { min(max($0, range.lowerBound), range.upperBound) }
  }
}
