import ModelFiles
import Testing

@Suite struct TensorTests {
  private let matrix = Tensor(
    path: "inputs.npy", shape: [3, 2], values: [0, 1, 2, 3, 4, 5])

  @Test func finiteValuesPass() throws {
    try matrix.requireFinite()
    try Tensor(path: "x", shape: [0, 2], values: []).requireFinite()
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func nameTheFirstValueThatIsNotFinite(value: Double) {
    let tensor = Tensor(
      path: "m", name: "w", shape: [2, 2, 2], values: [0, 1, 2, 3, 4, value, value, 7])
    let error = #expect(throws: ModelFileError.self) { try tensor.requireFinite() }
    #expect(
      error
        == ModelFileError(
          .nonFiniteValue, path: "m", tensor: "w", expected: "finite numbers",
          found: "\(value) at index [1, 0, 1], the first of 2"))
  }

  @Test func countStepsFromOne() {
    let tensor = Tensor(path: "m", shape: [3, 2], values: [0, 1, 2, 3, 4, .nan])
    let error = #expect(throws: ModelFileError.self) {
      try tensor.requireFinite(firstAxis: "step")
    }
    #expect(error?.found == "nan at step 3, index [2, 1]")
  }

  @Test func aSingleNumberHasNoAxis() {
    let tensor = Tensor(path: "m", shape: [], values: [.nan])
    let error = #expect(throws: ModelFileError.self) {
      try tensor.requireFinite(firstAxis: "step")
    }
    #expect(error?.found == "nan at index []")
  }

  @Test func theWantedShapePasses() throws {
    try matrix.requireShape([3, 2])
    try matrix.requireShape([nil, 2])
  }

  @Test(arguments: [[2, 3], [nil, 3], [6], [3, 2, 1]] as [[Int?]])
  func anotherShapeDoesNot(wanted: [Int?]) {
    let error = #expect(throws: ModelFileError.self) {
      try matrix.requireShape(wanted, remedy: "Transpose it.")
    }
    #expect(error?.code == .wrongShape)
    #expect(error?.found == "[3, 2]")
    #expect(error?.remedy == "Transpose it.")
  }

  @Test func anyLengthIsWrittenInWords() {
    let error = #expect(throws: ModelFileError.self) { try matrix.requireShape([nil, 3]) }
    #expect(error?.expected == "[any, 3]")
  }

  @Test func emptinessIsAnError() throws {
    try matrix.requireNotEmpty()
    let tensor = Tensor(path: "inputs.npy", shape: [0, 2], values: [])
    let error = #expect(throws: ModelFileError.self) { try tensor.requireNotEmpty() }
    #expect(error?.code == .emptySequence)
    #expect(error?.found == "shape [0, 2]")
  }
}
