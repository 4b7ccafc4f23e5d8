internal import CVectorMath

/// Loops of one precision over whole arrays and matrices.
///
/// Internal like ``_LAPACKRoutines``: pointers never enter the public interface.
@safe
public struct _VectorFunctions<Scalar>: Sendable {
  /// x, y and the count.
  typealias Function =
    @Sendable (UnsafePointer<Scalar>?, UnsafeMutablePointer<Scalar>?, Int) -> Void
  /// Factors, x, y and the count.
  typealias Combination =
    @Sendable (
      UnsafePointer<Scalar>?, UnsafePointer<Scalar>?, UnsafeMutablePointer<Scalar>?, Int
    ) -> Void

  let exp: Function
  let tanh: Function
  /// y = factors ⊙ x.
  let setScaled: Combination
  /// y += factors ⊙ x.
  let addScaled: Combination
  /// y = Σ factors ⊙ x: the number of terms, their factors, the first entry of each x and the distance of its
  /// columns, the rows and columns, y and the distance of its columns.
  let setToSums:
    @Sendable (
      Int, UnsafePointer<UnsafePointer<Scalar>?>?, UnsafePointer<UnsafePointer<Scalar>?>?,
      UnsafePointer<Int>?, Int, Int, UnsafeMutablePointer<Scalar>?, Int
    ) -> Void
  /// y = max(y, factor·|x|).
  let raiseToMagnitude:
    @Sendable (Scalar, UnsafePointer<Scalar>?, UnsafeMutablePointer<Scalar>?, Int) -> Void
  /// x = -x where a bit is 1, the lowest of 64 first: the bits, x and the count.
  let turnSigns: @Sendable (UnsafePointer<UInt64>?, UnsafeMutablePointer<Scalar>?, Int) -> Void
  /// max |x|, NaN left out.
  let largestMagnitude: @Sendable (UnsafePointer<Scalar>?, Int) -> Scalar
  /// The smallest |x| that is not zero, infinite for none, max |x|, NaN left out of both, and Σ 0·x.
  let magnitudeRange:
    @Sendable (
      UnsafePointer<Scalar>?, Int, UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?,
      UnsafeMutablePointer<Scalar>?
    ) -> Void
  /// Σ (x/divisor)².
  let sumOfSquares: @Sendable (UnsafePointer<Scalar>?, Int, Scalar) -> Scalar
  /// y += Σ_j factors_j·x_ij²: a matrix of as many rows and columns, whether entries below the diagonal are left out,
  /// factors and y.
  let addRowSquares:
    @Sendable (
      UnsafePointer<Scalar>?, Int, Int, Int32, UnsafePointer<Scalar>?, UnsafeMutablePointer<Scalar>?
    ) -> Void
  /// Shares of a basis in the columns of a matrix: values, the basis, rows and columns, decays, scratch and the sums.
  let setToShares:
    @Sendable (
      UnsafePointer<Double>?, UnsafePointer<Scalar>?, Int, Int, UnsafePointer<Double>?,
      UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?
    ) -> Void
  /// y -= factor·x, and the largest weights·|y|: the factor, x, weights, y and the count.
  let eliminate:
    @Sendable (
      Scalar, UnsafePointer<Scalar>?, UnsafePointer<Scalar>?, UnsafeMutablePointer<Scalar>?, Int
    ) -> Scalar
  /// A matrix of as many rows and columns, scratch, the diagonal, the superdiagonal and what was added
  /// to rows.
  let bidiagonalize:
    @Sendable (
      UnsafePointer<Scalar>?, Int, Int, UnsafeMutablePointer<Scalar>?,
      UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?
    ) -> Void
  /// A matrix of as many rows and columns, scratch and R.
  let triangularize:
    @Sendable (
      UnsafePointer<Scalar>?, Int, Int, UnsafeMutablePointer<Scalar>?,
      UnsafeMutablePointer<Scalar>?
    ) -> Void
  /// A matrix of as many rows and columns, x of as many columns, factors, y and z.
  let multiplyThereAndBack:
    @Sendable (
      UnsafePointer<Scalar>?, Int, Int, UnsafePointer<Scalar>?, Int, UnsafePointer<Scalar>?,
      UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?
    ) -> Void
}

/// Scratch that the Householder routines need for a matrix.
func householderScratchCount<Scalar>(_ rows: Int, _ columns: Int, of _: Scalar.Type) -> Int {
  householder_scratch_count(rows, columns, MemoryLayout<Scalar>.stride)
}

/// Scratch that shares in so many columns need.
func sharesScratchCount(_ columns: Int) -> Int { shares_scratch_count(columns) }

extension LinearAlgebraScalar {
  /// e^x of each value.
  ///
  /// - Accuracy: 4 ulp. Equal values give equal results, wherever they stand.
  @specialized(where Self == Double)
  @specialized(where Self == Float)
  package static func exponentials(of values: [Self]) -> [Self] {
    unsafe apply(_vectorFunctions.exp, to: values[...])
  }

  /// tanh of each value.
  ///
  /// - Accuracy: 4 ulp, near 0 too. Equal values give equal results, wherever they stand.
  @specialized(where Self == Double)
  @specialized(where Self == Float)
  package static func hyperbolicTangents(of values: ArraySlice<Self>) -> [Self] {
    unsafe apply(_vectorFunctions.tanh, to: values)
  }

  private static func apply(
    _ function: _VectorFunctions<Self>.Function, to values: ArraySlice<Self>
  ) -> [Self] {
    unsafe values.withUnsafeBufferPointer { values in
      unsafe Array(unsafeUninitializedCapacity: values.count) { results, count in
        unsafe function(values.baseAddress, results.baseAddress, values.count)
        count = values.count
      }
    }
  }
}

extension Double {
  public static let _vectorFunctions = unsafe _VectorFunctions<Double>(
    exp: exp_each_double, tanh: tanh_each_double, setScaled: set_scaled_double,
    addScaled: add_scaled_double, setToSums: set_to_sums_double,
    raiseToMagnitude: raise_to_magnitude_double,
    turnSigns: turn_signs_double,
    largestMagnitude: largest_magnitude_double, magnitudeRange: magnitude_range_double,
    sumOfSquares: sum_of_squares_double, addRowSquares: add_row_squares_double,
    setToShares: set_to_shares_double,
    eliminate: eliminate_from_double,
    bidiagonalize: bidiagonalize_double, triangularize: triangularize_double,
    multiplyThereAndBack: multiply_there_and_back_double)
}

extension Float {
  public static let _vectorFunctions = unsafe _VectorFunctions<Float>(
    exp: exp_each_float, tanh: tanh_each_float, setScaled: set_scaled_float,
    addScaled: add_scaled_float, setToSums: set_to_sums_float,
    raiseToMagnitude: raise_to_magnitude_float,
    turnSigns: turn_signs_float,
    largestMagnitude: largest_magnitude_float, magnitudeRange: magnitude_range_float,
    sumOfSquares: sum_of_squares_float, addRowSquares: add_row_squares_float,
    setToShares: set_to_shares_float,
    eliminate: eliminate_from_float,
    bidiagonalize: bidiagonalize_float, triangularize: triangularize_float,
    multiplyThereAndBack: multiply_there_and_back_float)
}
