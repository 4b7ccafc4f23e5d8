import ModelFiles
import Testing

@Suite struct ModelFileErrorTests {
  @Test func sayAllInOneSentenceAndTheRemedyInAnother() {
    let error = ModelFileError(
      .wrongShape, path: "m.safetensors", tensor: "w", expected: "[2, 3]", found: "[3, 2]",
      remedy: "Transpose it.")
    #expect(
      error.description
        == "m.safetensors: tensor w: wrong shape: expected [2, 3], found [3, 2]. Transpose it.")
  }

  @Test(arguments: [
    (ModelFileError(.noSuchFile, path: "x"), "x: no such file."),
    (ModelFileError(.notReadable, path: "x", found: "why"), "x: cannot be read: why."),
    (
      ModelFileError(.truncated, path: "x", expected: "8 bytes"),
      "x: is cut short: expected 8 bytes."
    ),
  ])
  func leaveOutWhatIsNotKnown(error: ModelFileError, sentence: String) {
    #expect(error.description == sentence)
  }

  @Test func writeControlCharactersAsEscapes() {
    let error = ModelFileError(.missingTensor, path: "é", tensor: "a\n\u{1B}[2J")
    #expect(error.description == #"é: tensor a\n\u{1B}[2J: is not in the file."#)
  }

  @Test func namesForASentence() {
    let names = "abcdefghij".map { String($0) }
    #expect(names.prefix(8).map { $0 }.listed == "a, b, c, d, e, f, g, h")
    #expect(names.listed == "a, b, c, d, e, f, g, h and 2 more")
    #expect([].listed == "")
  }
}
