import DenseLinearAlgebra
import RealModule

/// A sample of the errors ΔX of a basis X, split into those within its span, X·F with F = Xᵀ·ΔX, and the rest.
struct SplitErrors<Scalar: LinearAlgebraScalar> {
  private typealias Older = OlderErrors<Scalar>

  /// F, in units of the unit roundoff.
  private(set) var along: Matrix<Scalar>
  /// ΔX - X·F; nil where X is square.
  private var outside: Matrix<Scalar>?

  /// What happens to the columns of all samples.
  enum Change: Sendable {
    case update(@Sendable (inout Matrix<Scalar>) -> Void)
    /// Independent errors, a matrix for each sample.
    case addition([Matrix<Scalar>])

    /// What becomes of the sample `number`.
    func apply(to sample: inout Matrix<Scalar>, number: Int) {
      switch self {
      case .update(let update): update(&sample)
      case .addition(let added): sample.add(added[number])
      }
    }
  }

  /// - Parameters:
  ///   - sample: ΔX before `changes`.
  ///   - number: Which of the samples it is.
  ///   - basis: X, with orthonormal columns.
  init(
    _ sample: Matrix<Scalar>, number: Int, by basis: Matrix<Scalar>, after changes: [Change]
  ) {
    self.init(sample, by: basis)
    for change in changes {
      switch change {
      case .update(let update):
        update(&along)
        if var outside = outside.take() {
          update(&outside)
          self.outside = outside
        }
      case .addition(let added):
        let more = SplitErrors(added[number], by: basis)
        along.add(more.along)
        if let others = more.outside { outside?.add(others) }
      }
    }
    along.limit(to: Scalar.greatestFiniteMagnitude.squareRoot())
    outside?.limit(to: Older.limit)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private init(_ sample: Matrix<Scalar>, by basis: Matrix<Scalar>) {
    along = Matrix(rows: basis.columnCount, columns: sample.columnCount)
    along.setToProduct(of: basis, and: sample, transposingLeft: true)
    outside = basis.rowCount == basis.columnCount ? nil : sample - basis * along
  }

  /// ΔX without what shows, F on and above its diagonal.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func withoutShown(in basis: Matrix<Scalar>) -> Matrix<Scalar> {
    var transposed = along.transposed()
    for i in 0..<along.rowCount { transposed[i, i] = 0 }
    var rest = basis
    rest.multiplyFromRight(upperTriangular: transposed, transposed: true)
    if let outside { rest.add(outside) }
    rest.limit(to: Older.limit)
    return rest
  }

  /// Adds `factors`[i]·f_ij² over the directions i ≤ j to the sums of i, of j and of all between.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func addSquares(ofDirection j: Int, times factors: [Double], to sums: inout [Double]) {
    let values = along.elements.span
    var sum = 0.0
    for (i, factor) in factors.enumerated() {
      let value = Double(values[i + j * along.rowCount])
      sum += factor * (value * value)
      sums[i] += sum
    }
  }

  /// Raises what squares of errors may have changed in each direction to what those of F below its diagonal do, and
  /// of the rest.
  ///
  /// - Returns: The root of the sum of these squares: how far directions have turned, relative to their size.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func raise(_ changes: inout [Double], logScales: [Double]) -> Double {
    var sum = 0.0
    let others = outside?.columnNorms()
    let values = along.elements.span
    for j in logScales.indices {
      var square = others.map { Double($0[j]) * Double($0[j]) } ?? 0
      for i in logScales.indices.dropFirst(j + 1) {
        let size = Double(min(values[i + j * along.rowCount].magnitude, Older.limit))
        square += size * size
        let shear = Scalar.unitRoundoff * size
        Older.raise(&changes, i, j, by: shear, across: logScales[j] - logScales[i])
      }
      sum += square
      let size = Scalar.unitRoundoff * square.squareRoot()
      if size > Older.negligible { changes[j] = max(changes[j], size * size) }
    }
    return Scalar.unitRoundoff * sum.squareRoot()
  }
}
