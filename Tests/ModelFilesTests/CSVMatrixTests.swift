import ModelFiles
import Testing

@Suite struct CSVMatrixTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func read(_ text: String) throws -> Tensor {
    try CSVMatrix.read(folder.file("table.csv", holding: text))
  }

  @Test(arguments: [
    "1,2.5,-3e-2\n0.1,+5,1E6\n",
    "1,2.5,-3e-2\n0.1,+5,1E6",
    "1,2.5,-3e-2\r\n0.1,+5,1E6\r\n",
    "a,b,c\n1,2.5,-3e-2\n0.1,+5,1E6\n",
    "\"a\nb\",\"b,\"\"c\",c\n1,2.5,-3e-2\n0.1,+5,1E6\n",
    "1, 2.5 ,\t-3e-2 \n 0.1,+5,1E6\n",
    "\"1\",\"2.5\",\"-3e-2\"\n0.1,\"+5\",1E6\n",
    "1;2.5;-3e-2\n0.1;+5;1E6\n",
    "1\t2.5\t-3e-2\n0.1\t+5\t1E6\n",
    "\u{FEFF}1,2.5,-3e-2\n0.1,+5,1E6\n",
    "# a,# b,# c\n1,2.5,-3e-2\n0.1,+5,1E6\n\n\n",
    "e,,e2x\n1,2.5,-3e-2\n0.1,+5,1E6\n",
  ])
  func readEachSpelling(text: String) throws {
    let tensor = try read(text)
    #expect(tensor.shape == [2, 3])
    #expect(tensor.values == [1, 2.5, -0.03, 0.1, 5, 1_000_000])
    #expect(tensor.name == nil)
  }

  @Test func readOneColumnAndOneRow() throws {
    #expect(try read("x\n1\n2\n").shape == [2, 1])
    #expect(try read("1,2").shape == [1, 2])
  }

  @Test func leaveNonFiniteValuesToTheCaller() throws {
    let tensor = try read("1,nan\n-inf,2\n")
    #expect(tensor.values[1].isNaN)
    #expect(tensor.values[2] == -.infinity)
    let error = #expect(throws: ModelFileError.self) {
      try tensor.requireFinite(firstAxis: "step")
    }
    #expect(error?.found == "nan at step 1, index [0, 1], the first of 2")
  }

  @Test func roundTripEveryDigit() throws {
    let values = [
      0.1, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0x1.fffffffffffffp-3, 1.0 / 3,
    ]
    let text = values.map { value in "\(value)" }.joined(separator: ",")
    #expect(try read(text).values.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test(arguments: [
    ("1,2\n3,x\n", "\"x\" in line 2, column 2"),
    ("a,b\n1,2\n3,\n", "nothing in line 3, column 2"),
    ("a,b\n1,2\n3,", "nothing in line 3, column 2"),
    ("1,2\n\n3,4\n", "line 2 is empty"),
    ("1,2,3\n4,5,6\n7,8,0,5x\n", nil),
    ("1,x\n2,3\n", "\"x\" in line 1, column 2"),
    (",0,1\n0,2,3\n", "nothing in line 1, column 1"),
    (",,\n1,2,3\n4,5,6\n", "nothing in line 1, column 1"),
    ("NA,NA\n1,2\n", "\"NA\" in line 1, column 1"),
    ("None,null\n1,2\n", "\"None\" in line 1, column 1"),
    ("\"1,5\",\"2,5\"\n1,2\n", "\"1,5\" in line 1, column 1"),
    ("1.2.3,4e5e\n1,2\n", "\"1.2.3\" in line 1, column 1"),
    ("\"a\nb\",c\n1,x\n", "\"x\" in line 3, column 2"),
    ("1,2\n3,\"4\"x\n", "line 2: text behind a closing quotation mark"),
    ("1,2\n3,\"4", nil),
    ("1,2\n3,0,5\n", nil),
  ])
  func nameLineAndColumn(text: String, found: String?) throws {
    let error = #expect(throws: ModelFileError.self) { try read(text) }
    if let found {
      #expect(error?.code == .malformedText)
      #expect(error?.found == found)
    } else {
      #expect(error?.code == .malformedText || error?.code == .wrongShape)
    }
  }

  @Test(arguments: [
    ("1,2\n3\n", "2 columns as in the first line", "1 in line 2"),
    ("1,2\n3,4,5\n", "2 columns as in the first line", "3 in line 2"),
    ("a,b,c\n1,2\n", "3 columns as in the first line", "2 in line 2"),
    ("1,2\n3,4,\n", "2 columns as in the first line", "3 in line 2"),
  ])
  func refuseRaggedRows(text: String, expected: String, found: String) throws {
    let error = #expect(throws: ModelFileError.self) { try read(text) }
    #expect(error?.code == .wrongShape)
    #expect(error?.expected == expected)
    #expect(error?.found == found)
  }

  @Test(arguments: ["", "\n", "  \n"])
  func refuseTablesWithoutNumbers(text: String) throws {
    let error = #expect(throws: ModelFileError.self) { try read(text) }
    #expect(error?.code == .emptySequence)
  }

  @Test(arguments: ["a,b\n", "a,b", "\na,b\n"])
  func refuseAHeaderAlone(text: String) throws {
    let error = #expect(throws: ModelFileError.self) { try read(text) }
    #expect(error?.code == .malformedText)
    #expect(text.hasPrefix("\n") || error?.found == "\"a,b\" and nothing after it")
    #expect(text.hasPrefix("\n") || error?.remedy?.contains("names of the columns") == true)
  }

  @Test func explainSpacesAndDecimalCommas() throws {
    let spaces = #expect(throws: ModelFileError.self) { try read("1.0 2.0\n3.0 4.0\n") }
    #expect(spaces?.remedy?.contains("delimiter=','") == true)
    let line = #expect(throws: ModelFileError.self) { try read("1.0 2.0") }
    #expect(line?.remedy?.contains("delimiter=','") == true)
    let commas = #expect(throws: ModelFileError.self) { try read("1;2\n\"0,5\";3\n") }
    #expect(commas?.remedy == "Write decimal points, not commas.")
    let both = #expect(throws: ModelFileError.self) { try read("1,5;2,5\n0,5;3,5\n") }
    #expect(both?.remedy == "Write decimal points, not commas.")
  }

  /// pandas names columns 0, 1, 2 where they have no names.
  @Test(arguments: [
    "0,1,2\n0.5,1.5,2.5\n", "0,1,2\n3,4,5\n", "0,1\n0.5,1.5\n", "0,1\n1,1.5\n0,2.5\n",
    "0\n0.25\n0.5\n", "0;1;2\n",
  ])
  func refuseNumbersOfColumns(text: String) throws {
    let error = #expect(throws: ModelFileError.self) { try read(text) }
    #expect(error?.code == .malformedText)
    #expect(error?.found?.hasSuffix("in line 1") == true)
    #expect(error?.remedy?.contains("header=False") == true)
  }

  @Test(arguments: [
    "0.0,1.0,2.0\n0.5,1.5,2.5\n", "0,1\n1,0\n", "0\n1\n", "0,1,3\n0.5,1.5,2.5\n",
    "0\n1\n0.5\n", "0\n1e5\n2\n", "0,1\n0.5,0.25\n1,2\n", "0,1,2\n0.5,4,5\n1,7,8\n",
    "a,b,c\n0,1,2\n0.5,1,2\n",
  ])
  func readNumbersThatCountNoColumns(text: String) throws {
    #expect(try read(text).values.prefix(1) == [0])
  }

  @Test func refuseOtherEncodings() throws {
    let path = try folder.file(holding: [0x31, 0x2C, 0xE9, 0x0A])
    let error = #expect(throws: ModelFileError.self) { try CSVMatrix.read(path) }
    #expect(error?.code == .malformedText)
    #expect(error?.expected == "text in UTF-8")
    #expect(error?.found == "byte 0xE9 in line 1, at offset 2")
    #expect(error?.remedy?.contains("iconv -f latin1") == true)
  }
}
