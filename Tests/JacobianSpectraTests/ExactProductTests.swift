import Foundation
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Matrices whose products are known exactly.
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

  /// Random factors, exact and of condition e^5 at most.
  @Test(arguments: Precision.allCases)
  func randomFactors(precision: Precision) throws {
    try check(precision.scalar, file: "products", largestBound: 1e6 * precision.scalar.epsilon)
  }

  /// Factors of condition 1e3 to 1e10 in an order of rows and columns that is not theirs.
  @Test func illConditionedFactors() throws {
    try check(Double.self, file: "jacobians", largestBound: 1e11 * Double.epsilon)
  }

  private func check<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, file: String, largestBound: Double
  ) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("products/\(file).json")))
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
        #expect(spectrum.errorBounds[i] <= largestBound)
      }
    }
  }
}
