/// Where the tensors of a safetensors file lie, checked against the rules of the format: each
/// tensor takes exactly the bytes that its shape needs, and together they cover the data from
/// first byte to last without overlap or hole.
struct SafetensorsLayout {
  /// A tensor and where its values lie, in bytes from the beginning of the file.
  typealias Place = (info: TensorInfo, byteRange: Range<Int>)

  let path: String

  /// Bytes before the data.
  let headerEnd: Int

  /// Bytes of data in the file.
  let dataByteCount: Int

  /// The tensors of the header, sorted by name, or an error where the header breaks a rule.
  func places(
    of entries: [String: SafetensorsHeader.Entry]
  ) throws(ModelFileError) -> [Place] {
    var places: [Place] = []
    places.reserveCapacity(entries.count)
    for (name, entry) in entries {
      places.append(try place(name, entry))
    }
    places.sort { one, other in
      (one.byteRange.lowerBound, one.byteRange.upperBound, one.info.name)
        < (other.byteRange.lowerBound, other.byteRange.upperBound, other.info.name)
    }
    try requireContiguous(places)
    return places.sorted { one, other in one.info.name < other.info.name }
  }

  private func place(
    _ name: String, _ entry: SafetensorsHeader.Entry
  ) throws(ModelFileError) -> Place {
    guard entry.offsets.count == 2 else {
      throw ModelFileError(
        .malformedHeader, path: path, tensor: name, expected: "two data_offsets",
        found: "\(entry.offsets.count)")
    }
    let (begin, end) = (entry.offsets[0], entry.offsets[1])
    guard begin >= 0, begin <= end, end <= Int.max - headerEnd else {
      throw ModelFileError(
        .outOfRange, path: path, tensor: name, expected: "data_offsets from 0 on, in order",
        found: "[\(begin), \(end)]")
    }
    guard let elementCount = Shape.elementCount(of: entry.shape) else {
      throw ModelFileError(
        .outOfRange, path: path, tensor: name, expected: "a shape that can be counted",
        found: "\(entry.shape)")
    }
    if let size = entry.elementType.byteCount {
      let needed = Shape.byteCount(of: entry.shape, elementByteCount: size)
      guard needed == end - begin else {
        throw ModelFileError(
          .malformedHeader, path: path, tensor: name,
          expected: "\(elementCount) elements of \(size) bytes for \(entry.shape)",
          found: "\(end - begin) bytes")
      }
    }
    return (
      TensorInfo(name: name, elementType: entry.elementType, shape: entry.shape),
      headerEnd + begin..<headerEnd + end
    )
  }

  /// - Parameter places: Sorted by position.
  private func requireContiguous(_ places: [Place]) throws(ModelFileError) {
    var covered = headerEnd
    for (tensor, byteRange) in places {
      let begin = byteRange.lowerBound
      guard begin >= covered else {
        throw ModelFileError(
          .overlappingTensors, path: path, tensor: tensor.name,
          expected: "data from byte \(covered - headerEnd) on",
          found: "byte \(begin - headerEnd)")
      }
      guard begin == covered else {
        throw ModelFileError(
          .malformedHeader, path: path, tensor: tensor.name,
          expected: "data without holes, from byte \(covered - headerEnd) on",
          found: "byte \(begin - headerEnd)")
      }
      covered = byteRange.upperBound
    }
    let described = covered - headerEnd
    guard described <= dataByteCount else {
      throw ModelFileError(
        .truncated, path: path, expected: "\(described) bytes of data",
        found: "\(dataByteCount)", remedy: ModelFileError.damagedRemedy)
    }
    guard described == dataByteCount else {
      throw ModelFileError(
        .malformedHeader, path: path, expected: "\(described) bytes of data",
        found: "\(dataByteCount)")
    }
  }
}
