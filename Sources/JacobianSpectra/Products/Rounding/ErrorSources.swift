import DenseLinearAlgebra
import RealModule

/// What the rounding of each of several earlier factorizations has made of a basis X with fewer columns than
/// rows, outside the span of X: one sample of rank 1 of each, ΔX = Σ_s u_s·v_sᵀ.
///
/// An error along X shows at once and is counted where it is made. One outside of it goes on, ΔX ←
/// J·ΔX·R⁻¹, and shows when the next factors turn it towards X, or some of the rows are left out. Of rank 1
/// it is carried by J·u and R⁻ᵀ·v, in O(n²), and exactly as an error is: J and R⁻¹ belong together, and what
/// one magnifies the other reduces. Where the columns of a factor depend on each other so much that errors
/// along X return as well, the panel begins again with ``ErrorSamples``.
///
/// - Source: Tallec and Ollivier 2017, "Unbiased online recurrent optimization", for samples of rank 1.
struct ErrorSources<Scalar: LinearAlgebraScalar>: Sendable {
  private typealias Older = OlderErrors<Scalar>

  /// u, of norm 1; shape [rows of X, sources].
  private var left: Matrix<Scalar>
  /// v, in units of the unit roundoff; shape [sources, columns of X].
  private var right: Matrix<Scalar>
  /// At which factorization each was made; several of one where numbers vanished below the exponent range.
  private var births: [Int] = []
  private var age = 0
  private var generator = SeededGenerator(seed: 2)

  /// None so far.
  init(rows: Int, columns: Int) {
    left = Matrix(rows: rows, columns: 0)
    right = Matrix(rows: 0, columns: columns)
  }

  mutating func updateRows(_ update: (inout Matrix<Scalar>) -> Void) { update(&left) }

  mutating func updateColumns(_ update: (inout Matrix<Scalar>) -> Void) { update(&right) }

  /// The parts uᵀ·B of each source; shape [sources, columns of B].
  func parts(along columns: Matrix<Scalar>) -> Matrix<Scalar> {
    var parts = Matrix<Scalar>(rows: births.count, columns: columns.columnCount)
    parts.setToProduct(of: left, and: columns, transposingLeft: true)
    return parts
  }

  /// Σ_s ±u_s·v_sᵀ with random signs.
  func sample(using generator: inout SeededGenerator) -> Matrix<Scalar> {
    var signed = right
    signed.scaleRows(births.map { _ in generator.sign() })
    return left * signed
  }

  /// What shows in each scale j, relative to it: √Σ_i c_ij²·f_ij² over the directions i ≤ j, where f_ij =
  /// (uᵀ·X)_i·v_j shows by c_ij = e^(ℓ_j - ℓ_i), and in direction i and all between as
  /// well.
  ///
  /// - Parameters:
  ///   - parts: uᵀ·X.
  ///   - logScales: ℓ, finite and in descending order, or nearly so.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func shown(_ parts: Matrix<Scalar>, logScales: [Double]) -> [Double] {
    let decays = logScales.indices.map { j in
      j > 0 ? Double.exp(2 * (logScales[j] - logScales[j - 1])) : 0
    }
    var sums = [Double](repeating: 0, count: logScales.count)
    for s in births.indices {
      var above = 0.0
      let larger = logScales.indices.map { j in
        let part = Double(parts[s, j])
        above = decays[j] * above + part * part
        return above
      }
      var below = 0.0
      for j in logScales.indices.reversed() {
        let size = Double(right[s, j])
        below += size * size
        sums[j] += larger[j] * below
        below *= decays[j]
      }
    }
    return sums.map { Scalar.unitRoundoff * $0.squareRoot() }
  }

  /// By how much the squares of what does not show may have changed the values of each direction.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func changes(_ parts: Matrix<Scalar>, logScales: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: logScales.count)
    let sizes = left.columnNorms()
    let haveTies = logScales.indices.map { j in
      logScales[(j + 1)...].contains { Older.isTie(across: logScales[j] - $0) }
    }
    for s in births.indices {
      for j in logScales.indices {
        let size = Scalar.unitRoundoff * Double(right[s, j].magnitude)
        let whole = size * Double(sizes[s])
        guard whole > Older.negligible || haveTies[j] else { continue }
        result[j] = max(result[j], whole * whole)
        for i in logScales.indices.dropFirst(j + 1) {
          Older.raise(
            &result, i, j, by: size * Double(parts[s, i].magnitude),
            across: logScales[j] - logScales[i])
        }
      }
    }
    return result
  }

  /// Goes on from a factorization: adds a sample of what rounding did in it, and leaves what lies along X, which
  /// has been counted.
  ///
  /// - Parameters:
  ///   - errors: Those of X.
  ///   - basis: X, with orthonormal columns.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func pass(_ errors: RoundingErrors<Scalar>, basis: Matrix<Scalar>) {
    age += 1
    let outstanding = right.outstandingRows(by: Self.outstandingRatio)
    let kept = births.indices.filter { isKept(births[$0]) || outstanding.contains($0) }
    let sizes = errors.sizesOfRankOne()
    births = kept.map { births[$0] } + sizes.map { _ in age }
    left = Matrix(
      rows: basis.rowCount, columns: births.count,
      columnMajor: left.columns(kept).elements
        + sizes.flatMap { varied($0.rows) })
    right = Matrix(
      rows: basis.columnCount, columns: births.count,
      columnMajor: right.rows(kept).transposed().elements
        + sizes.flatMap { varied($0.columns) }
    ).transposed()
    leave(basis)
    let norms = left.columnNorms()
    left.scaleColumns(norms.map { $0 >= .leastNormalMagnitude ? 1 / $0 : 0 })
    right.scaleRows(norms)
  }

  /// A sample of errors of these sizes.
  private mutating func varied(_ sizes: [Scalar]) -> [Scalar] {
    zip(sizes, generator.weights(sizes.count) as [Scalar]).map { $0 * $1 * generator.sign() }
  }

  /// Takes out of each u what lies along X; where rounding is all that is left of an entry, nothing is.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func leave(_ basis: Matrix<Scalar>) {
    let parts = parts(along: basis).transposed()
    let (rowNorms, sizes) = (basis.rowNorms(), parts.columnNorms())
    let rest = left - basis * parts
    for (s, size) in sizes.enumerated() {
      for (i, norm) in rowNorms.enumerated() {
        let rounding = 16 * Scalar.ulpOfOne * (left[i, s].magnitude + norm * size)
        left[i, s] = rest[i, s].magnitude > rounding ? rest[i, s] : 0
      }
    }
  }

  /// A source stays where all others, and one unit roundoff, are less than this part of its errors in a direction:
  /// factorizations do not lose alike.
  private static var outstandingRatio: Scalar { 16 }

  /// One in every octave of ages.
  private func isKept(_ birth: Int) -> Bool {
    let octave = Int.bitWidth - 1 - max(age - birth, 1).leadingZeroBitCount
    return birth.isMultiple(of: 1 << octave)
  }
}

extension Matrix {
  /// The rows with an entry that is more than `ratio` times as large as 1 and all others in its column.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func outstandingRows(by ratio: Scalar) -> Set<Int> {
    var result: Set<Int> = []
    for j in 0..<columnCount {
      var (first, second, row) = (1 as Scalar, 1 as Scalar, 0)
      for (i, value) in column(j).enumerated() {
        if value.magnitude > first {
          (first, second, row) = (value.magnitude, first, i)
        } else {
          second = max(second, value.magnitude)
        }
      }
      if first > ratio * second { result.insert(row) }
    }
    return result
  }
}
