import RecurrentCells
import TestSupport
import Testing

@testable import ModelFiles

/// Mistakes that show only when the weights of a file come together in a network.
@Suite struct NetworkMistakeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// RNNs of doubles on each other: W_ih of these shapes, filled with `weight`.
  private func path(_ shapes: [[Int]], weight: Double) throws -> String {
    var (entries, values): ([String], [Double]) = ([], [])
    for (index, shape) in shapes.enumerated() {
      for (name, shape) in [("ih", shape), ("hh", [shape[0], shape[0]])] {
        let begin = 8 * values.count
        values += Array(repeating: weight, count: shape.reduce(1, *))
        entries.append(
          "\"weight_\(name)_l\(index)\":"
            + SafetensorsBytes.entry("F64", shape, begin, 8 * values.count))
      }
    }
    return try folder.file(
      holding: SafetensorsBytes.file(
        header: "{" + entries.joined(separator: ",") + "}",
        data: values.flatMap { littleEndian($0.bitPattern) }))
  }

  @Test func aStackWithoutLayers() throws {
    let checkpoint = try Checkpoint(contentsOf: path([[2, 1]], weight: 1))
    let error = #expect(throws: ModelFileError.self) {
      try LayerStack<RNN<Double>>([], in: checkpoint) { layer throws(ModelFileError) in
        try RNN(layer, in: checkpoint)
      }
    }
    #expect(error?.code == .missingLayer)
    #expect(error?.path == checkpoint.path)
  }

  @Test func layersThatDoNotFitOnEachOther() throws {
    let checkpoint = try Checkpoint(contentsOf: path([[2, 1], [3, 5]], weight: 1))
    let layers = try [0, 1].map { index -> Checkpoint.Directions in
      (try checkpoint.layer(index: index), nil)
    }
    let error = #expect(throws: ModelFileError.self) {
      try LayerStack<RNN<Double>>(layers, in: checkpoint) { layer throws(ModelFileError) in
        try RNN(layer, in: checkpoint)
      }
    }
    #expect(error?.code == .wrongShape)
    #expect(error?.tensor == "inputs of layer 1")
    #expect(error?.expected == "[2]" && error?.found == "[5]")
  }

  @Test func weightsBeyondSinglePrecision() throws {
    let path = try path([[1, 1]], weight: 1e39)
    _ = try RNN<Double>(contentsOf: path)
    let error = #expect(throws: ModelFileError.self) { try RNN<Float>(contentsOf: path) }
    #expect(error?.code == .nonFiniteValue)
    #expect(error?.tensor == "weight_ih")
    #expect(error?.remedy?.contains("beyond 3.4e38 are infinite in single precision") == true)
  }

  @Test(arguments: [
    (NetworkError.Code.wrongShape(expected: [2], found: [3]), ModelFileError.Code.wrongShape),
    (.emptySequence, .emptySequence), (.noLayers, .missingLayer),
    (.nonFinite(index: [0]), .nonFiniteValue),
    (.nonFiniteState(step: 1, unit: "h[0]"), .nonFiniteValue),
  ])
  func codes(mistake: NetworkError.Code, code: ModelFileError.Code) {
    let error = ModelFileError(NetworkError(mistake, in: "inputs"), path: "a")
    #expect(error.code == code && error.path == "a")
    #expect(error.description.contains("inputs") || code == .missingLayer)
  }
}
