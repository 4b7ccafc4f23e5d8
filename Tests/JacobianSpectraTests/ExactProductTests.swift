import Foundation
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Random matrices whose products are known exactly.
@Suite struct ExactProductTests {
  private struct Products: Decodable {
    struct Reference: Decodable {
      let lag: Int
      let logSingularValues: [Double]
    }

    let denominator: Double
    let factors: [[[Double]]]
    let references: [Reference]
  }

  @Test(arguments: Precision.allCases)
  func everyValueIsWithinItsBound(precision: Precision) throws {
    try check(precision.scalar)
  }

  private func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("products/products.json")))
    let products = try JSONDecoder().decode(Products.self, from: data)
    var panel = try GradedPanel(columns: Matrix<Scalar>.identity(products.factors[0].count))
    for (index, factor) in products.factors.enumerated() {
      try panel.push(Matrix<Scalar>(factor.map { $0.map { Scalar($0 / products.denominator) } }))
      guard let reference = products.references.first(where: { $0.lag == index + 1 }) else {
        continue
      }
      let spectrum = try panel.spectrum()
      for (i, truth) in reference.logSingularValues.enumerated() {
        let error = abs(spectrum.logSingularValues[i] - truth)
        #expect(error <= spectrum.errorBounds[i])
        // Factors are exact and of condition e^5 at most.
        #expect(spectrum.errorBounds[i] <= 1e6 * Scalar.epsilon)
      }
    }
  }
}
