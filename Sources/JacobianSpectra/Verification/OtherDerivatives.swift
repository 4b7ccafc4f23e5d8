import ComplexModule
import DenseLinearAlgebra
import RealModule
import RecurrentCells

/// Columns of P(t,k) from the definition of the cell alone, beside the analytic ones.
struct OtherDerivatives<Cell: RecurrentCell> {
  typealias Scalar = Cell.Scalar

  private let trajectory: Trajectory<Cell>
  private let step: Int
  private let lag: Int
  private let edges: EdgeSet
  private let analytic: Matrix<Scalar>
  private let largest: Scalar

  init(
    trajectory: Trajectory<Cell>, step: Int, lag: Int, edges: EdgeSet, of analytic: Matrix<Scalar>
  ) {
    self.trajectory = trajectory
    self.step = step
    self.lag = lag
    self.edges = edges
    self.analytic = analytic
    largest = analytic.maximumMagnitude
  }

  private var steps: ClosedRange<Int> { step - lag + 1...step }

  private func relative(_ size: Scalar) -> Double { size == 0 ? 0 : Double(size / largest) }

  private static func distance(
    _ a: some Collection<Scalar>, _ b: some Collection<Scalar>
  ) -> Scalar {
    size(zip(a, b).map { $0 - $1 })
  }

  /// NaN where one is.
  private static func size(_ values: some Collection<Scalar>) -> Scalar {
    Matrix(rows: values.count, columns: 1, columnMajor: Array(values)).maximumMagnitude
  }

  // MARK: - Complex step

  /// Column `j` by an imaginary displacement.
  func complexStep(_ j: Int) -> DerivativeCheck.Difference {
    let tolerance = max(1e-12, 4500 * Double(Scalar.ulpOfOne))
    guard largest == 0 || displacement * largest < Scalar.ulpOfOne else {
      // No displacement is small enough for a derivative like this.
      return DerivativeCheck.Difference(error: 0, uncertainty: .infinity, tolerance: tolerance)
    }
    let column = complexColumn(j)
    var difference = DerivativeCheck.Difference(
      error: relative(Self.distance(column, analytic.column(j))), uncertainty: 0,
      tolerance: tolerance)
    guard !difference.isPassed, largest > 0 else { return difference }
    // Saturated units have derivatives that move with the last digits of their states; what is smaller
    // than the smallest number is lost.
    let moved = Self.distance(column, complexColumn(j, rounding: 4 * Scalar.ulpOfOne))
    difference.uncertainty =
      10 * relative(moved) + Double(Scalar.leastNormalMagnitude / (displacement * largest))
    return difference
  }

  /// Far below the last digit of any state, so that the derivative times it is a normal number.
  private var displacement: Scalar {
    let root = Scalar.leastNormalMagnitude.squareRoot()
    let (least, most) = (root * root.squareRoot(), Scalar.ulpOfOne * Scalar.ulpOfOne)
    return largest > 0 ? max(least, min(most, root / largest)) : root
  }

  /// - Parameter rounding: How far, relatively, states and inputs are off, up and down by turns.
  private func complexColumn(_ j: Int, rounding: Scalar = 0) -> [Scalar] {
    let size = trajectory.layout.count
    var imaginary = Array(repeating: Scalar.zero, count: size)
    imaginary[j] = displacement
    func rounded(_ value: Scalar, _ index: Int) -> Scalar {
      value + (index.isMultiple(of: 2) ? rounding : -rounding) * value
    }
    for s in steps {
      // The real parts are those of the trajectory at every step: a chaotic network would take what
      // rounding changes elsewhere.
      let state = trajectory.states.column(s - 1).enumerated().map { i, value in
        Complex(rounded(value, i + s), imaginary[i])
      }
      let input = (0..<trajectory.inputs.columnCount).map { i in
        Complex(rounded(trajectory.inputs[s - 1, i], i + s), 0)
      }
      imaginary = trajectory.cell.evaluate(state: state, input: input, carrying: edges)
        .map(\.imaginary)
    }
    return imaginary.map { $0 / displacement }
  }

  // MARK: - Central differences

  /// Column `j` by central differences, with the largest displacement that agrees: a large one may reach
  /// over a kink of the activation. Where none does, a smaller displacement tells what curvature and
  /// rounding may do to one.
  func centralDifferences(_ j: Int) -> DerivativeCheck.Difference {
    let tolerance = max(1e-7, 10 * Double.pow(Double(Scalar.ulpOfOne), 2.0 / 3))
    let end = max(1, Self.size(trajectory.states.column(step)))
    let start = trajectory.states.column(step - lag)
    let unit = Scalar.root(Scalar.ulpOfOne, 3) * max(1, start[start.startIndex + j].magnitude)
    func difference(_ path: Path, uncertainty: Double = 0) -> DerivativeCheck.Difference {
      let error = relative(Self.distance(path.last, analytic.column(j)))
      let rounding = 8 * Scalar.ulpOfOne * end / path.displacement / largest
      return DerivativeCheck.Difference(
        error: error, uncertainty: error == 0 ? 0 : Double(rounding) + uncertainty,
        tolerance: tolerance)
    }
    var paths: [Path] = []
    for factor in [1, 0.1, 0.01, 0.001] as [Scalar] {
      let path = path(of: j, displacement: factor * unit)
      let found = difference(path)
      if found.isPassed { return found }
      paths.append(path)
    }
    var best = difference(paths[0], uncertainty: .infinity)
    for (wide, narrow) in zip(paths, paths.dropFirst()) where isSettled(wide, narrow) {
      let rounded = path(
        of: j, displacement: narrow.displacement, rounding: 4 * Scalar.ulpOfOne)
      // Curvature, of which a hundredth of the change is left; a kink, which is as large for both; and
      // rounding, which saturated units lose all to, whatever the displacement.
      let found = difference(
        narrow,
        uncertainty: relative(Self.distance(wide.last, narrow.last))
          + relative(Self.distance(wide.even.map { $0 / 10 }, narrow.even))
          + 4 * relative(Self.distance(rounded.last, narrow.last)))
      if found.uncertainty < best.uncertainty { best = found }
    }
    return best
  }

  /// What two opposite displacements do, over their size.
  private struct Path {
    let displacement: Scalar
    /// After each step the central differences of all states.
    let differences: [[Scalar]]
    /// After the last step what the two have in common.
    let even: [Scalar]

    var last: [Scalar] { differences.last! }
  }

  /// As in the complex step, what is displaced are the states of the trajectory.
  ///
  /// - Parameter rounding: How far, relatively, one of the two is off after each step, up and down by turns.
  private func path(of j: Int, displacement: Scalar, rounding: Scalar = 0) -> Path {
    func displaced(_ sign: Scalar, rounding: Scalar) -> [[Scalar]] {
      var moved = Array(repeating: Scalar.zero, count: trajectory.layout.count)
      moved[j] = sign * displacement
      return steps.map { s in
        let state = zip(trajectory.states.column(s - 1), moved).map {
          Displaced(nominal: $0, displaced: $0 + $1)
        }
        let input = (0..<trajectory.inputs.columnCount).map {
          Displaced(constant: trajectory.inputs[s - 1, $0])
        }
        moved = trajectory.cell.evaluate(state: state, input: input, carrying: edges)
          .enumerated().map { i, value in
            value.displaced - value.nominal
              + ((i + s).isMultiple(of: 2) ? rounding : -rounding) * value.nominal
          }
        return moved
      }
    }
    let (up, down) = (displaced(1, rounding: rounding), displaced(-1, rounding: 0))
    return Path(
      displacement: displacement,
      differences: zip(up, down).map { up, down in
        zip(up, down).map { ($0 - $1) / (2 * displacement) }
      },
      even: zip(up.last!, down.last!).map { ($0 + $1) / (2 * displacement) })
  }

  /// Whether two displacements agree to a digit after every step, and the smaller has not come down to
  /// rounding: a state that saturates on the way takes both along, and they agree on what is wrong.
  private func isSettled(_ wide: Path, _ narrow: Path) -> Bool {
    zip(steps, zip(wide.differences, narrow.differences)).allSatisfy { s, pair in
      let size = Self.size(pair.1)
      let rounding = Scalar.ulpOfOne * max(1, Self.size(trajectory.states.column(s)))
      return size * narrow.displacement > 100 * rounding
        && Self.distance(pair.0, pair.1) <= size / 10
    }
  }
}
