import ArgumentParser
import RecurrentJacobians

/// Numbers on the command line: `a,b,c`.
struct NumberList: Sendable {
  let numbers: [Double]

  init(_ numbers: [Double]) { self.numbers = numbers }

  /// - Throws: `ValidationError` that says what is wrong.
  init(_ text: String) throws {
    let example = "0.5,1,2"
    numbers = try ListItems.split(text, example: example).map { item in
      guard let number = Double(item) else {
        throw ValidationError("'\(item)' is no number; for example \(example)")
      }
      return number
    }
  }

  /// The list as it is written.
  var text: String {
    numbers.map(ScientificNumber.given).joined(separator: ",")
  }
}
