import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// What cells say of their parameters, asked of every kind of cell alike.
@Suite struct ParameterBlockTests {
  /// ‖P(t,k)·∂⁺s/∂θ‖_F by the definition, the n × |θ| entries formed, the product multiplied out in double precision.
  @Test(arguments: CellKind.allCases, Precision.allCases)
  func theTermsOfASensitivity(kind: CellKind, precision: Precision) throws {
    func check<Cell: RecurrentCell>(_ cell: Cell) throws {
      let run = try cell.trajectory(over: kind.inputs())
      let (size, hidden, step) = (run.layout.count, run.layout.hidden, run.stepCount)
      // P and the product of the magnitudes, relative to which it has rounded.
      var (product, paths) = (Matrix<Double>.identity(size), Matrix<Double>.identity(size))
      let rows = try run.sensitivity(step: step, lags: 0..<step).rows
      #expect(rows.map(\.lag) == Array(0..<step))
      for row in rows {
        let s = step - row.lag
        let direct = cell.preActivationJacobian(of: run.record(of: s)).denseMatrix()
          .converted(to: Double.self)
        let (whole, rounded) = (product * direct, paths * direct.magnitudes)
        #expect(row.logNorms.count == cell.parameterBlocks.count)
        for (block, logNorm) in zip(cell.parameterBlocks, row.logNorms) {
          let v = try factor(of: block, in: run, at: s)
          func norm(_ panel: Matrix<Double>) -> Double {
            let entries = hidden.flatMap { p in
              switch block.form {
              case .matrix: block.rows.flatMap { i in v.map { panel[p, i] * $0 } }
              case .diagonal: zip(block.rows, v).map { panel[p, $0] * $1 }
              }
            }
            return entries.reduce(0) { $0 + $1 * $1 }.squareRoot()
          }
          let tolerance = Double(size * (row.lag + 2)) * Cell.Scalar.epsilon * norm(rounded)
          let found = Double.exp(try #require(logNorm))
          #expect(abs(found - norm(whole)) <= tolerance, "lag \(row.lag) \(block.name)")
        }
        let jacobian = run.stepJacobian(step: s).converted(to: Double.self)
        (product, paths) = (product * jacobian, paths * jacobian.magnitudes)
      }
    }
    try check(kind.cell(in: precision))
  }

  /// v of a_i += Σ_j W_ij·v_j or a_i += w_i·v_i.
  private func factor<Cell: RecurrentCell>(
    of block: ParameterBlock, in run: Trajectory<Cell>, at step: Int
  ) throws -> [Double] {
    let previous = run.hidden(at: step - 1).map { Double($0) }
    func cell(at step: Int) throws -> [Double] {
      try #require(run.cellState(at: step)).map { Double($0) }
    }
    func gate(_ name: String) -> [Double] {
      let gates = run.gates(at: step).filter { $0.name == name }
      #expect(gates.count == 1, "\(name)")
      return gates.flatMap(\.values).map { Double($0) }
    }
    switch block.factor {
    case .input: return (0..<run.inputs.columnCount).map { Double(run.inputs[step - 1, $0]) }
    case .hidden: return previous
    case .gatedHidden(let name): return zip(gate(name), previous).map { $0 * $1 }
    case .cell: return try cell(at: step - 1)
    case .newCell: return try cell(at: step)
    case .gatedCell(let name):
      return zip(gate(name), try cell(at: step)).map { $0 * .tanh($1) }
    case .one: return [1]
    }
  }

  /// The names of blocks tell them apart, and every pre-activation has one bias.
  @Test(arguments: CellKind.allCases)
  func blocksCoverThePreActivations(kind: CellKind) throws {
    let cell = try kind.cell(of: Double.self)
    let blocks = cell.parameterBlocks
    #expect(blocks.isEmpty == [.customLSTM, .customNormalized].contains(kind))
    #expect(Set(blocks.map(\.name)).count == blocks.count)
    let biased = blocks.filter { $0.factor == .one }.flatMap(\.rows)
    #expect(blocks.isEmpty || biased.sorted() == Array(0..<cell.preActivationCount))
  }
}
