extension Tensor {
  /// Passes if every value is finite.
  ///
  /// - Parameters:
  ///   - firstAxis: What the first axis counts, such as `"step"` for inputs. The error then
  ///   says `nan at step 4, index [3, 0]`: the word counts from 1 as the steps of a trajectory do,
  ///   the index from 0. Without the word the error gives the index alone. Where there are several
  ///   such values it says how many.
  ///   - remedy: What the user can do if one is not.
  /// - Throws: `ModelFileError` – `.nonFiniteValue`, naming the tensor and the first such element.
  public func requireFinite(
    firstAxis: String? = nil, remedy: String? = nil
  ) throws(ModelFileError) {
    guard let position = values.firstIndex(where: { !$0.isFinite }) else { return }
    let index = Shape.multiIndex(of: position, in: shape)
    let count = values.count { !$0.isFinite }
    var place = "\(values[position]) at "
    if let firstAxis, let first = index.first { place += "\(firstAxis) \(first + 1), " }
    throw ModelFileError(
      .nonFiniteValue, path: path, tensor: name, expected: "finite numbers",
      found: place + "index \(index)" + (count > 1 ? ", the first of \(count)" : ""),
      remedy: remedy)
  }

  /// Passes if the shape is the wanted one.
  ///
  /// - Parameters:
  ///   - wanted: The length of each axis, `nil` where any length will do.
  ///   - remedy: What the user can do if the shape is another.
  /// - Throws: `ModelFileError` – `.wrongShape`, with both shapes.
  public func requireShape(_ wanted: [Int?], remedy: String? = nil) throws(ModelFileError) {
    let fits =
      wanted.count == shape.count
      && zip(wanted, shape).allSatisfy { wanted, found in wanted == nil || wanted == found }
    guard !fits else { return }
    let lengths = wanted.map { length in length.map(String.init) ?? "any" }
    throw ModelFileError(
      .wrongShape, path: path, tensor: name,
      expected: "[" + lengths.joined(separator: ", ") + "]", found: "\(shape)", remedy: remedy)
  }

  /// Passes if there is at least one element.
  ///
  /// - Throws: `ModelFileError` – `.emptySequence`, with the shape.
  public func requireNotEmpty() throws(ModelFileError) {
    guard values.isEmpty else { return }
    throw ModelFileError(
      .emptySequence, path: path, tensor: name, expected: "at least one element",
      found: "shape \(shape)")
  }
}
