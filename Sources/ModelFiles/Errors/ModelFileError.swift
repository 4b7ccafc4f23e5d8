/// What is wrong with a file of weights, inputs or results, and what to do about it.
///
/// `description` is one sentence for a person:
///
///     model.safetensors: tensor weight_hh_l0: wrong shape: expected [512, 128], found [512, 64].
///
/// Programs look at ``code`` and the other fields instead of taking the sentence apart.
public struct ModelFileError: Error, Sendable, Equatable {
  /// What kind of thing went wrong.
  public let code: Code

  /// The file, as the caller named it.
  public let path: String

  /// The tensor concerned, where the file holds several.
  public let tensor: String?

  /// What the file should have held.
  public let expected: String?

  /// What it holds, or why the system refused.
  public let found: String?

  /// What the user can do, as a sentence.
  public let remedy: String?

  /// An error at the file `path`; see the properties of the same names.
  public init(
    _ code: Code, path: String, tensor: String? = nil, expected: String? = nil,
    found: String? = nil, remedy: String? = nil
  ) {
    self.code = code
    self.path = path
    self.tensor = tensor
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }

  /// For a file whose bytes are not those that were once written.
  static let damagedRemedy = "Copy, download or save the file again."
}

extension ModelFileError: CustomStringConvertible {
  /// The error as one line of text; control characters out of a file are written as escapes.
  public var description: String {
    var sentence = "\(path): "
    if let tensor { sentence += "tensor \(tensor): " }
    sentence += code.description
    switch (expected, found) {
    case (let expected?, let found?): sentence += ": expected \(expected), found \(found)"
    case (let expected?, nil): sentence += ": expected \(expected)"
    case (nil, let found?): sentence += ": \(found)"
    case (nil, nil): break
    }
    sentence += "."
    if let remedy { sentence += " \(remedy)" }
    return sentence.escapingControls()
  }
}
