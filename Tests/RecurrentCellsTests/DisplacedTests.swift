import RealModule
import RecurrentCells
import Testing

@Suite struct DisplacedTests {
  private let a = Displaced(nominal: 2.0, displaced: 3.0)
  private let b = Displaced(nominal: -1.0, displaced: 5.0)

  private func expect(_ value: Displaced<Double>, _ nominal: Double, _ displaced: Double) {
    #expect(value.nominal == nominal)
    #expect(value.displaced == displaced)
  }

  @Test func bothValuesGoThroughEveryOperation() {
    expect(a + b, 1, 8)
    expect(a - b, 3, -2)
    expect(a * b, -2, 15)
    expect((4.0 as Double) * a, 8, 12)
    expect(a / b, -2, 0.6)
    expect(b.rectified, 0, 5)
    expect(b.clamped(to: -0.5...4), -0.5, 4)
    expect(a.exponential, .exp(2), .exp(3))
    expect(a.logarithm, .log(2), .log(3))
    expect(a.squareRoot, 2.0.squareRoot(), 3.0.squareRoot())
    expect(1.0 - a, -1, -2)
    expect(a - 1.0, 1, 2)
    expect(1.0 + a, 3, 4)
    expect(-b, 1, -5)
    expect(a.hyperbolicTangent, .tanh(2), .tanh(3))
    expect(Displaced(nominal: 0.0, displaced: -.infinity).logistic, 0.5, 0)
  }

  @Test func heldConstantFallsBackToTheNominalValue() {
    expect(a.heldConstant, 2, 2)
    expect(Displaced(constant: 7), 7, 7)
  }
}
