import Testing

/// Options that are refused.
@Suite struct BadArgumentTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  @Test(arguments: [
    ["--quantity", "hiden"], ["--quantity", "hidden,"], ["--edges", "carosel"],
    ["--edges", "carry,,readout"], ["--measures", "sigmas"], ["--precision", "half"],
    ["--cell", "esn"], ["--nonlinearity", "gelu"], ["--layer", "first"],
  ])
  func unknownName(arguments: [String]) throws {
    try expectRefusal(
      ["trace"] + Workplace.files + arguments, in: place.folder,
      saying: ["'\(arguments[1])'", arguments[0], "Usage"])
  }

  @Test(arguments: [
    ("5...x", "'x' is neither a number from 0 on nor end"), ("x", "'x' is neither"),
    ("1,", "one side of a comma"), ("1..5", "three dots"),
    ("1...", "a first and a last"), ("...5", "a first and a last"), ("1...5:0", "'0' is no stride"),
    ("1...5:-1", "'-1' is no stride"), ("1...5:2:3", "'2:3' is no stride"),
    ("5...1", "runs backwards"), ("end...1", "begins at the end"),
    ("1.5", "'1.5' is neither"), ("1...2...3", "a first and a last"),
    ("5:2", "behind a range"), ("-1", "'-1' is neither"), ("last", "'last' is neither"),
  ])
  func list(text: String, reason: String) throws {
    for option in ["--steps", "--lags"] {
      try expectRefusal(
        ["trace"] + Workplace.files + ["\(option)=\(text)"], in: place.folder,
        saying: ["'\(text)'", option, reason, "for example 10 or"])
    }
  }

  /// A minus begins a number as well as an option.
  @Test(arguments: [
    ("trace", "--steps", "'-1' is neither"), ("trace", "--lags", "'-1' is neither"),
    ("trace", "--layer", "has no such layer"), ("trace", "--from-layer", "--from-layer -1"),
    ("ledger", "--hops", "a number from 0 to 100"), ("sensitivity", "--steps", "'-1' is neither"),
    ("lyapunov", "--count", "-1 Lyapunov exponents"), ("lyapunov", "--discard", "-1 steps"),
  ])
  func negativeNumber(command: String, option: String, words: String) throws {
    try expectRefusal(
      [command] + Workplace.files + [option, "-1"], in: place.folder, saying: [words])
  }

  @Test(arguments: ["--size", "--steps", "--seed"])
  func negativeSetting(option: String) throws {
    try expectRefusal(
      ["experiment", "rnn", option, "-1"], in: place.folder,
      saying: [String(option.dropFirst(2)), "-1"])
  }

  @Test(arguments: [
    ("--quantity", "hidden,cel", "'cel' is no quantity; there are hidden, cell", "hidden,cell"),
    ("--edges", "all,carosel", "'carosel' is no edge and no set of edges", "carry,readout"),
    ("--edges", "carry,,readout", "one side of a comma", "carry,readout"),
    ("--measures", "norm,sigmas", "'sigmas' is no measure; there are sigma, norm", "sigma,norm"),
  ])
  func listOfNames(option: String, text: String, reason: String, example: String) throws {
    try place.expectRefusal(option, text, saying: reason, "for example", example)
  }

  @Test func listOfNumbers() throws {
    try expectRefusal(
      ["experiment", "rnn", "--gain", "1,x"], in: place.folder,
      saying: ["'x' is no number", "for example 0.5,1,2"])
  }

  /// A name may begin with a dash as an option does; how to write it is said, and works.
  @Test(arguments: [
    (["--csv", "-x.csv"], "If -x.csv is the value of --csv, write --csv=-x.csv.\n"),
    (["--prefix", "-a"], "If -a is the value of --prefix, write --prefix=-a.\n"),
    (["--layer", "-1", "--plot", "-x.svg"], "write --plot=-x.svg.\n"),
    (["-x.npy"], "If -x.npy is the name of a file, write ./-x.npy.\n"),
  ])
  func aDashInFront(options: [String], remedy: String) throws {
    try expectRefusal(
      ["trace", "model.safetensors"] + options, in: place.folder, saying: [remedy, "Usage"])
  }

  @Test func aDashBehindAnEqualSign() throws {
    #expect(try place.trace("--csv=-x.csv").errors.contains("wrote -x.csv\n"))
    #expect(try place.folder.names.contains("-x.csv"))
    try place.expectRefusal("--prefix=-a", saying: "a recurrent layer (prefix '-a')")
  }

  /// An option in the place of a value is no name.
  @Test func aValueThatIsMissing() throws {
    let outcome = try place.trace("--prefix", "--reverse")
    #expect(outcome.errors.contains("Missing value for '--prefix <name>'"))
    #expect(!outcome.errors.contains("write"))
  }

  /// Names of files may be any bytes, text in Swift may not.
  @Test(arguments: [
    ["trace", "model.safetensors", "$(printf 'a\\377.npy')"],
    ["trace", "model.safetensors", "inputs.npy", "--csv", "$(printf 'a\\377.csv')"],
  ])
  func namesThatAreNoText(arguments: [String]) throws {
    let before = try place.folder.names
    let outcome = try place.shell(arguments.map { "\"\($0)\"" }, "")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("rjac: a\u{FFFD}."))
    #expect(outcome.errors.contains("not UTF-8; rename the file"))
    #expect(try place.folder.names == (before + ["errors.txt"]).sorted())
  }

  @Test func aFolderWhoseNameIsNoText() throws {
    let path = try #require(Command.path)
    let outcome = try place.shell(
      ["--version"],
      """
      ; folder="$(printf 'a\\377')"; mkdir "$folder"; cd "$folder"
      '\(path)' inspect ../model.safetensors 2> ../errors.txt; status=$?
      cd ..; rmdir "$folder"; exit $status
      """)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("/a\u{FFFD}: the name of the folder that rjac is run in"))
    #expect(outcome.errors.contains("run rjac in another"))
  }

  @Test func unknownOption() throws {
    try place.expectRefusal("--quantities", "hidden", saying: "--quantities", "--quantity")
  }

  @Test(arguments: [
    ["--csv", "a.csv", "--csv", "b.csv"], ["--lags", "1", "--lags=2"], ["--reverse", "--reverse"],
  ])
  func anOptionGivenTwice(options: [String]) throws {
    try expectRefusal(
      ["trace"] + Workplace.files + options, in: place.folder,
      saying: ["rjac: \(options[0]): is given twice; give it once"])
  }

  @Test func quantitiesAndEdgesMayBeRepeated() throws {
    let outcome = try place.trace(
      "--quantity", "hidden", "--quantity", "cell", "--edges", "all", "--edges", "carry")
    #expect(outcome.status == 0)
  }

  @Test func nothingLeft() throws {
    try place.expectRefusal(
      "--steps", "3", "--lags", "4...9", saying: "no (step, lag) pair is left",
      "of lags from 4 on at steps up to 3", "the sequence has steps 1 to 10")
    try place.expectRefusal(
      "--lags", "11", "--plot", "a.svg", saying: "of lags from 11 on at steps up to 10")
  }

  @Test(arguments: [
    ("0", "0"), ("11", "11"), ("1...1000000000000", "11"), ("1...99:4", "13"), ("12...end:5", "12"),
  ])
  func stepBeyondTheSequence(steps: String, step: String) throws {
    try place.expectRefusal("--steps", steps, saying: "step \(step): ", "steps 1 to 10")
  }

  @Test func edgesThatTheCellHasNot() throws {
    try place.expectRefusal("--edges", "recurrent", saying: "edges recurrent", "forgetGate")
  }

  @Test(arguments: [
    ("outputPath", "edges outputPath (outputGate)"), ("readout", "edges readout"),
    ("carousel,forgetGate", "edges forgetGate"),
  ])
  func edgesThatAGRUHasNot(edges: String, named: String) throws {
    try Workplace(.gru).expectRefusal(
      "--edges", edges, saying: named, "choose among carry, candidate, updateGate, resetGate")
  }

  @Test func carouselOfAnRNN() throws {
    try Workplace(.rnn).expectRefusal(
      "--edges", "carousel", saying: "edges carousel (carry): choose among recurrent")
  }

  @Test(arguments: ["cell", "cellTotal", "output"])
  func quantityThatTheCellHasNot(quantity: String) throws {
    try Workplace(.rnn).expectRefusal(
      "--quantity", quantity, saying: "quantity \(quantity): choose among hidden")
  }

  @Test func nonlinearityOfAnLSTM() throws {
    try place.expectRefusal(
      "--nonlinearity", "relu", saying: "--nonlinearity relu", "only an RNN has one", "LSTM")
  }

  @Test func radiiThatNobodySees() throws {
    try place.expectRefusal("--measures", "radius", saying: "--csv or --npy")
  }
}
