import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Random and chaotic systems whose exponents are known to within the error of sampling.
@Suite struct LyapunovStatisticsTests {
  /// Hénon's map with a = 1.4, b = 0.3.
  private struct Henon: StepFunction {
    typealias Scalar = Double

    var inputCount: Int { 1 }
    var layout: StateLayout { StateLayout(hiddenCount: 2) }

    func step<Number: StepNumber<Double>>(state s: [Number], input x: [Number]) -> [Number] {
      [1 - 1.4 * (s[0] * s[0]) + s[1], 0.3 * s[0]]
    }
  }

  @Test func henonsMap() throws {
    let run = try CustomCell(Henon()).trajectory(over: Matrix(rows: 20_000, columns: 1))
    let spectrum = try run.lyapunovSpectrum()
    #expect((spectrum.sum! - .log(0.3)).magnitude <= 1e-14)
    let error = try #require(spectrum.standardErrors[0])
    #expect(error < 0.005)
    // The published digits are 0.4209.
    #expect((spectrum.exponents[0] - 0.4209).magnitude <= 4 * error + 5e-5)
    #expect(spectrum.regime == .chaotic)
    let dimension = 1 + 0.4209 / (0.4209 - Double.log(0.3))
    #expect((spectrum.kaplanYorkeDimension! - dimension).magnitude <= 4 * error)
    #expect(spectrum.entropy == spectrum.exponents[0])
  }

  /// Independent standard normal numbers.
  private func normal(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
    (0..<(count + 1) / 2).flatMap { _ -> [Double] in
      let radius = (-2 * Double.log(1 - .random(in: 0..<1, using: &generator))).squareRoot()
      let angle = 2 * Double.pi * .random(in: 0..<1, using: &generator)
      return [radius * .cos(angle), radius * .sin(angle)]
    }.dropLast(count % 2)
  }

  /// ψ and ψ' at half of a whole number, by their recurrence from ψ(1/2), ψ(1).
  private func polygamma(half number: Int) -> (digamma: Double, trigamma: Double) {
    let euler = 0.5772156649015329
    let square = Double.pi * .pi
    var (value, slope) =
      number % 2 == 0 ? (-euler, square / 6) : (-euler - 2 * .log(2), square / 2)
    var x = number % 2 == 0 ? 1 : 0.5
    while x < Double(number) / 2 {
      value += 1 / x
      slope -= 1 / (x * x)
      x += 1
    }
    return (value, slope)
  }

  /// Entries N(0, g²/N), fresh in each step: r_ii² is g²/N times χ² with N - i + 1 degrees of freedom.
  @Test(arguments: [(4, 20_000), (16, 4_000)])
  func productsOfGaussianMatrices(size: Int, steps: Int) throws {
    var generator = SeededGenerator(seed: UInt64(720 + size))
    let (gain, n) = (0.9, Double(size))
    let matrices = (0..<steps).map { _ in
      (gain / n.squareRoot())
        * Matrix(rows: size, columns: size, columnMajor: normal(size * size, &generator))
    }
    let spectrum = try DenseSequence(matrices).lyapunovSpectrum(discarding: 0)
    for i in 0..<size {
      let (digamma, trigamma) = polygamma(half: size - i)
      let truth = (Double.log(2 * gain * gain / n) + digamma) / 2
      let sampling = (trigamma / 4 / Double(steps)).squareRoot()
      #expect((spectrum.exponents[i] - truth).magnitude <= 4.5 * sampling)
      // With a batches the standard error is itself known to 1/√(2a).
      let batches = Double(steps).squareRoot()
      let ratio = try #require(spectrum.standardErrors[i]) / sampling
      #expect((ratio - 1).magnitude <= 4.5 / (2 * batches).squareRoot())
      #expect(try #require(spectrum.drifts[i]).magnitude <= 4.5 * 2 * sampling)
    }
  }

  /// h' = tanh(W·h): λ₁ = ½ ln(g²·E[sech⁴(√q z)]) in the limit of many units, 0.310276 for g = 3. Networks of 100 units
  /// differ; their mean is compared, within its own standard error and a share of 1/√N for what is left of N.
  @Test func theMeanFieldOfRandomNetworks() throws {
    let (units, gain, steps) = (100, 3.0, 600)
    var generator = SeededGenerator(seed: 730)
    let exponents = try (0..<8).map { _ in
      let weights = Matrix(
        rows: units, columns: units, columnMajor: normal(units * units, &generator))
      let rnn = try RNN<Double>(
        inputWeights: Matrix(rows: units, columns: 1),
        recurrentWeights: (gain / Double(units).squareRoot()) * weights, nonlinearity: .tanh)
      let run = try rnn.trajectory(
        over: Matrix(rows: steps, columns: 1), from: normal(units, &generator))
      return try run.lyapunovSpectrum(count: 1, discarding: 100).exponents[0]
    }
    let mean = exponents.reduce(0, +) / 8
    let variance = exponents.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 7
    #expect((mean - 0.310276).magnitude <= 4 * (variance / 8).squareRoot() + 0.310276 / 10)
  }
}

/// Means over batches of steps.
@Suite struct BatchMeansTests {
  /// Sixteen steps are four batches of four.
  @Test func byTheDefinition() throws {
    var means = BatchMeans(stepCount: 16, count: 3)
    for step in 0..<16 { means.take([Double(step / 4), 5, step == 3 ? -.infinity : 0]) }
    #expect(means.mean(of: 0) == 1.5)
    // (1.5² + 0.5² + 0.5² + 1.5²)/(4·3)
    #expect(means.standardError(of: 0) == (5.0 / 12).squareRoot())
    #expect(means.drift(of: 0) == 2)
    #expect(means.standardError(of: 1) == 0 && means.drift(of: 1) == 0)
    #expect(means.mean(of: 2) == -.infinity)
    #expect(means.standardError(of: 2) == nil && means.drift(of: 2) == nil)
  }

  /// Every step counts once, whatever the number of steps.
  @Test(arguments: 2...70) func anyNumberOfSteps(count: Int) throws {
    var means = BatchMeans(stepCount: count, count: 1)
    for step in 0..<count { means.take([Double(step)]) }
    #expect((means.mean(of: 0) - Double(count - 1) / 2).magnitude <= 1e-13)
    let drift = try #require(means.drift(of: 0))
    #expect((drift - Double(count) / 2).magnitude <= 1e-13)
  }
}
