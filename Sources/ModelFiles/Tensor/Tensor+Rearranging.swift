#if ONNX
  /// The operators of ONNX that move the elements of a tensor about; it has at least one. What they are
  /// asked for comes from files: where it cannot be, there is nil.
  extension Tensor {
    /// Elements of a tensor at regular distances.
    struct Slice {
      let shape: [Int]
      /// The place of the first element.
      let start: Int
      /// The distance of neighbours along each axis.
      let strides: [Int]
    }

    /// The same elements in another shape.
    func reshaped(to shape: [Int]) -> Tensor {
      Tensor(path: path, name: name, shape: shape, values: values)
    }

    /// The axes in another order: axis `order[i]` becomes axis i.
    func transposed(_ order: [Int]) -> Tensor {
      let strides = StridedElements.rowMajorStrides(of: shape)
      return elements(
        Slice(shape: order.map { shape[$0] }, start: 0, strides: order.map { strides[$0] }))
    }

    /// The elements of a slice, in row-major order.
    func elements(_ slice: Slice) -> Tensor {
      Tensor(
        path: path, name: name, shape: slice.shape,
        values: StridedElements.rowMajor(
          values, shape: slice.shape, strides: slice.strides, from: slice.start))
    }

    /// Every `steps`-th element from `starts` up to, and without, `ends`; negative places count from the
    /// end, and places beyond it are at it.
    func slice(from starts: [Int], to ends: [Int], axes: [Int], steps: [Int]) -> Slice? {
      let counts = Set([starts.count, ends.count, axes.count, steps.count])
      guard counts.count == 1, let axes = Self.distinct(axes, of: shape.count) else { return nil }
      var (sliced, start) = (shape, 0)
      var distances = StridedElements.rowMajorStrides(of: shape)
      for (position, axis) in axes.enumerated() {
        let (length, step) = (shape[axis], steps[position])
        // Steps past the end are as good as one; products then stay in range.
        guard step != 0, step.magnitude <= Int32.max else { return nil }
        func place(_ value: Int) -> Int {
          let counted = value < 0 ? value + length : value
          return step > 0 ? min(max(counted, 0), length) : min(max(counted, -1), length - 1)
        }
        let (first, last) = (place(starts[position]), place(ends[position]))
        let span = step > 0 ? last - first : first - last
        let stride = abs(step)
        sliced[axis] = span > 0 ? (span - 1) / stride + 1 : 0
        guard sliced[axis] > 0 else { continue }
        start += first * distances[axis]
        distances[axis] *= min(stride, length) * step.signum()
      }
      return Slice(shape: sliced, start: sliced.contains(0) ? 0 : start, strides: distances)
    }

    /// The shape with that of indices in place of an axis.
    func shape(gathering indices: [Int], axis: Int) -> [Int]? {
      guard let axis = Self.distinct([axis], of: shape.count)?.first else { return nil }
      return shape[..<axis] + indices + shape[(axis + 1)...]
    }

    /// The parts with these numbers along an axis, in a row; negative ones count from the end.
    func gathered(at indices: [Int], axis: Int) -> Tensor? {
      guard let axis = Self.distinct([axis], of: shape.count)?.first else { return nil }
      let length = shape[axis]
      var parts: [Tensor] = []
      for index in indices {
        guard (-length..<length).contains(index) else { return nil }
        let first = index < 0 ? index + length : index
        guard let part = slice(from: [first], to: [first + 1], axes: [axis], steps: [1]) else {
          return nil
        }
        parts.append(elements(part))
      }
      guard let whole = Self.concatenatedShape(of: parts.map(\.shape), axis: axis) else {
        return nil
      }
      return .concatenated(parts, axis: axis, shape: whole)
    }

    /// The shape of tensors in a row along an axis.
    static func concatenatedShape(of shapes: [[Int]], axis: Int) -> [Int]? {
      guard var whole = shapes.first, let axis = distinct([axis], of: whole.count)?.first else {
        return nil
      }
      for shape in shapes.dropFirst() {
        guard shape.count == whole.count else { return nil }
        for other in whole.indices where other != axis && whole[other] != shape[other] {
          return nil
        }
        whole[axis] += shape[axis]
      }
      return whole
    }

    /// Tensors in a row along an axis.
    ///
    /// - Parameter shape: What ``concatenatedShape(of:axis:)`` says.
    static func concatenated(_ parts: [Tensor], axis: Int, shape: [Int]) -> Tensor {
      let axis = axis < 0 ? axis + shape.count : axis
      let outer = shape[..<axis].reduce(1, *)
      var values: [Double] = []
      values.reserveCapacity(shape.reduce(1, *))
      for row in 0..<outer {
        for part in parts {
          let length = part.values.count / outer
          values += part.values[row * length..<(row + 1) * length]
        }
      }
      return Tensor(path: parts[0].path, shape: shape, values: values)
    }

    /// The shape that `wanted` stands for: 0 is the length that there is, one -1 what is left.
    func shape(reshapedTo wanted: [Int]) -> [Int]? {
      var result = wanted
      for (axis, length) in wanted.enumerated() where length == 0 {
        guard axis < shape.count else { return nil }
        result[axis] = shape[axis]
      }
      if let open = result.firstIndex(of: -1) {
        result[open] = 1
        guard let known = Shape.elementCount(of: result), known > 0,
          values.count.isMultiple(of: known)
        else { return nil }
        result[open] = values.count / known
      }
      return Shape.elementCount(of: result) == values.count ? result : nil
    }

    /// The shape with axes of length 1 put in, where the result is to have them.
    func shape(unsqueezing axes: [Int]) -> [Int]? {
      guard axes.count <= 8, let new = Self.distinct(axes, of: shape.count + axes.count) else {
        return nil
      }
      var result = shape
      for axis in new.sorted() { result.insert(1, at: axis) }
      return result
    }

    /// The shape without axes of length 1; all of them if nil.
    func shape(squeezing axes: [Int]?) -> [Int]? {
      let all = shape.indices.filter { shape[$0] == 1 }
      guard let old = axes.map({ Self.distinct($0, of: shape.count) }) ?? all,
        old.allSatisfy({ shape[$0] == 1 })
      else { return nil }
      return shape.indices.filter { !old.contains($0) }.map { shape[$0] }
    }

    /// Axes counted from the first; nil if one is not there or is there twice.
    static func distinct(_ axes: [Int], of count: Int) -> [Int]? {
      let counted = axes.map { $0 < 0 && $0 >= -count ? $0 + count : $0 }
      guard counted.allSatisfy((0..<count).contains), Set(counted).count == counted.count else {
        return nil
      }
      return counted
    }
  }
#endif
