import Foundation
import ModelFiles
import TestSupport
import Testing

@Suite struct NumPyFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func open(_ base64: String) throws -> NumPyFile {
    try NumPyFile(contentsOf: folder.file("array.npy", holding: decoded(base64)))
  }

  @Test(arguments: NumPyBytes.matrices)
  func readEachForm(name: String, base64: String) throws {
    let tensor = try open(base64).tensor()
    #expect(
      tensor
        == Tensor(
          path: folder.file("array.npy"), shape: [2, 3],
          values: [-0.5, -0.25, 0, 0.25, 0.5, 0.75]))
  }

  @Test func reorderThreeAxes() throws {
    let tensor = try open(NumPyBytes.cube).tensor()
    #expect(tensor.shape == [2, 3, 4])
    #expect(tensor.values == (0..<24).map(Double.init))
  }

  @Test(arguments: [
    (NumPyBytes.scalar, [], [2.5]), (NumPyBytes.empty, [0, 3], []),
    (NumPyBytes.vector, [2], [1.5, -2]),
  ])
  func readAnyRank(base64: String, shape: [Int], values: [Double]) throws {
    let file = try open(base64)
    #expect(file.shape == shape)
    #expect(file.elementType == .f64)
    #expect(try file.tensor().values == values)
  }

  @Test(arguments: NumPyBytes.unreadable)
  func describeButDoNotReadOtherTypes(type: String, base64: String) throws {
    let file = try open(base64)
    #expect(file.shape.count == 1)
    let error = #expect(throws: ModelFileError.self) { try file.tensor() }
    #expect(error?.code == .unsupportedElementType)
    #expect(error?.found == "'\(type)'")
    #expect(error?.remedy?.contains("array.astype('float64')") == true)
  }

  // Single values printed by numpy.
  @Test(arguments: [
    (Fixture.sileroHidden, [773, 128], 1000, 0.12752678730158332, -0.04879238204701426),
    (Fixture.nh3predInputs, [240, 119], 1000, 0.33427831530570984, 3.16483473777771),
  ])
  func readRealInputs(
    path: String, shape: [Int], position: Int, value: Double, last: Double
  ) throws {
    let tensor = try NumPyFile(contentsOf: path).tensor()
    #expect(tensor.shape == shape)
    #expect(tensor.values[position] == value)
    #expect(tensor.values.last == last)
  }

  @Test(arguments: [Fixture.sileroHidden, Fixture.sileroInputs, Fixture.nh3predInputs])
  func writeWhatNumPyWrote(path: String) throws {
    let tensor = try NumPyFile(contentsOf: path).tensor()
    let copy = folder.file("copy.npy")
    try NumPyFile.write(shape: tensor.shape, values: tensor.values, to: copy)
    #expect(try FileDigest.sha256(of: copy) == FileDigest.sha256(of: path))
  }

  @Test(arguments: [
    (NumPyBytes.scalar, [], [2.5]), (NumPyBytes.empty, [0, 3], []),
    (NumPyBytes.vector, [2], [1.5, -2]),
    (NumPyBytes.matrices[0].base64, [2, 3], [-0.5, -0.25, 0, 0.25, 0.5, 0.75]),
    (NumPyBytes.padded, Array(repeating: 1, count: 36), [0]),
  ])
  func writeAnyRankAsNumPyDoes(base64: String, shape: [Int], values: [Double]) throws {
    let path = folder.file("array.npy")
    try NumPyFile.write(shape: shape, values: values, to: path)
    #expect(try bytes(of: path) == decoded(base64))
  }

  @Test func roundTripSpecialValues() throws {
    let values = [
      -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi,
    ]
    let path = folder.file("array.npy")
    try NumPyFile.write(shape: [6], values: values, to: path)
    let read = try NumPyFile(contentsOf: path).tensor().values
    #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func roundTripManyAxes() throws {
    let shape = [Int](repeating: 1, count: 64)
    let path = folder.file("array.npy")
    try NumPyFile.write(shape: shape, values: [7], to: path)
    #expect(try bytes(of: path).count.isMultiple(of: 64) == false)
    #expect(try bytes(of: path).count % 64 == 8)
    #expect(
      try NumPyFile(contentsOf: path).tensor() == Tensor(path: path, shape: shape, values: [7]))
  }

  @Test func matrixLargerThanTheBuffers() throws {
    let values = (0..<300_000).map { number in Double(number) / 7 }
    let path = folder.file("array.npy")
    try NumPyFile.write(shape: [3000, 100], values: values, to: path)
    #expect(try NumPyFile(contentsOf: path).tensor().values == values)
  }
}
