import DenseLinearAlgebra
import TestSupport
import Testing

@testable import RecurrentCells

/// Activations and their derivatives against 20 digits of mpmath.
@Suite struct ActivationTests {
  struct Reference: Sendable {
    let argument: Double
    /// σ(a), and σ(-a).
    let logistic: Double, mirrored: Double
    /// σ'(a).
    let slope: Double
    /// sech²(a).
    let sechSquared: Double
  }

  static let references = [
    Reference(argument: 0, logistic: 0.5, mirrored: 0.5, slope: 0.25, sechSquared: 1),
    Reference(
      argument: 1e-8, logistic: 0.5000000025, mirrored: 0.4999999975,
      slope: 0.24999999999999999375, sechSquared: 0.9999999999999999),
    Reference(
      argument: 1, logistic: 0.73105857863000487925, mirrored: 0.26894142136999512075,
      slope: 0.19661193324148185254, sechSquared: 0.41997434161402606939),
    Reference(
      argument: 20, logistic: 0.99999999793884638181, mirrored: 2.0611536181902035814e-9,
      slope: 2.0611536139418493437e-9, sechSquared: 1.6993417021166355837e-17),
    Reference(
      argument: 300, logistic: 1, mirrored: 5.1482002224120137812e-131,
      slope: 5.1482002224120137812e-131, sechSquared: 1.0601586212017243265e-260),
  ]

  @Test(arguments: Precision.allCases, references)
  func keepRelativeAccuracyInSaturation(precision: Precision, reference: Reference) {
    check(precision.scalar, reference)
  }

  /// Literals below the range of a precision round to 0, as the functions must there.
  private func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ reference: Reference) {
    let a = Scalar(reference.argument)
    let tolerance = 8.0
    #expect(logistic(a).ulps(from: Scalar(reference.logistic)) <= tolerance)
    #expect(logistic(-a).ulps(from: Scalar(reference.mirrored)) <= tolerance)
    for a in [a, -a] {
      #expect(logisticDerivative(a).ulps(from: Scalar(reference.slope)) <= tolerance)
      #expect(sechSquared(a).ulps(from: Scalar(reference.sechSquared)) <= tolerance)
    }
  }

  @Test(arguments: Precision.allCases)
  func farOutStaysFinite(precision: Precision) {
    checkLimits(precision.scalar)
  }

  private func checkLimits<Scalar: LinearAlgebraScalar>(_: Scalar.Type) {
    let far = Scalar.greatestFiniteMagnitude
    #expect(logistic(far) == 1)
    #expect(logistic(-far) == 0)
    for a in [far, -far] {
      #expect(logisticDerivative(a) == 0)
      #expect(sechSquared(a) == 0)
    }
  }

  @Test func nonlinearitiesAndSlopes() {
    #expect(Nonlinearity.tanh.value(1.0).ulps(from: 0.76159415595576488812) <= 2)
    #expect(Nonlinearity.tanh.derivative(-1.0).ulps(from: 0.41997434161402606939) <= 8)
    #expect([-2.0, 0, 3].map { Nonlinearity.relu.value($0) } == [0, 0, 3])
    #expect([-2.0, 0, 3].map { Nonlinearity.relu.derivative($0) } == [0, 0, 1])
    #expect([-2.0, 0, 3].map { Nonlinearity.linear.value($0) } == [-2, 0, 3])
    #expect([-2.0, 0, 3].map { Nonlinearity.linear.derivative($0) } == [1, 1, 1])
    #expect(Nonlinearity.sigmoid.value(1.0).ulps(from: 0.73105857863000487926) <= 2)
    #expect(Nonlinearity.sigmoid.derivative(-1.0).ulps(from: 0.19661193324148185) <= 8)
  }

  @Test(arguments: Nonlinearity.allCases)
  func everyArithmeticHasTheSameValues(nonlinearity: Nonlinearity) {
    for a in [-40, -2, -0.5, 0, 0.25, 3, 40] {
      let twin = Displaced(nominal: a, displaced: -a)
      let value = nonlinearity.value(of: twin)
      #expect(value.nominal == nonlinearity.value(a))
      #expect(value.displaced == nonlinearity.value(-a))
    }
  }
}
