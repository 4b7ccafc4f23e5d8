import DenseLinearAlgebra

/// What the entries of a matrix may be off by since numbers below the exponent range went into it: entry (i, j)
/// by the sum of some r_i·c_j.
///
/// Beside the entries of its row or its column this may be much, as rounding is not: all that is known of a
/// direction may have vanished.
struct Floors<Scalar: LinearAlgebraScalar>: Sendable {
  /// One product r·cᵀ.
  struct Term: Sendable {
    fileprivate(set) var rows: [Scalar]
    fileprivate(set) var columns: [Scalar]
  }

  private(set) var terms: [Term]

  /// Those of entries that were computed from `count` products each, if no number among them had lost digits
  /// before.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(rows: Int, columns: Int, productCount count: Int = 1) {
    terms = [
      Term(
        rows: Array(repeating: 1, count: rows),
        columns: Array(repeating: Underflow<Scalar>.unit * Scalar(count), count: columns))
    ]
  }

  /// Those that come from what a factor leaves unknown, in its product with `panel`; or in that of its transpose.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(_ underflow: Underflow<Scalar>, times panel: Matrix<Scalar>, transposed: Bool) {
    let inner = transposed ? underflow.rows : underflow.columns
    let columns = (0..<panel.columnCount).map { j in
      zip(inner, panel.column(j)).reduce(.leastNonzeroMagnitude) {
        $0 + Underflow<Scalar>.unit * $1.0 * $1.1.magnitude
      }
    }
    terms = [Term(rows: transposed ? underflow.columns : underflow.rows, columns: columns)]
  }

  /// The sum of those that there are.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init?(sumOf parts: [Floors?]) {
    terms = parts.flatMap { $0?.terms ?? [] }
    if terms.isEmpty { return nil }
  }

  /// No less than the 2-norm of them.
  var norm: Double {
    terms.reduce(0) { $0 + Self.norm($1.rows) * Self.norm($1.columns) }
  }

  private static func norm(_ values: [Scalar]) -> Double {
    Double(Matrix(rows: values.count, columns: 1, columnMajor: values).frobeniusNorm)
  }

  /// Those of `factor`, or its transpose, times the matrix.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func multiplied(by factor: BlockMatrix<Scalar>, transposed: Bool) -> Floors {
    updated { term in
      let paths = factor.strongestPaths(to: term.rows, transposed: transposed)
      term.rows = paths.map { Scalar(term.rows.count) * $0 }
    }
  }

  /// Those of columns `order`, times the transpose of an upper triangle.
  func multiplied(columns order: [Int], byTransposeOf triangle: Matrix<Scalar>) -> Floors {
    updated { term in
      term.columns = triangle.rowMagnitudes(columnsTimes: order.map { term.columns[$0] })
        .map { Scalar(order.count) * $0 }
    }
  }

  /// Those of some of the rows.
  func selected(rows: Range<Int>) -> Floors { updated { $0.rows = Array($0.rows[rows]) } }

  /// Those of rows multiplied by `factors` ≥ 0.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func scaled(rows factors: [Scalar]) -> Floors {
    updated { $0.rows = zip($0.rows, factors).map { $0 * $1 } }
  }

  private func updated(_ update: (inout Term) -> Void) -> Floors {
    var result = self
    for t in terms.indices { update(&result.terms[t]) }
    return result
  }
}

extension RoundedMatrix {
  /// ``floors`` of the product of `factor`, or of its transpose, with this: what the two leave unknown, and what
  /// the product loses below the exponent range.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func floors(ofProductWith factor: PreparedFactor<Scalar>, transposed: Bool) -> Floors<Scalar>? {
    let loses = factor.smallestMagnitude * values.smallestMagnitude < .leastNormalMagnitude
    let matrix = factor.matrix
    return Floors(sumOf: [
      floors?.multiplied(by: matrix, transposed: transposed),
      matrix.underflow.map { Floors($0, times: values, transposed: transposed) },
      loses
        ? Floors(
          rows: transposed ? matrix.columnCount : matrix.rowCount, columns: values.columnCount,
          productCount: values.rowCount) : nil,
    ])
  }

  /// ``floors`` where row i is multiplied by `factors[i]`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func floors(scalingRows factors: [Scalar]) -> Floors<Scalar>? {
    let least = Scalar.smallestMagnitude(of: factors)
    let loses = least < 1 && least * values.smallestMagnitude < .leastNormalMagnitude
    return Floors(sumOf: [
      floors?.scaled(rows: factors),
      loses ? Floors(rows: values.rowCount, columns: values.columnCount) : nil,
    ])
  }
}
