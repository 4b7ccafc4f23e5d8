import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// The sum of all exponents is the mean of ln|det J|: every one counts, the smallest as much as the largest.
@Suite struct LyapunovVolumeTests {
  @Test func rnn() throws {
    var generator = SeededGenerator(seed: 740)
    let rnn: RNN<Double> = try generator.rnn(units: 24, inputs: 4, nonlinearity: .tanh)
    let run = try rnn.trajectory(over: generator.matrix(300, 4))
    let truth =
      try (31...300).reduce(0) { try $0 + run.stepJacobian(step: $1).logDeterminant() } / 270
    let spectrum = try run.lyapunovSpectrum(discarding: 30)
    let sum = try #require(spectrum.sum)
    let bound = spectrum.roundingErrors.reduce(0, +)
    #expect((sum - truth).magnitude <= bound)
    // Each of 24 directions rounds 24 terms a step, in factors of some condition.
    #expect(bound <= 64 * 24 * 24 * Double.epsilon)
  }

  /// Σ ln σ of the references, computed with thousands of bits, is ln|det| of the product over a lag.
  @Test(arguments: Oracle.names)
  func references(name: String) throws {
    let oracle = try Oracle(name)
    let sequence = try oracle.sequence(name)
    let quantity = sequence.quantities.contains(.cell) ? "state" : "hidden"
    for reference in oracle.references
    where reference.quantity == quantity && reference.lag > 1
      && reference.edges.count == sequence.edges.members.count
    {
      let (step, lag) = (reference.step, reference.lag)
      let product = DenseSequence(
        (step - lag + 1...step).map { sequence.stepJacobian(step: $0) })
      let spectrum = try product.lyapunovSpectrum(discarding: 0)
      let truth = reference.logSingularValues.reduce(0, +) / Double(lag)
      let sum = spectrum.exponents.reduce(0, +)
      let bound = spectrum.roundingErrors.reduce(0, +)
      if truth == -.infinity {
        #expect(sum == -.infinity)
      } else {
        // Small rows of saturated units that directions overtake each other in cost more than the estimate; and the
        // pre-activations of such units differ from the reference's by some ulp, as the processor's tanh does.
        let tolerance = 64 * bound + 1e-12 * truth.magnitude
        #expect((sum - truth).magnitude <= min(tolerance, 1e-11 * truth.magnitude))
      }
    }
  }

  /// A trained LSTM whose units are saturated, against its closed form.
  @Test func sileroVAD() throws {
    let run = try Example.sileroVAD()
    let steps = 301...500
    let part = DenseSequence(steps.map { run.stepJacobian(step: $0) })
    let spectrum = try part.lyapunovSpectrum(discarding: 0)
    let truth = try run.logDeterminant(steps: steps) / 200
    let sum = spectrum.exponents.reduce(0, +)
    // Of 200 steps that round independently the mean is off by 1/√200 of the mean of their bounds.
    let bound = spectrum.roundingErrors.reduce(0, +) / Double(200).squareRoot()
    #expect((sum - truth).magnitude <= bound)
  }
}
