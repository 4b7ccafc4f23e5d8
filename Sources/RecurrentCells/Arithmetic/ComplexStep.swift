public import ComplexModule
public import DenseLinearAlgebra
import RealModule

/// The complex step: f(x + iη)/η has the derivative as its imaginary part, without cancellation.
///
/// - Source: Squire and Trapp 1998, "Using complex variables to estimate derivatives of real
///   functions". The functions are written for a tiny imaginary part and keep its relative accuracy.
extension Complex: StepNumber where RealType: LinearAlgebraScalar {
  public init(constant: RealType) { self.init(constant, 0) }

  public var heldConstant: Complex { Complex(real, 0) }

  public static func * (left: RealType, right: Complex) -> Complex {
    Complex(left * right.real, left * right.imaginary)
  }

  public var hyperbolicTangent: Complex {
    // Kahan 1987: with t = tan y and s = sinh x; the quotient of sinh and cosh cancels instead.
    let (x, y) = (real, imaginary)
    guard x.magnitude < -RealType.log(.ulpOfOne) else {
      return Complex(x < 0 ? -1 : 1, 4 * RealType.sin(y) * RealType.cos(y) * .exp(-2 * x.magnitude))
    }
    let t = RealType.tan(y)
    let beta = 1 + t * t
    let s = RealType.sinh(x)
    let denominator = 1 + beta * s * s
    return Complex(beta * (1 + s * s).squareRoot() * s / denominator, t / denominator)
  }

  public var logistic: Complex {
    // σ(z) = (1 + tanh(z/2))/2; the real part by the form that does not cancel.
    let half = (RealType(1) / 2 * self).hyperbolicTangent
    let e = RealType.exp(-real.magnitude)
    return Complex((real < 0 ? e : 1) / (1 + e), half.imaginary / 2)
  }

  public var exponential: Complex { .exp(self) }
  public var logarithm: Complex { .log(self) }
  public var squareRoot: Complex { .sqrt(self) }

  public var sine: Complex {
    Complex(.sin(real) * .cosh(imaginary), .cos(real) * .sinh(imaginary))
  }

  public var cosine: Complex {
    Complex(.cos(real) * .cosh(imaginary), -.sin(real) * .sinh(imaginary))
  }

  @specialized(where RealType == Double)
  @specialized(where RealType == Float)
  public static func product(
    of matrix: Matrix<RealType>, rows: Range<Int>, with vector: [Complex],
    plus offset: ArraySlice<RealType>
  ) -> [Complex] {
    let panel = Matrix(
      rows: vector.count, columns: 2,
      columnMajor: vector.map { $0.real } + vector.map { $0.imaginary })
    let product = matrix.product(rows: rows, with: panel)
    return zip(0..<rows.count, offset).map { i, offset in
      Complex(offset + product.elements[i], product.elements[rows.count + i])
    }
  }

  public func clamped(to range: ClosedRange<RealType>) -> Complex {
    if real <= range.lowerBound { return Complex(range.lowerBound, 0) }
    return real >= range.upperBound ? Complex(range.upperBound, 0) : self
  }
}
