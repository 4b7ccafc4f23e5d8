extension ArraySlice {
  /// The part at `range` counted from the slice's own start.
  subscript(relative range: Range<Int>) -> ArraySlice {
    self[startIndex + range.lowerBound..<startIndex + range.upperBound]
  }
}
