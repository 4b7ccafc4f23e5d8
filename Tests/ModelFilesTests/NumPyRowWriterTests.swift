import ModelFiles
import Testing

@Suite struct NumPyRowWriterTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: [0, 1, 9, 10, 12_345])
  func writeTheSameBytesAsAllAtOnce(rowCount: Int) throws {
    let values = (0..<3 * rowCount).map { number in Double(number) / 3 }
    let whole = folder.file("whole.npy")
    try NumPyFile.write(shape: [rowCount, 3], values: values, to: whole)

    let byRows = folder.file("rows.npy")
    var writer = try NumPyRowWriter(to: byRows, columnCount: 3)
    for row in 0..<rowCount {
      try writer.append(Array(values[3 * row..<3 * row + 3]))
    }
    #expect(writer.rowCount == rowCount)
    try writer.finish()
    #expect(try bytes(of: byRows) == bytes(of: whole))
  }

  @Test func leaveNothingWithoutFinish() throws {
    do {
      var writer = try NumPyRowWriter(to: folder.file("rows.npy"), columnCount: 2)
      try writer.append([1, 2])
      #expect(try folder.names.count <= 1)
    }
    #expect(try folder.names == [])
  }

  @Test func refuseADevice() {
    let error = #expect(throws: ModelFileError.self) {
      let writer = try NumPyRowWriter(to: "/dev/null", columnCount: 2)
      try writer.finish()
    }
    #expect(error?.code == .notWritable)
    #expect(error?.remedy == "Name a file for it.")
  }
}
