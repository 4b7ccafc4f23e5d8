import ComplexModule
import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

@testable import RecurrentCells

/// Functions of complex steps against 20 digits of mpmath.
@Suite struct ComplexStepTests {
  typealias Number = Complex<Double>

  struct Reference: Sendable {
    let argument: Number
    let tanh: Number
    let logistic: Number
  }

  /// Tiny imaginary parts, from the middle to where 1 - tanh² and s·(1 - s) have no digit left; at
  /// 36 the formula changes.
  static let references = [
    Reference(
      argument: Number(0, 1e-20), tanh: Number(0, 1e-20), logistic: Number(0.5, 2.5e-21)),
    Reference(
      argument: Number(1e-8, 1e-20),
      tanh: Number(9.9999999999999998759e-9, 9.9999999999999984515e-21),
      logistic: Number(0.5000000025, 2.4999999999999998004e-21)),
    Reference(
      argument: Number(0.5, 1e-20),
      tanh: Number(0.4621171572600097585, 7.8644773296592736702e-21),
      logistic: Number(0.62245933120185456464, 2.3500371220159447618e-21)),
    Reference(
      argument: Number(-1, 1e-20),
      tanh: Number(-0.76159415595576488812, 4.1997434161402604636e-21),
      logistic: Number(0.26894142136999512075, 1.9661193324148184175e-21)),
    Reference(
      argument: Number(20, 1e-20), tanh: Number(1, 1.6993417021166354905e-37),
      logistic: Number(0.99999999793884638181, 2.0611536139418492306e-29)),
    Reference(
      argument: Number(-20, 1e-20), tanh: Number(-1, 1.6993417021166354905e-37),
      logistic: Number(2.0611536181902035814e-9, 2.0611536139418492306e-29)),
    Reference(
      argument: Number(35.5, 1e-20), tanh: Number(1, 5.8499449090049234665e-51),
      logistic: Number(0.99999999999999961758, 3.8242466280971322172e-36)),
    Reference(
      argument: Number(36.5, 1e-20), tanh: Number(1, 7.9170395117876177808e-52),
      logistic: Number(0.99999999999999985931, 1.4068617124461462942e-36)),
    Reference(
      argument: Number(-300, 1e-20), tanh: Number(-1, 1.0601586212017242684e-280),
      logistic: Number(5.1482002224120137812e-131, 5.1482002224120134988e-151)),
  ]

  @Test(arguments: references)
  func imaginaryPartsKeepRelativeAccuracy(reference: Reference) {
    let tanh = reference.argument.hyperbolicTangent
    #expect(tanh.real.ulps(from: reference.tanh.real) <= 8)
    #expect(tanh.imaginary.ulps(from: reference.tanh.imaginary) <= 8)
    let logistic = reference.argument.logistic
    #expect(logistic.real.ulps(from: reference.logistic.real) <= 8)
    #expect(logistic.imaginary.ulps(from: reference.logistic.imaginary) <= 8)
  }

  /// Kahan's formula holds for any imaginary part.
  @Test func hyperbolicTangentOfLargeImaginaryParts() {
    let references = [
      (Number(0.5, 0.25), Number(0.48548728102413534752, 0.19805544995134953419)),
      (Number(-2, 1), Number(-1.0147936161466335681, 0.033812826079896690284)),
      (Number(40, 0.75), Number(1, 3.600660421882342911e-35)),
    ]
    for (argument, truth) in references {
      #expect(argument.hyperbolicTangent.real.ulps(from: truth.real) <= 8)
      #expect(argument.hyperbolicTangent.imaginary.ulps(from: truth.imaginary) <= 8)
    }
  }

  @Test(arguments: Precision.allCases)
  func derivativesAreThoseOfTheActivations(precision: Precision) {
    checkDerivatives(precision.scalar)
  }

  private func checkDerivatives<Scalar: LinearAlgebraScalar>(_: Scalar.Type) {
    let eta = Scalar.ulpOfOne * Scalar.ulpOfOne
    let arguments = (-16...16).map { Scalar($0) * 3 / 4 }
    let tanhSlopes = sechSquared(at: arguments[...])
    let logisticSlopes = LogisticFunction(at: arguments[...]).derivatives
    for (i, a) in arguments.enumerated() {
      let number = Complex(a, eta)
      #expect((number.hyperbolicTangent.imaginary / eta).ulps(from: tanhSlopes[i]) <= 16)
      #expect((number.logistic.imaginary / eta).ulps(from: logisticSlopes[i]) <= 16)
      #expect(number.rectified.imaginary == (a > 0 ? eta : 0))
      #expect(number.rectified.real == max(a, 0))
    }
  }

  /// Closed-form derivatives of the other functions.
  @Test func derivativesOfElementaryFunctions() {
    let eta = 1e-100
    for a in [1e-6, 0.25, 0.75, 1.5, 3, 40] {
      let number = Number(a, eta)
      func expect(_ value: Number, _ real: Double, _ slope: Double) {
        #expect(value.real.ulps(from: real) <= 8)
        #expect((value.imaginary / eta).ulps(from: slope) <= 8)
      }
      expect(number.exponential, .exp(a), .exp(a))
      expect(number.logarithm, .log(a), 1 / a)
      expect(number.squareRoot, a.squareRoot(), 0.5 / a.squareRoot())
      expect(Number(1) / number, 1 / a, -1 / (a * a))
    }
    #expect(Number(5, eta).clamped(to: 0...6) == Number(5, eta))
    #expect(Number(6, eta).clamped(to: 0...6) == Number(6, 0))
    #expect(Number(-1, eta).clamped(to: 0...6) == Number(0, 0))
  }

  @Test func constantsCarryNothing() {
    #expect(Number(constant: 3) == Number(3, 0))
    #expect(Number(2, 5).heldConstant == Number(2, 0))
    #expect((3.0 as Double) * Number(2, 5) == Number(6, 15))
    #expect(Number(2, 5).carried(along: .carry, of: [.carry, .readout]) == Number(2, 5))
    #expect(Number(2, 5).carried(along: .carry, of: .outputPath) == Number(2, 0))
  }
}
