import RecurrentJacobians

/// The LSTM written as a step function, from the weights of the built-in one.
struct LSTMStep<Scalar: LinearAlgebraScalar>: StepFunction {
  let weights: CellWeights<Scalar>

  var inputCount: Int { weights.inputCount }
  var layout: StateLayout {
    StateLayout(hiddenCount: weights.unitCount, cellCount: weights.unitCount)
  }

  @specialized(where Scalar == Double, Number == DualNumber<Double>)
  func step<Number: StepNumber<Scalar>>(state: [Number], input: [Number]) -> [Number] {
    let n = weights.unitCount
    let drive = zip(weights.input.product(with: input), weights.bias).map { $0 + $1 }
    let a = zip(weights.recurrent.product(with: Array(state[..<n])), drive).map { $0 + $1 }
    let cell = (0..<n).map { j in
      a[n + j].logistic * state[n + j] + a[j].logistic * a[2 * n + j].hyperbolicTangent
    }
    let hidden = (0..<n).map { a[3 * n + $0].logistic * cell[$0].hyperbolicTangent }
    return hidden + cell
  }
}

/// A step that uses every operation of a `StepNumber`: layer-normalised units with a soft-plus.
struct NormalizedStep<Scalar: LinearAlgebraScalar>: StepFunction {
  let recurrent: Matrix<Scalar>
  let input: Matrix<Scalar>

  var inputCount: Int { input.columnCount }
  var layout: StateLayout { StateLayout(hiddenCount: recurrent.rowCount) }

  func step<Number: StepNumber<Scalar>>(state: [Number], input x: [Number]) -> [Number] {
    let a = zip(recurrent.product(with: state), input.product(with: x)).map { $0 + $1 }
    let count = Scalar(a.count)
    let mean = (1 / count) * a.reduce(Number(constant: 0)) { $0 + $1 }
    let variance =
      (1 / count) * a.reduce(Number(constant: 1 / 1024)) { $0 + ($1 - mean) * ($1 - mean) }
    return a.indices.map { i in
      let normal = (a[i] - mean) / variance.squareRoot
      let softened = (1 + normal.exponential).logarithm - normal.rectified
      return softened.hyperbolicTangent - normal.clamped(to: -2...1).logistic * state[i]
    }
  }
}
