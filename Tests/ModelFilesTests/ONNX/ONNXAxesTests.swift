#if ONNX
  import Testing

  @testable import ModelFiles

  /// Axes joined and moved, and the lengths that shapes are computed with.
  @Suite struct ONNXAxesTests {
    private static let steps = SymbolicLength(.steps)
    private static let batch = SymbolicLength(.batch)

    private static func axis(
      _ meaning: ONNXAxes.Axis.Meaning, _ length: SymbolicLength
    ) -> ONNXAxes.Axis { .init(meaning: meaning, length: length) }

    /// [steps, batch, directions, units], some of them joined.
    private func axes(
      _ groups: [[ONNXAxes.Axis.Meaning]], directions: Int, units: Int
    ) -> ONNXAxes {
      ONNXAxes(
        groups.map { group in
          group.map { meaning in
            switch meaning {
            case .steps: Self.axis(.steps, Self.steps)
            case .batch: Self.axis(.batch, Self.batch)
            case .directions: Self.axis(.directions, SymbolicLength(directions))
            case .units, .inputs: Self.axis(meaning, SymbolicLength(units))
            }
          }
        })
    }

    private static func lengths(_ numbers: [Int]) -> [SymbolicLength] {
      numbers.map { SymbolicLength($0) }
    }

    private static let joiningShapes: [(shape: [SymbolicLength], directions: Int, units: Int)] = [
      (lengths([0, 0, -1]), 2, 3), (lengths([0, 0, 6]), 2, 3), (lengths([7, 0, 6]), 2, 3),
      (lengths([0, 5, 6]), 2, 3),
      ([steps, batch] + lengths([6]), 2, 3), ([steps] + lengths([-1, 6]), 2, 3),
      (lengths([7, 1, 3]), 1, 3), (lengths([7, 1, 1]), 1, 1), (lengths([0, 0, -1]), 1, 1),
      (lengths([7, 1, 2]), 2, 1), (lengths([2, 1, 4]), 2, 2),
    ]

    @Test(arguments: joiningShapes)
    func directionsAndUnitsAreJoined(shape: [SymbolicLength], directions: Int, units: Int) {
      let given = axes(
        [[.steps], [.batch], [.directions], [.units]], directions: directions, units: units)
      let joined = axes(
        [[.steps], [.batch], [.directions, .units]], directions: directions, units: units)
      #expect(given.reshaped(to: shape) == joined)
    }

    private static let otherShapes: [[SymbolicLength]] = [
      // Axes cut in two; batch and directions joined, by number; no such axis; two ways to read it: steps
      // and batch joined, or a batch of one; numbers that may as well be in the places of each other.
      lengths([0, 0, 3, 2]), lengths([0, 2, 3]), lengths([0, 0, 0, 0, 0]), lengths([-1, 1, 6]),
      lengths([0, 0, -2]), [batch, steps] + lengths([6]), lengths([]), lengths([7, 5, 6]),
      lengths([1, 5, 6]),
    ]

    @Test(arguments: otherShapes)
    func otherShapesAreNotRead(shape: [SymbolicLength]) {
      let given = axes([[.steps], [.batch], [.directions], [.units]], directions: 2, units: 3)
      #expect(given.reshaped(to: shape) == nil)
    }

    @Test func joinedAxesComeApartAgain() throws {
      let given = axes([[.steps], [.batch], [.directions, .units]], directions: 2, units: 3)
      let flat = try #require(given.reshaped(to: Self.lengths([-1, 6])))
      let count = try #require(Self.steps.times(Self.batch))
      #expect(flat.lengths == [count, SymbolicLength(6)])
      #expect(flat != given)
      #expect(flat.reshaped(to: [Self.steps, Self.batch, SymbolicLength(-1)]) == given)
      #expect(flat.reshaped(to: [Self.batch, Self.steps, SymbolicLength(-1)]) == nil)
    }

    @Test func axesOfLengthOneComeAndGo() throws {
      let given = axes([[.steps], [.directions], [.batch], [.units]], directions: 1, units: 3)
      let squeezed = try #require(given.squeezing([1]))
      #expect(squeezed == axes([[.steps], [.batch], [.units]], directions: 1, units: 3))
      #expect(squeezed.unsqueezing([-3]) == given)
      #expect(given.squeezing([0]) == nil)
      #expect(given.squeezing([4]) == nil)
      #expect(given.transposed([0, 2, 1, 3])?.squeezing([2]) == squeezed)
      #expect(given.transposed([0, 1, 2]) == nil)
    }

    @Test func lengthsAreMultiplied() {
      let six = SymbolicLength(2).times(SymbolicLength(3))
      #expect(six == SymbolicLength(6))
      #expect(Self.steps.times(Self.batch) == Self.batch.times(Self.steps))
      #expect(Self.steps.times(Self.steps) != Self.steps)
      #expect(Self.steps.constant == nil)
      #expect(SymbolicLength(.max).times(SymbolicLength(2)) == nil)
    }

    @Test func numbersOfShapes() throws {
      let all = SymbolicNumbers([Self.steps, Self.batch, SymbolicLength(6)])
      #expect(all.constants == nil)
      let end = try #require(all.sliced(from: [-1], to: [.max], axes: [0], steps: [1]))
      #expect(end.constants == [6])
      #expect(
        all.sliced(from: [2], to: [-4], axes: [0], steps: [-2])
          == SymbolicNumbers([SymbolicLength(6), Self.steps]))
      #expect(all.sliced(from: [3], to: [4], axes: [0], steps: [1]) == nil)
      let number = try #require(end.squeezing(nil))
      #expect(number.isScalar && number.unsqueezing([0]) == end)
      #expect(all.squeezing(nil) == all && all.squeezing([0]) == nil)
      // A value with two axes is none.
      #expect(all.unsqueezing([0]) == nil && all.reshaped(to: [1, 3]) == nil)
      #expect(number.reshaped(to: [-1]) == end)
      let first = try #require(SymbolicNumbers([0], shape: []))
      #expect(all.gathered(at: first)?.isScalar == true)
      #expect(all.gathered(at: end) == nil && number.gathered(at: first) == nil)
      #expect(SymbolicNumbers.concatenated([end, all])?.elements.count == 4)
      #expect(SymbolicNumbers.concatenated([number, all]) == nil)
      #expect(all.times(number)?.elements[2].constant == 36)
      #expect(SymbolicNumbers([Self.steps, Self.batch]).times(all) == nil)
    }
  }
#endif
