import ComplexModule
import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

@testable import RecurrentCells

/// Every operation on dual numbers against the complex step of the same operation.
@Suite struct DualNumberTests {
  private func check(
    at arguments: [Double],
    _ dual: (DualNumber<Double>) -> DualNumber<Double>,
    _ complex: (Complex<Double>) -> Complex<Double>,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let eta = 1e-100
    for a in arguments {
      var number = DualNumber(constant: a)
      number.derivatives = SIMD8(1, 2, 0, 0, 0, 0, 0, -3)
      let result = dual(number)
      let truth = complex(Complex(a, eta))
      let slope = truth.imaginary / eta
      #expect(result.value.ulps(from: truth.real) <= 16, sourceLocation: sourceLocation)
      for (direction, factor) in [(0, 1.0), (1, 2), (2, 0), (7, -3)] {
        #expect(
          result.derivatives[direction].ulps(from: factor * slope) <= 16,
          sourceLocation: sourceLocation)
      }
    }
  }

  private let anywhere = [-40, -3, -0.75, 0.1, 0.5, 2, 36.5]

  @Test func arithmetic() {
    let c = 1.5
    check(at: anywhere, { $0 + $0 * $0 }, { $0 + $0 * $0 })
    check(at: anywhere, { 2.5 * $0 - $0 * $0 }, { 2.5 * $0 - $0 * $0 })
    check(at: anywhere, { (c - $0) / ($0 * $0 + c) }, { (c - $0) / ($0 * $0 + c) })
    check(at: anywhere, { -($0 - c) }, { -($0 - c) })
    check(at: anywhere, { $0 * c - $0 / c + c / $0 }, { $0 * c - $0 / c + c / $0 })
    func accumulated<Number: StepNumber<Double>>(_ number: Number) -> Number {
      var sum = number
      sum += number * c
      sum *= number
      sum -= number
      return sum
    }
    check(at: anywhere, accumulated, accumulated)
  }

  /// What a derivative sums, by its weakest path: zeros in it are exact where that is in range.
  @Test func weakestPaths() {
    let variable = DualNumber.variables([3.0], from: 0)[0]
    #expect(variable.weakestPath == 1)
    #expect((0.5 * variable).weakestPath == 0.5)
    #expect((0 * variable).weakestPath == .infinity)
    #expect(DualNumber(constant: 1.0).weakestPath == .infinity)
    #expect((variable - 2 * variable * variable / variable).weakestPath == 1)
    #expect(DualNumber.variables([400.0], from: 0)[0].hyperbolicTangent.weakestPath == 0)
    #expect(DualNumber(constant: 400.0).hyperbolicTangent.weakestPath == .infinity)
    #expect(variable.clamped(to: 0...1).weakestPath == .infinity)
  }

  @Test func functions() {
    check(at: anywhere, \.hyperbolicTangent, \.hyperbolicTangent)
    check(at: anywhere, \.logistic, \.logistic)
    check(at: anywhere, \.exponential, \.exponential)
    check(at: [1e-8, 0.3, 0.75, 2, 700], \.logarithm, \.logarithm)
    check(at: [1e-8, 0.3, 1, 2, 700], \.squareRoot, \.squareRoot)
    check(at: anywhere, \.sine, \.sine)
    check(at: anywhere, \.cosine, \.cosine)
  }

  @Test func kinks() {
    check(at: [-3, -1, 0, 0.5, 2, 3], { $0.clamped(to: -1...2) }, { $0.clamped(to: -1...2) })
    check(at: [-3, 0, 0.5], \.rectified, \.rectified)
  }

  @Test func heldConstantHasNoDerivative() {
    let number = DualNumber(value: 3, derivatives: SIMD8(repeating: 2.0))
    #expect(number.heldConstant.value == 3)
    #expect(number.heldConstant.derivatives == SIMD8(repeating: 0))
  }

  @Test func directionsAreDealtOutInChunks() {
    let values = (0..<11).map(Double.init)[...]
    let chunks = [0, 8].map { DualNumber.variables(values, from: $0) }
    for i in 0..<11 {
      for (first, chunk) in zip([0, 8], chunks) {
        #expect(chunk[i].value == values[i])
        for direction in 0..<8 {
          #expect(chunk[i].derivatives[direction] == (first + direction == i ? 1 : 0))
        }
      }
    }
    var matrix = Matrix<Double>(rows: 11, columns: 11, repeating: .nan)
    for (first, chunk) in zip([0, 8], chunks) {
      matrix.setColumns(from: first, toDerivativesOf: chunk)
    }
    #expect(matrix == .identity(11))
  }
}
