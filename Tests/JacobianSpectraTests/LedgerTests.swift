import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// The parts of a Jacobian over a lag, by edges and by hops.
@Suite struct LedgerTests {
  private func run<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, units: Int = 5, steps: Int = 40, gain: Double = 2
  ) throws -> Trajectory<LSTM<Scalar>> {
    var generator = SeededGenerator(seed: 310)
    let lstm: LSTM<Scalar> = try generator.lstm(units: units, inputs: 2, gain: gain)
    return try lstm.trajectory(over: generator.matrix(steps, 2))
  }

  /// The share of an edge where paths inside a step have at most two: half of what it carries alone
  /// and half of what is missing without it (the Shapley value of the edge).
  private func shapley<Scalar>(
    _ edge: EdgeSet, of run: Trajectory<LSTM<Scalar>>, at step: Int
  ) -> Matrix<Scalar> {
    let alone = run.stepJacobian(step: step, edges: edge)
    let without = run.stepJacobian(step: step, edges: run.edges.subtracting(edge))
    return 0.5 * (alone + run.stepJacobian(step: step) - without)
  }

  /// The definition: 1/k Σ_s P(t,t-s) J_{e,s} P(s-1,s-1-(t-k)), multiplied out.
  private func bruteForce<Scalar>(
    _ edge: EdgeSet, of run: Trajectory<LSTM<Scalar>>, step: Int, lag: Int
  ) -> Matrix<Scalar> {
    let identity = Matrix<Scalar>.identity(run.layout.count)
    var sum = Matrix<Scalar>(rows: run.layout.count, columns: run.layout.count)
    for s in step - lag + 1...step {
      let after = s == step ? identity : run.bruteForceProduct(step: step, lag: step - s)
      let before =
        s - 1 == step - lag
        ? identity : run.bruteForceProduct(step: s - 1, lag: s - 1 - step + lag)
      sum = sum + after * shapley(edge, of: run, at: s) * before
    }
    return 1 / Scalar(lag) * sum
  }

  /// Rows and columns of a quantity in the whole state.
  private func block<Scalar>(
    _ quantity: Quantity, of matrix: Matrix<Scalar>, in run: Trajectory<LSTM<Scalar>>, at state: Int
  ) -> Matrix<Scalar> {
    let target = run.target(of: quantity).denseMatrix().transposed()
    return target * matrix * run.source(of: quantity, at: state)!.denseMatrix()
  }

  @Test(arguments: Precision.allCases)
  func contributionsAreTheirDefinition(precision: Precision) throws {
    try checkContributions(precision.scalar)
  }

  private func checkContributions<Scalar: LinearAlgebraScalar>(_ type: Scalar.Type) throws {
    let run = try run(type)
    for quantity in run.quantities {
      for lag in [1, 2, 3, 12] {
        let parts = try run.contributions(to: quantity, step: 30, lag: lag)
        #expect(parts.map(\.part) == run.edges.members.map(LedgerPart.edge))
        let whole = try run.matrix(quantity, step: 30, lag: lag)
        for (part, found) in parts {
          guard case .edge(let edge) = part else { continue }
          let expected = block(
            quantity, of: bruteForce(edge, of: run, step: 30, lag: lag), in: run, at: 30 - lag)
          let error = (found.unscaled - expected).frobeniusNorm
          // Relative to the whole: parts cancel by a factor of a few at most here.
          #expect(
            Double(error) <= 20 * 10 * Double(lag) * Scalar.epsilon * Double(whole.frobeniusNorm))
        }
      }
    }
  }

  private func sum<Scalar>(
    _ parts: some Sequence<LogScaledMatrix<Scalar>>, over logScale: Double,
    like: Matrix<Scalar>
  ) -> Matrix<Scalar> {
    parts.reduce(Matrix(rows: like.rowCount, columns: like.columnCount)) {
      $0 + Scalar(Double.exp($1.logScale - logScale)) * $1.matrix
    }
  }

  /// Against the graded recursion, which shares no code with the ledger's.
  @Test(arguments: Quantity.allCases, [1, 2, 30, 400])
  func partsSumToTheWhole(quantity: Quantity, lag: Int) throws {
    for gain in [2, 12] as [Double] {
      let run = try run(Double.self, units: 8, steps: 401, gain: gain)
      let whole = try run.jacobian(quantity, step: 401, lag: lag)
      let parts = try run.contributions(to: quantity, step: 401, lag: lag, hops: 2)
      for isEdge in [true, false] {
        let chosen = parts.filter { if case .edge = $0.part { isEdge } else { !isEdge } }
        let total = sum(chosen.map(\.contribution), over: whole.logScale, like: whole.matrix)
        #expect(total.relativeDifference(from: whole.matrix) <= 1e-12)
      }
    }
  }

  @Test func rowsAndPartsAreLookedUp() throws {
    let run = try run(Double.self)
    let ledger = try run.ledger(
      LedgerRequest([.hidden, .cell], steps: [20, 30], lags: [1, 25], hops: 1), threads: 1)
    let row = try #require(ledger[.cell, step: 30, lag: 25])
    #expect(ledger[.cell, step: 20, lag: 25] == nil)
    #expect(row.quantity == .cell && row.step == 30 && row.lag == 25)
    #expect(row[.edge(.carry)]?.part == .edge(.carry))
    #expect(row.entries.allSatisfy { row[$0.part] == $0 })
    #expect(row[.hops(7)] == nil)
  }

  /// Paths over all subsets of the states between, those in h counted one by one.
  @Test(arguments: [1, 2, 3, 6])
  func hopsAreCountedPathByPath(lag: Int) throws {
    let run = try run(Double.self)
    let n = run.cell.unitCount
    func part(_ to: Int, _ from: Int, at step: Int) -> Matrix<Double> {
      run.stepJacobian(step: step).block(to, from)
    }
    // 0 is h, 1 is c; `way` gives the place of each state from t-k on.
    func product(_ way: [Int]) -> Matrix<Double> {
      (1...lag).reduce(Matrix.identity(n)) {
        part(way[$1], way[$1 - 1], at: 30 - lag + $1) * $0
      }
    }
    for (quantity, end) in [(Quantity.hidden, 0), (.cell, 1)] {
      let whole = try run.matrix(quantity, step: 30, lag: lag)
      var byHops = Array(repeating: Matrix<Double>(rows: n, columns: n), count: lag + 1)
      for mask in 0..<1 << (lag - 1) {
        let between = (0..<lag - 1).map { mask >> $0 & 1 }
        let hops = between.count { $0 == 0 }
        byHops[hops] = byHops[hops] + product([end] + between + [end])
      }
      let parts = try run.contributions(to: quantity, step: 30, lag: lag, hops: 1)
        .filter { if case .edge = $0.part { false } else { true } }
      #expect(parts.map(\.part) == [.hops(0), .hops(1), .hopsBeyond(1)])
      let beyond = byHops.dropFirst(2).reduce(Matrix(rows: n, columns: n), +)
      for (expected, found) in zip([byHops[0], byHops[1], beyond], parts) {
        let error = (found.contribution.unscaled - expected).frobeniusNorm
        #expect(error <= 200 * Double.epsilon * whole.frobeniusNorm)
      }
    }
  }

  @Test(arguments: [(Quantity.cellTotal, 1), (.hiddenFromCell, 0)])
  func pathsFromTheCellCountTheHiddenStateTheyBeginIn(quantity: Quantity, end: Int) throws {
    let run = try run(Double.self)
    let parts = try run.contributions(to: quantity, step: 30, lag: 1, hops: 1)
    let readout = Matrix.diagonal(run.cell.cellReadout(of: run.record(of: 29))!.values)
    let step = run.stepJacobian(step: 30)
    func found(_ part: LedgerPart) -> Matrix<Double> {
      parts.first { $0.part == part }!.contribution.unscaled
    }
    #expect(found(.hops(0)) == step.block(end, 1))
    #expect(found(.hops(1)).relativeDifference(from: step.block(end, 0) * readout) <= 1e-15)
    #expect(found(.hopsBeyond(1)).maximumMagnitude == 0)
  }

  /// 0 hops of the cell are the carousel, also where it lies hundreds of nats below the whole.
  @Test func noHopsAreTheCarousel() throws {
    let run = try run(Double.self, units: 6, steps: 1500, gain: 12)
    let row = try run.ledger(.cell, step: 1500, lags: [1500], hops: 0).rows[0]
    let carousel = try run.jacobian(.cell, edges: .carousel, step: 1500, lag: 1500)
    let expected = Double.log(carousel.matrix.frobeniusNorm) + carousel.logScale
    let found = try #require(row.entries.first { $0.part == .hops(0) })
    #expect(
      (try #require(found.logNorm) - expected).magnitude <= 1e-12 * expected.magnitude)
    #expect(try #require(row.logSpectralNorm) - expected > 745)
    #expect(found.share == 0)
  }

  /// The projections on the leading singular pair, and norms, against plain linear algebra.
  @Test func rowsDescribeTheContributions() throws {
    let run = try run(Double.self)
    for quantity in run.quantities {
      let row = try run.ledger(quantity, step: 30, lags: [7], hops: 1).rows[0]
      let svd = try run.matrix(quantity, step: 30, lag: 7).singularValueDecomposition()
      let n = svd.rightTransposed.columnCount
      let (u, v) = (svd.left.column(0), (0..<n).map { svd.rightTransposed[0, $0] })
      #expect((try #require(row.logSpectralNorm) - .log(svd.values[0])).magnitude <= 1e-13)
      for (entry, part) in zip(
        row.entries, try run.contributions(to: quantity, step: 30, lag: 7, hops: 1))
      {
        let matrix = part.contribution.unscaled
        let share = zip(u, matrix * v).reduce(0) { $0 + $1.0 * $1.1 } / svd.values[0]
        #expect(entry.part == part.part)
        #expect((try #require(entry.share) - share).magnitude <= 1e-12)
        #expect(
          [try #require(entry.logNorm)].largestDifference(from: [.log(matrix.frobeniusNorm)])
            <= 1e-12)
      }
      #expect(try #require(row.closureError) <= 1e-13)
    }
  }

  @Test(arguments: Nonlinearity.allCases)
  func aSingleEdgeIsTheWhole(nonlinearity: Nonlinearity) throws {
    var generator = SeededGenerator(seed: 311)
    let rnn: RNN<Double> = try generator.rnn(units: 6, inputs: 2, nonlinearity: nonlinearity)
    let run = try rnn.trajectory(over: generator.matrix(60, 2))
    let ledger = try run.ledger(.hidden, step: 60, lags: 1...60, hops: 3)
    let request = LedgerRequest([.hidden], steps: [60], lags: 1...60, hops: 3)
    var seen = 0
    #expect(try run.ledger(request) { seen = $0.completed } == ledger)
    #expect(seen == 60)
    let rows = ledger.rows
    #expect(rows.map(\.lag) == Array(1...60))
    let known = rows.filter { row in row.logSpectralNorm.map { $0 > -.infinity } ?? false }
    #expect(!known.isEmpty)
    for row in known {
      #expect(row.entries[0].part == .edge(.recurrent))
      #expect((try #require(row.entries[0].share) - 1).magnitude <= 1e-13)
      // Every state between is h: k - 1 hops.
      let hops = row.entries.dropFirst().map { $0.share!.rounded() }
      #expect(hops == (0...4).map { $0 == min(row.lag - 1, 4) ? 1 : 0 })
    }
  }

  @Test func aZeroJacobianHasNoShares() throws {
    let rnn = try RNN<Double>(
      inputWeights: Matrix([[0]]), recurrentWeights: Matrix([[1]]), bias: [-1], nonlinearity: .relu)
    let run = try rnn.trajectory(over: Matrix([[1], [1]]))
    let row = try run.ledger(.hidden, step: 2, lags: [2]).rows[0]
    #expect(row.logSpectralNorm == -.infinity)
    #expect(row.entries == [.init(part: .edge(.recurrent), logNorm: -.infinity, share: nil)])
    #expect(row.closureError == nil)
  }

  /// The real network: the definition at small lags, and the closure over all of them.
  @Test func sileroVAD() throws {
    let run = try Example.sileroVAD()
    for quantity in [Quantity.hidden, .cell] {
      for lag in [1, 4] {
        let parts = try run.contributions(to: quantity, step: 300, lag: lag)
        let whole = try run.matrix(quantity, step: 300, lag: lag).frobeniusNorm
        for (part, found) in parts {
          guard case .edge(let edge) = part else { continue }
          let expected = block(
            quantity, of: bruteForce(edge, of: run, step: 300, lag: lag), in: run, at: 300 - lag)
          #expect((found.unscaled - expected).frobeniusNorm <= 1e-13 * whole)
        }
      }
      let request = LedgerRequest([quantity], steps: [300], lags: [1, 50, 99, 100], hops: 1)
      var lags: [Int] = []
      try run.forEachLedgerRow(of: request) { row in
        lags.append(row.lag)
        #expect(row.closureError! <= 1e-12)
        let trace = try run.forwardRow(quantity, step: 300, lag: row.lag, measures: .norm)
        #expect((row.logSpectralNorm! - trace.logSpectralNorm!).magnitude <= 1e-10)
      }
      #expect(lags == request.lags)
    }
  }

  /// Of few units, and of as many as are shared out.
  @Test(arguments: [5, 30])
  func threadsChangeNothingAndProgressCounts(units: Int) throws {
    let run = try run(Double.self, units: units)
    let request = LedgerRequest([.hidden, .output], steps: [3, 20], lags: 0...25, hops: 1)
    func rows(_ threads: Int) throws -> [LedgerRow] {
      var rows: [LedgerRow] = []
      var counts: [Int] = []
      try run.forEachLedgerRow(
        of: request, threads: threads,
        progress: { counts.append($0.completed) }, { rows.append($0) })
      #expect(counts == Array(1...rows.count))
      return rows
    }
    let single = try rows(1)
    #expect(single.map(\.lag) == Array(1...3) + (1...20) + (1...2) + (1...19))
    #expect(try rows(3) == single)
  }

  @Test func whatIsNotThere() throws {
    let run = try run(Double.self)
    func code(_ body: () throws -> Void) -> TraceError.Code? {
      do { try body() } catch { return (error as? TraceError)?.code }
      return nil
    }
    #expect(code { _ = try run.ledger(.hidden, step: 41, lags: [1]) } == .stepOutOfRange)
    #expect(code { _ = try run.ledger(.hidden, step: 3, lags: [4]) } == .nothingToCompute)
    #expect(code { _ = try run.ledger(.output, step: 3, lags: [0]) } == .nothingToCompute)
    #expect(code { _ = try run.ledger(.hidden, step: 3, lags: [1], hops: -1) } == .countOutOfRange)
    #expect(
      code { _ = try run.contributions(to: .hidden, step: 3, lag: 1, hops: -1) }
        == .countOutOfRange)
    var generator = SeededGenerator(seed: 312)
    let rnn: RNN<Double> = try generator.rnn(units: 2, inputs: 1, nonlinearity: .tanh)
    let plain = try rnn.trajectory(over: Matrix([[1]]))
    #expect(code { _ = try plain.ledger(.cell, step: 1, lags: [1]) } == .unknownQuantity)
    #expect(
      code { _ = try plain.contributions(to: .cell, step: 1, lag: 1) } == .unknownQuantity)
  }
}
