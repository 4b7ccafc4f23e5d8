extension Matrix {
  /// The largest magnitude in each row.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func rowMagnitudes() -> [Scalar] {
    rowMagnitudes(inGroupsOf: max(columnCount, 1), count: 1, times: nil)
  }

  /// The largest magnitude in each row of the matrix whose column j is times `factors[j]` ≥ 0.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func rowMagnitudes(columnsTimes factors: [Scalar]) -> [Scalar] {
    rowMagnitudes(inGroupsOf: max(columnCount, 1), count: 1, times: factors)
  }

  /// The largest magnitude of each row in every group of `width` neighbouring columns, of which the last may have
  /// fewer; shape [rows, groups].
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func magnitudes(inGroupsOf width: Int) -> Matrix {
    let count = (columnCount + width - 1) / width
    return Matrix(
      rows: rowCount, columns: count,
      columnMajor: rowMagnitudes(inGroupsOf: width, count: count, times: nil))
  }

  /// - Returns: Those of the first group, then those of the second, and so on.
  @inline(__always)
  private func rowMagnitudes(
    inGroupsOf width: Int, count: Int, times factors: [Scalar]?
  ) -> [Scalar] {
    precondition(
      factors.map { $0.count == columnCount } ?? true,
      "\(factors?.count ?? 0) factors for \(columnCount) columns")
    let height = rowCount
    var result = [Scalar](repeating: 0, count: height * count)
    guard height > 0 else { return result }
    unsafe elements.withUnsafeBufferPointer { values in
      unsafe result.withUnsafeMutableBufferPointer { largest in
        for j in 0..<columnCount {
          unsafe Scalar._vectorFunctions.raiseToMagnitude(
            factors?[j] ?? 1, values.baseAddress! + j * height,
            largest.baseAddress! + j / width * height, height)
        }
      }
    }
    return result
  }

  /// The largest magnitude in each column.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func columnMagnitudes() -> [Scalar] {
    unsafe elements.withUnsafeBufferPointer { values in
      (0..<columnCount).map { j in
        let column = unsafe UnsafeBufferPointer(rebasing: values[j * rowCount..<(j + 1) * rowCount])
        return unsafe Scalar._vectorFunctions.largestMagnitude(column.baseAddress, rowCount)
      }
    }
  }

  /// The largest magnitude in each column of the matrix whose row i is times `factors[i]` ≥ 0.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func columnMagnitudes(rowsTimes factors: ArraySlice<Scalar>) -> [Scalar] {
    precondition(factors.count == rowCount, "\(factors.count) factors for \(rowCount) rows")
    var result = [Scalar](repeating: 0, count: columnCount)
    var largest = result.mutableSpan
    let (values, weights) = (elements.span, factors.span)
    for j in 0..<largest.count {
      let base = j * weights.count
      var most: Scalar = 0
      for i in 0..<weights.count {
        let value = values[base + i].magnitude * weights[i]
        most = value > most ? value : most
      }
      largest[j] = most
    }
    return result
  }
}
