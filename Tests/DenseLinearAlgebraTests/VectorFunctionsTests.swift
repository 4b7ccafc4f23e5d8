import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

/// exp and tanh of arrays against the same functions in a wider format.
@Suite struct VectorFunctionsTests {
  /// What libmvec states, in ulp; an ulp is at most one ε of the value.
  static let tolerance = 4.0

  @Test func singleAgainstDouble() {
    checkSweeps(Float.self, truth: Double.self)
  }

  #if arch(x86_64)
    @Test func doubleAgainstExtended() {
      checkSweeps(Double.self, truth: Float80.self)
    }
  #endif

  private func checkSweeps<Scalar: LinearAlgebraScalar, Wide: Real & BinaryFloatingPoint>(
    _: Scalar.Type, truth: Wide.Type
  ) {
    var random = SeededGenerator(seed: 61)
    // Beyond this exp is subnormal or infinite.
    let edge = Double(Scalar.log(.leastNormalMagnitude)).magnitude
    for bound in [1e-30, 1e-9, 1e-3, 1, 20, edge] {
      let arguments: [Scalar] = random.vector(4003, within: bound)
      let exponentials = Scalar.exponentials(of: arguments)
      let tangents = Scalar.hyperbolicTangents(of: arguments[...])
      let areRight = arguments.indices.allSatisfy { i in
        let a = Wide(arguments[i])
        return ulps(exponentials[i], from: Wide.exp(a)) <= Self.tolerance
          && ulps(tangents[i], from: Wide.tanh(a)) <= Self.tolerance
      }
      #expect(areRight, "within \(bound)")
    }
  }

  /// |value − truth| in units of ε·|truth| of the narrower format.
  private func ulps<Scalar: LinearAlgebraScalar, Wide: Real & BinaryFloatingPoint>(
    _ value: Scalar, from truth: Wide
  ) -> Double {
    Double((Wide(value) - truth).magnitude / (truth.magnitude * Wide(Scalar.ulpOfOne)))
  }

  @Test(arguments: Precision.allCases)
  func limits(precision: Precision) {
    checkLimits(precision.scalar)
  }

  private func checkLimits<Scalar: LinearAlgebraScalar>(_: Scalar.Type) {
    let (huge, tiny) = (Scalar.greatestFiniteMagnitude, Scalar.leastNonzeroMagnitude)
    #expect(
      Scalar.exponentials(of: [0, -0.0, tiny, -tiny, huge, -huge, .infinity, -.infinity])
        == [1, 1, 1, 1, .infinity, 0, .infinity, 0])
    #expect(
      Scalar.hyperbolicTangents(of: [0, tiny, -tiny, huge, -huge, .infinity, -.infinity])
        == [0, tiny, -tiny, 1, -1, 1, -1])
    #expect(Scalar.hyperbolicTangents(of: [-0.0])[0].sign == .minus)
    #expect(Scalar.exponentials(of: [.nan])[0].isNaN)
    #expect(Scalar.hyperbolicTangents(of: [.nan])[0].isNaN)
    #expect(Scalar.exponentials(of: []).isEmpty)
    // Subnormal, where relative accuracy ends.
    let low = Scalar.log(.leastNormalMagnitude) - 3
    let error = (Scalar.exponentials(of: [low])[0] - Scalar.exp(low)).magnitude
    #expect(error <= 4 * tiny)
  }

  /// Neither the length nor the place nor what stands beside changes a value.
  @Test(arguments: Precision.allCases)
  func placeDoesNotMatter(precision: Precision) {
    checkPlaces(precision.scalar)
  }

  private func checkPlaces<Scalar: LinearAlgebraScalar>(_: Scalar.Type) {
    var random = SeededGenerator(seed: 62)
    let extremes: [Scalar] = [
      .infinity, -.infinity, 0, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, -740, 710, 1e-30,
    ]
    for count in 1...37 {
      var arguments: [Scalar] = random.vector(count, within: 20)
      arguments[Int.random(in: 0..<count, using: &random)] = extremes.randomElement(using: &random)!
      #expect(
        Scalar.exponentials(of: arguments)
          == arguments.map { Scalar.exponentials(of: [$0])[0] })
      #expect(
        Scalar.hyperbolicTangents(of: arguments[...])
          == arguments.map { Scalar.hyperbolicTangents(of: [$0])[0] })
      let slice = Array([3, 4] + arguments).dropFirst(2)
      #expect(Scalar.hyperbolicTangents(of: slice) == Scalar.hyperbolicTangents(of: arguments[...]))
    }
  }
}
