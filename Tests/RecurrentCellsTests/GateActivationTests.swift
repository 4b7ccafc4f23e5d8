import TestSupport
import Testing

@testable import RecurrentCells

@Suite struct GateActivationTests {
  /// Values and slopes by hand: the two hard sigmoids differ in slope and in where they end.
  @Test func valuesAndSlopes() {
    let arguments = [-4.0, -2.75, -2, 0, 1, 2.75, 4]
    let keras2 = [0, 0, 0.1, 0.5, 0.7, 1, 1]
    let keras3 = [0, 0.25 / 6, 1 / 6.0, 0.5, 4 / 6.0, 5.75 / 6, 1]
    for (a, (two, three)) in zip(arguments, zip(keras2, keras3)) {
      #expect(abs(GateActivation.hardSigmoidKeras2.value(a) - two) <= Double.epsilon)
      #expect(abs(GateActivation.hardSigmoidKeras3.value(a) - three) <= Double.epsilon)
      #expect(GateActivation.hardSigmoidKeras2.derivative(a) == (abs(a) < 2.5 ? 0.2 : 0))
      #expect(GateActivation.hardSigmoidKeras3.derivative(a) == (abs(a) < 3 ? 1 / 6.0 : 0))
      #expect(GateActivation.sigmoid.value(a) == logistic(a))
      #expect(GateActivation.sigmoid.derivative(a) == logisticDerivative(a))
    }
  }

  @Test(arguments: GateActivation.allCases)
  func theComplementIsTheValueAtTheMirroredPoint(activation: GateActivation) {
    let arguments = [-400.0, -3, -1.25, 0, 0.5, 2, 2.9, 400]
    let complements = GateFunction(activation, at: arguments[...]).complements
    for (a, complement) in zip(arguments, complements) {
      #expect(abs(activation.value(a) + complement - 1) <= Double.epsilon)
      #expect(abs(complement - activation.value(-a)) <= 2 * Double.epsilon * complement)
    }
  }

  @Test(arguments: GateActivation.allCases)
  func everyArithmeticHasTheSameValues(activation: GateActivation) {
    for a in [-40, -2.75, -0.5, 0, 0.25, 2.75, 40] {
      let twin = activation.value(of: Displaced(nominal: a, displaced: -a))
      #expect(abs(twin.nominal - activation.value(a)) <= Double.epsilon)
      #expect(abs(twin.displaced - activation.value(-a)) <= Double.epsilon)
    }
  }
}
