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

    let denominator: Double?
    let width: Int?
    let factors: [[[Double]]]
    let references: [Reference]
  }

  /// Random factors, exact and of condition e^5 at most.
  @Test(arguments: Precision.allCases)
  func randomFactors(precision: Precision) throws {
    try check(precision.scalar, file: "products", largestBound: 1e6 * precision.scalar.epsilon)
  }

  /// Factors of condition 4e2 to 2e10, as they stand. Their rounding alone is 2e10·ε of the smallest value.
  @Test func illConditionedFactors() throws {
    try check(Double.self, file: "jacobians", largestBound: 10 * 2e10 * Double.epsilon)
  }

  /// Scales that lie apart and come together again by up to 1e12, over factors of condition 1e4 at most. What
  /// fell into smaller ones returns, in panels of all directions and of half of them.
  @Test func closingScales() throws {
    try check(Double.self, file: "closing", largestBound: 1e12 * 1e4 * Double.epsilon)
  }

  private func check<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, file: String, largestBound: Double
  ) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("products/\(file).json")))
    let chains = try JSONDecoder().decode([Products].self, from: data)
    #expect(!chains.isEmpty)
    for chain in chains {
      var checked = 0
      let size = chain.factors[0].count
      let width = chain.width ?? size
      var panel = try GradedPanel(
        columns: Matrix<Scalar>.identity(size).columns(Array(0..<width)))
      for (index, factor) in chain.factors.enumerated() {
        try panel.push(
          Matrix<Scalar>(factor.map { $0.map { Scalar($0 / (chain.denominator ?? 1)) } }))
        guard let reference = chain.references.first(where: { $0.lag == index + 1 }) else {
          continue
        }
        let spectrum = try panel.spectrum()
        #expect(spectrum.logSingularValues.count == reference.logSingularValues.count)
        for (i, truth) in reference.logSingularValues.enumerated() {
          let error = abs(spectrum.logSingularValues[i] - truth)
          #expect(error <= spectrum.errorBounds[i])
          #expect(spectrum.errorBounds[i] <= largestBound)
          checked += 1
        }
      }
      #expect(checked == chain.references.count * width)
    }
  }
}
