import RecurrentJacobians
import Testing

/// Inputs and initial states that are refused.
@Suite struct BadInputTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  @Test func noSuchFile() throws {
    try expectRefusal(
      ["trace", "model.safetensors", "none.npy"], in: place.folder,
      saying: ["none.npy: no such file"])
  }

  @Test func notFinite() throws {
    var inputs = Workplace.inputs
    inputs[7] = .nan
    try place.write(inputs: inputs, columns: 2)
    try place.expectRefusal(saying: "inputs.npy: ", "nan at step 4, index [3, 1]")
  }

  @Test func noStep() throws {
    try place.write(inputs: [], columns: 2)
    try place.expectRefusal(saying: "inputs.npy: is empty", "[0, 2]")
  }

  @Test func transposed() throws {
    try place.write(inputs: Workplace.inputs, columns: 10)
    try place.expectRefusal(
      saying: "inputs.npy: wrong shape", "[steps, 2]", "[2, 10]", "transposed")
  }

  @Test func wrongWidth() throws {
    try place.write(inputs: Workplace.inputs, columns: 5)
    try place.expectRefusal(
      saying: "inputs.npy: wrong shape", "[steps, 2]", "[4, 5]", "A row is a step")
  }

  @Test func aBatchOfOne() throws {
    let rows = try place.rows()
    try NumPyFile.write(
      shape: [1, 10, 2], values: Workplace.inputs, to: place.folder.file("inputs.npy"))
    #expect(try place.rows() == rows)
  }

  @Test func oneAxis() throws {
    try NumPyFile.write(
      shape: [6], values: Array(Workplace.inputs[..<6]), to: place.folder.file("inputs.npy"))
    try place.expectRefusal(saying: "inputs.npy: wrong shape", "found [6]", "x[:, None]")
  }

  @Test func fourAxes() throws {
    try NumPyFile.write(
      shape: [1, 1, 10, 2], values: Workplace.inputs, to: place.folder.file("inputs.npy"))
    try place.expectRefusal(
      saying: "inputs.npy: wrong shape", "[1, 1, 10, 2]", "[sequences, steps, inputs]")
  }

  @Test func aWordInCSV() throws {
    try place.folder.file("inputs.npy", holding: Array("1,2\n3,x\n".utf8))
    try place.expectRefusal(saying: "inputs.npy: ", "not a table of numbers")
  }

  @Test func initialStateOfWrongLength() throws {
    try NumPyFile.write(shape: [3], values: [1, 2, 3], to: place.folder.file("state.npy"))
    try place.expectRefusal(
      "--initial-state", "state.npy",
      saying: "state.npy: wrong shape", "expected [6] or [2, 3]", "found [3]", "h followed by C")
  }

  /// h and C side by side.
  @Test func initialStateTurned() throws {
    try NumPyFile.write(
      shape: [3, 2], values: [1, 2, 3, 4, 5, 6], to: place.folder.file("state.npy"))
    try place.expectRefusal(
      "--initial-state", "state.npy", saying: "expected [6] or [2, 3]", "found [3, 2]")
  }

  @Test(arguments: [[6], [2, 3], [2, 1, 3], [1, 6]]) func initialStateOf(shape: [Int]) throws {
    try NumPyFile.write(
      shape: shape, values: [1, 2, 3, 4, 5, 6], to: place.folder.file("state.npy"))
    #expect(try place.trace("--initial-state", "state.npy").status == 0)
  }

  @Test func initialStateNotFinite() throws {
    try NumPyFile.write(
      shape: [6], values: [1, 2, 3, 4, .infinity, 6], to: place.folder.file("state.npy"))
    try place.expectRefusal(
      "--initial-state", "state.npy", saying: "state.npy: ", "inf at index [4]")
  }

  @Test func initialStateThatIsNoArray() throws {
    try place.expectRefusal(
      "--initial-state", "model.safetensors", saying: "model.safetensors: ", "a NumPy array")
  }
}
