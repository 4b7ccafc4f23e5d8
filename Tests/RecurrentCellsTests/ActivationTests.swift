import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

@testable import RecurrentCells

/// Activations and their derivatives against 20 digits of mpmath.
@Suite struct ActivationTests {
  struct Reference: Sendable {
    let argument: Double
    let tanh: Double
    /// σ(a), and σ(-a).
    let logistic: Double, mirrored: Double
    /// σ'(a).
    let slope: Double
    /// sech²(a).
    let sechSquared: Double
  }

  static let references = [
    Reference(
      argument: 0, tanh: 0, logistic: 0.5, mirrored: 0.5, slope: 0.25, sechSquared: 1),
    Reference(
      argument: 1e-300, tanh: 1e-300, logistic: 0.5, mirrored: 0.5, slope: 0.25, sechSquared: 1),
    Reference(
      argument: 1e-8, tanh: 9.9999999999999998759e-9, logistic: 0.5000000025,
      mirrored: 0.4999999975, slope: 0.24999999999999999375, sechSquared: 0.9999999999999999),
    Reference(
      argument: 0.25, tanh: 0.24491866240370912928, logistic: 0.56217650088579810403,
      mirrored: 0.43782349911420189597, slope: 0.24613408273759834759,
      sechSquared: 0.94001484880637795628),
    Reference(
      argument: 1, tanh: 0.76159415595576488812, logistic: 0.73105857863000487925,
      mirrored: 0.26894142136999512075, slope: 0.19661193324148185254,
      sechSquared: 0.41997434161402606939),
    Reference(
      argument: 20, tanh: 0.9999999999999999915, logistic: 0.99999999793884638181,
      mirrored: 2.0611536181902035814e-9, slope: 2.0611536139418493437e-9,
      sechSquared: 1.6993417021166355837e-17),
    Reference(
      argument: 40, tanh: 1, logistic: 0.99999999999999999575, mirrored: 4.2483542552915889773e-18,
      slope: 4.2483542552915889592e-18, sechSquared: 7.2194055513816606892e-35),
    Reference(
      argument: 300, tanh: 1, logistic: 1, mirrored: 5.1482002224120137812e-131,
      slope: 5.1482002224120137812e-131, sechSquared: 1.0601586212017243265e-260),
    Reference(
      argument: 700, tanh: 1, logistic: 1, mirrored: 9.8596765437597708567e-305,
      slope: 9.8596765437597708567e-305, sechSquared: 0),
    Reference(argument: 800, tanh: 1, logistic: 1, mirrored: 0, slope: 0, sechSquared: 0),
  ]

  /// 4 ulp of exp, and one for each of the operations that follow.
  static let tolerance = 8.0

  @Test(arguments: Precision.allCases)
  func keepRelativeAccuracyInSaturation(precision: Precision) {
    check(precision.scalar)
  }

  /// Literals below the range of a precision round to 0, as the functions must there.
  private func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type) {
    let arguments = Self.references.map { Scalar($0.argument) }
    let positive = LogisticFunction(at: arguments[...])
    let negative = LogisticFunction(at: arguments.map { -$0 }[...])
    for (i, reference) in Self.references.enumerated() {
      func agree(_ value: Scalar, _ truth: Double) -> Bool {
        value.ulps(from: Scalar(truth)) <= Self.tolerance
      }
      #expect(agree(positive.values[i], reference.logistic), "\(reference)")
      #expect(agree(negative.values[i], reference.mirrored), "\(reference)")
      #expect(agree(logistic(arguments[i]), reference.logistic), "\(reference)")
      #expect(agree(logistic(-arguments[i]), reference.mirrored), "\(reference)")
      for slopes in [positive.derivatives, negative.derivatives] {
        #expect(agree(slopes[i], reference.slope), "\(reference)")
      }
      for sign in [1, -1] as [Scalar] {
        let argument = [sign * arguments[i]][...]
        #expect(
          agree(sign * Nonlinearity.tanh.values(at: argument)[0], reference.tanh), "\(reference)")
        #expect(
          agree(Nonlinearity.tanh.derivatives(at: argument)[0], reference.sechSquared),
          "\(reference)")
      }
    }
  }

  @Test(arguments: Precision.allCases)
  func farOutStaysFinite(precision: Precision) {
    checkLimits(precision.scalar)
  }

  private func checkLimits<Scalar: LinearAlgebraScalar>(_: Scalar.Type) {
    for far in [Scalar.greatestFiniteMagnitude, .infinity] {
      let function = LogisticFunction(at: [far, -far])
      #expect(function.values == [1, 0])
      #expect(function.derivatives == [0, 0])
      #expect(sechSquared(at: [far, -far]) == [0, 0])
      #expect([far, -far].map(logistic) == [1, 0])
    }
  }

  /// Single precision against the same formulas in double, where they have digits to spare.
  @Test func singlePrecisionKeepsItsDigits() {
    var random = SeededGenerator(seed: 63)
    let arguments: [Float] = random.vector(1003, within: 40)
    let wide = arguments.map { Double($0) }
    let (single, double) = (LogisticFunction(at: arguments[...]), LogisticFunction(at: wide[...]))
    for (values, truths) in [
      (single.values, double.values), (single.derivatives, double.derivatives),
      (sechSquared(at: arguments[...]), sechSquared(at: wide[...])),
    ] {
      let worst = zip(values, truths).map { Double($0).ulps(from: $1) }.max()! * Double.epsilon
      #expect(worst <= Self.tolerance * Float.epsilon)
    }
  }

  @Test func nonlinearitiesAndSlopes() {
    let arguments = [-2.0, 0, 3][...]
    #expect(Nonlinearity.relu.values(at: arguments) == [0, 0, 3])
    #expect(Nonlinearity.relu.values(at: [Double.nan])[0].isNaN)
    #expect(Nonlinearity.relu.derivatives(at: arguments) == [0, 0, 1])
    #expect(Nonlinearity.linear.values(at: arguments) == [-2, 0, 3])
    #expect(Nonlinearity.linear.derivatives(at: arguments) == [1, 1, 1])
    let sigmoid = LogisticFunction(at: arguments)
    #expect(Nonlinearity.sigmoid.values(at: arguments) == sigmoid.values)
    #expect(Nonlinearity.sigmoid.derivatives(at: arguments) == sigmoid.derivatives)
  }

  @Test(arguments: Nonlinearity.allCases)
  func everyArithmeticHasTheSameValues(nonlinearity: Nonlinearity) {
    for a in [-40, -2, -0.5, 0, 0.25, 3, 40] {
      let twin = nonlinearity.value(of: Displaced(nominal: a, displaced: -a))
      let values = nonlinearity.values(at: [a, -a])
      #expect(twin.nominal.ulps(from: values[0]) <= Self.tolerance)
      #expect(twin.displaced.ulps(from: values[1]) <= Self.tolerance)
    }
  }
}
