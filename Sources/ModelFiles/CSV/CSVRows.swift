/// Collects the rows of a table of numbers, and the first thing wrong with them.
struct CSVRows {
  let path: String

  /// The line that the row begins on, from 1.
  private var line = 1

  private var values: [Double] = []
  private var rowCount = 0
  private var columnCount: Int?
  /// The first line, where it was taken for the names of the columns.
  private var header: [String]?
  private var emptyLine: Int?
  /// The first line, where it counts the columns from 0 as pandas names them.
  private var columnNumbers: [String]?
  /// Of each column whether numbers behind it are written as whole ones, and whether as others.
  private var writings: [(whole: Bool, other: Bool)] = []
  private var failure: ModelFileError?

  init(path: String) {
    self.path = path
  }

  /// Takes the fields of the next row, which begins on line `line`; after the first error, rows are
  /// passed over.
  mutating func append(_ fields: [String], line: Int) {
    guard failure == nil else { return }
    self.line = line
    do {
      try take(fields)
    } catch {
      failure = error
    }
  }

  /// The matrix of all rows, or the first error.
  func tensor() throws(ModelFileError) -> Tensor {
    if let failure { throw failure }
    guard rowCount > 0, let columnCount else {
      guard let header else {
        throw ModelFileError(.emptySequence, path: path, expected: "at least one row of numbers")
      }
      throw malformed(
        "\"\(Self.shown(header.joined(separator: ",")))\" and nothing after it", "a row of numbers",
        remedy: header.lazy.compactMap(Self.remedy).first
          ?? "The first line was taken for the names of the columns.")
    }
    // pandas writes all numbers of a column alike; whole ones in one or two columns may be codes of symbols.
    if let columnNumbers, !writings.contains(where: { $0.whole && $0.other }),
      columnNumbers.count > 2 || writings.contains(where: \.other)
    {
      throw malformed(
        "\"\(Self.shown(columnNumbers.joined(separator: ",")))\" in line 1",
        "a row of numbers, not the numbers of the columns",
        remedy:
          "In pandas leave them out: to_csv(path, index=False, header=False). If it is a step,"
          + " write it with points: \(columnNumbers.map { $0 + ".0" }.joined(separator: ",")).")
    }
    return Tensor(path: path, shape: [rowCount, columnCount], values: values)
  }

  private mutating func take(_ fields: [String]) throws(ModelFileError) {
    let fields = fields.map { field in field.trimmingBlanks }
    if fields == [""] {
      emptyLine = emptyLine ?? line
      return
    }
    // Empty lines at the end are nothing; a row behind one would have lost its place.
    if let emptyLine { throw malformed("line \(emptyLine) is empty", "a row") }
    let numbers = fields.map(Double.init)
    if columnCount == nil, numbers.allSatisfy({ $0 == nil }), fields.contains(where: Self.isName) {
      columnCount = fields.count
      header = fields
      return
    }
    guard columnCount == nil || columnCount == fields.count else {
      throw ModelFileError(
        .wrongShape, path: path, expected: "\(columnCount ?? 0) columns as in the first line",
        found: "\(fields.count) in line \(line)")
    }
    columnCount = fields.count
    if rowCount == 0, header == nil, fields == fields.indices.map(String.init) {
      columnNumbers = fields
      writings = fields.map { _ in (false, false) }
    } else if columnNumbers != nil {
      for (column, field) in fields.enumerated() {
        if Int(field) == nil {
          writings[column].other = true
        } else {
          writings[column].whole = true
        }
      }
    }
    for (column, number) in numbers.enumerated() {
      guard let number else { throw notANumber(fields[column], column: column) }
      values.append(number)
    }
    rowCount += 1
  }

  private func notANumber(_ field: String, column: Int) -> ModelFileError {
    let place = "line \(line), column \(column + 1)"
    guard !field.isEmpty else { return malformed("nothing in \(place)", "a number") }
    return malformed(
      "\"\(Self.shown(field))\" in \(place)", "a number",
      remedy: Self.remedy(for: field)
        ?? (rowCount == 0 && line == 1
          ? "If line 1 holds names, give every column one that is not a number." : nil))
  }

  /// Whether a field can be the name of a column: it has letters, and is no damaged number or missing value.
  private static func isName(_ field: String) -> Bool {
    let letters = field.lowercased().filter(\.isLetter)
    let mayBeNumber = letters.allSatisfy { $0 == "e" } && field.contains(where: \.isNumber)
    return !letters.isEmpty && !mayBeNumber && !["na", "none", "null"].contains(letters)
  }

  private static func shown(_ text: String) -> String {
    text.count > 40 ? text.prefix(40) + "…" : text
  }

  private static func remedy(for field: String) -> String? {
    let parts = field.split(whereSeparator: \.isWhitespace)
    if parts.count > 1, parts.allSatisfy({ Double($0) != nil }) {
      return "Separate the numbers with commas: numpy.savetxt(path, array, delimiter=',')."
    }
    return field.contains(";") || Double(field.replacing(",", with: ".")) != nil
      ? "Write decimal points, not commas." : nil
  }

  private func malformed(
    _ found: String, _ expected: String, remedy: String? = nil
  ) -> ModelFileError {
    ModelFileError(.malformedText, path: path, expected: expected, found: found, remedy: remedy)
  }
}

extension String {
  /// The text without spaces and tabs at either end.
  fileprivate var trimmingBlanks: String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    guard first.map(isBlank) == true || last.map(isBlank) == true else { return self }
    let text = drop(while: isBlank)
    guard let end = text.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(text[...end])
  }
}
