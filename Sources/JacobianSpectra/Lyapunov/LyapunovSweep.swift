import DenseLinearAlgebra
import RealModule
import RecurrentCells

/// Directions of the state on their way along the steps, made orthonormal after each:
///
///     J_t·Q_{t-1} = Q_t·R_t
///
/// What ln|r_ii| comes to on average is the exponent of direction i. R is that of the product of one factor and
/// orthonormal columns, so that a direction keeps its own relative size however far it falls below the others
/// over the steps. Rows are put in descending order of size before they are factorized, since saturated units
/// make rows that differ by many orders, and each is right to ε of itself then.
///
/// Rows that are zero (inactive units) and columns that meet nothing lower the rank, and the panel narrows for
/// good.
///
/// - Source: Benettin, Galgani, Giorgilli and Strelcyn 1980, "Lyapunov characteristic exponents for smooth
///   dynamical systems and for Hamiltonian systems"; Geist, Parlitz and Lauterborn 1990, "Comparison of
///   different methods for computing Lyapunov exponents".
struct LyapunovSweep<Scalar: LinearAlgebraScalar> {
  /// What one step does to the directions.
  struct Growth {
    /// ln|r_ii| in nats, `-inf` for directions that are there no more.
    var logs: [Double]
    /// To first order, what rounding did to each; infinite where a value is rounding noise.
    var errors: [Double]
  }

  private let sequence: any JacobianSequence<Scalar>
  private let edges: EdgeSet
  private var jacobian: BlockMatrix<Scalar>
  /// Q, shape [state, directions that are left].
  private var basis: Matrix<Scalar>
  private var product = Matrix<Scalar>(rows: 0, columns: 0)
  private var workspace = LAPACKWorkspace<Scalar>()
  /// Of each direction, whether zeros ended it, and no rounding or underflow.
  private var endsExactly: [Bool]

  /// Starts with `count` random directions, the same in every run; those of a smaller count are the first of them.
  init(_ sequence: any JacobianSequence<Scalar>, along edges: EdgeSet, count: Int) throws {
    self.sequence = sequence
    self.edges = edges
    jacobian = sequence.makeJacobian()
    var generator = SeededGenerator(seed: 1)
    basis = generator.matrix(sequence.layout.count, count)
    _ = try basis.reduceToQ(workspace: &workspace)
    endsExactly = Array(repeating: true, count: count)
  }

  /// Goes through step `step`, 1 … T.
  ///
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func advance(through step: Int) throws -> Growth {
    guard basis.columnCount > 0 else { return ended }
    let shift = try sequence.writeNormalizedJacobian(of: step, along: edges, into: &jacobian)
    jacobian.multiply(basis, into: &product)
    try product.requireFinite("geqrf")
    let terms = jacobian.largestTerms(ofProductWith: basis)
    let order = product.rowsBySize()
    let (q, r) = try product.rows(order).orthonormalized(workspace: &workspace)
    let diagonal = (0..<q.columnCount).map { r[$0, $0].magnitude }
    let losses = losses(of: r, diagonal: diagonal, basis: q, terms: order.map { terms[$0] })

    var rank = q.columnCount
    if rank < basis.columnCount {
      end(rank..<basis.columnCount, exactly: rowsVanishExactly(but: order, terms: terms))
    }
    if losses.contains(where: { !($0 < 1) }) {
      let possible = min(rank, structuralRank)
      end(possible..<rank, exactly: jacobian.underflow == nil)
      rank = possible
    }
    basis.setToScattered(q, columns: rank, rows: basis.rowCount, order: order)

    var growth = ended
    for i in 0..<rank {
      growth.logs[i] = Double.log(Double(diagonal[i])) + shift
      growth.errors[i] = losses[i] < 1 ? -Double.log(onePlus: -losses[i]) : .infinity
    }
    return growth
  }

  /// That of directions that are there no more.
  private var ended: Growth {
    Growth(
      logs: Array(repeating: -.infinity, count: endsExactly.count),
      errors: endsExactly.map { $0 ? 0 : .infinity })
  }

  /// Notes that some directions are there no more.
  private mutating func end(_ directions: Range<Int>, exactly: Bool) {
    for direction in directions { endsExactly[direction] = exactly }
  }

  /// What rounding does to each r_ii, relative to it. With errors E in B and R of it, r_ii changes by
  /// (QᵀE·R⁻¹)_ii·r_ii to first order; an entry of E is an ε of the terms that its row sums.
  ///
  /// - Parameter terms: The largest term of each row of B.
  private func losses(
    of r: Matrix<Scalar>, diagonal: [Scalar], basis q: Matrix<Scalar>, terms: [Scalar]
  ) -> [Double] {
    let clear = diagonal.prefix { $0 >= .leastNormalMagnitude }
    let magnifications = r.magnifications(diagonal: Array(clear), basis: q, terms: terms)
    let sums = Double(max(jacobian.columnCount, 1)).squareRoot()
    let unknown = jacobian.underflow.map {
      Double(Underflow<Scalar>.unit) * Double($0.rows.max() ?? 0) * Double($0.columns.max() ?? 0)
    }
    let least = max(unknown ?? 0, Double(Scalar.leastNonzeroMagnitude))
    let losses = clear.indices.map { i in
      let (shown, inverse) = magnifications[i]
      let rounding = 8 * Scalar.unitRoundoff * Double(shown)
      return sums * (rounding + least / Double(clear[i])) * Double(inverse)
    }
    return losses + Array(repeating: .infinity, count: diagonal.count - clear.count)
  }

  /// Whether the rows of the product that are not among `order` sum nothing but zeros.
  private func rowsVanishExactly(but order: [Int], terms: [Scalar]) -> Bool {
    let vanished = Set(terms.indices).subtracting(order)
    let sizes = jacobian.strongestPaths(to: Array(repeating: 1, count: basis.rowCount))
    let losesNothing =
      Double(jacobian.smallestMagnitude) * Double(basis.smallestMagnitude)
      >= Double(Scalar.leastNormalMagnitude)
    return jacobian.underflow == nil
      && vanished.allSatisfy { sizes[$0] == 0 || (terms[$0] == 0 && losesNothing) }
  }

  /// That of the columns of J that meet rows of the basis which are not zero.
  private var structuralRank: Int {
    let sizes = basis.rowMagnitudes()
    return jacobian.denseMatrix().columns(sizes.indices.filter { sizes[$0] != 0 }).structuralRank
  }
}

extension BlockMatrix {
  /// The largest term of each row of the product with `basis`, also of those that have cancelled in an entry.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func largestTerms(ofProductWith basis: Matrix<Scalar>) -> [Scalar] {
    let sizes = basis.rowMagnitudes()
    let paths = strongestPaths(to: sizes)
    guard let terms = cancelledTerms else { return paths }
    let reach = zip(terms.columns, sizes).reduce(0) { max($0, $1.0 * $1.1) }
    return zip(paths, terms.rows).map { max($0, $1 * reach) }
  }
}

extension Matrix {
  /// Q and R. Where the columns depend little on each other Q is the quotient by R, which costs half as much as Q of
  /// the reflections, and is right row by row; what it lacks in orthogonality the next R makes up for, as the
  /// product of all R is what counts.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func orthonormalized(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> (q: Matrix, r: Matrix) {
    var (q, r) = (self, self)
    try r.reduceToR(workspace: &workspace)
    let limit = Self.dependenceLimit
    let isClear =
      rowCount >= columnCount
      && zip(r.columnNorms(), 0..<columnCount).allSatisfy { $0 < limit * r[$1, $1].magnitude }
    if isClear {
      q.divideFromRight(byUpperTriangular: r)
    } else {
      r = try q.reduceToQ(workspace: &workspace)
    }
    return (q, r)
  }

  /// By how much a column may depend on those before it: ε^-⅔, so that the quotient is orthogonal to ε^⅓.
  private static var dependenceLimit: Scalar { 1 / Scalar.pow(Scalar.ulpOfOne, 2.0 / 3.0) }

  /// For each diagonal entry of this R how large errors of the rows show in it, ‖q_i ∘ terms‖/r_ii, and the norm of
  /// column i of R⁻¹·diag(r).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func magnifications(
    diagonal: [Scalar], basis q: Matrix, terms: [Scalar]
  ) -> [(shown: Scalar, inverse: Scalar)] {
    let clear = diagonal.indices
    let divisors = diagonal.map { 1 / $0 }
    var triangle = submatrix(rows: clear, columns: clear)
    triangle.scaleRows(divisors)
    var shown = q.submatrix(rows: 0..<q.rowCount, columns: clear)
    shown.scale(rows: terms, columns: divisors)
    return Array(zip(shown.columnNorms(), triangle.inverseOfUpperTriangle()!.columnNorms()))
  }
}
