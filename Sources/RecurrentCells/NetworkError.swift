/// A network, input or state that cannot be run.
public struct NetworkError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Code: Sendable, Equatable {
    /// A weight, input or initial state has another shape than the cell needs.
    case wrongShape(expected: [Int], found: [Int])
    /// There is no step to run.
    case emptySequence
    /// A stack has no layer.
    case noLayers
    /// A value is NaN or infinite.
    case nonFinite(index: [Int])
    /// The state became NaN or infinite for the first time.
    case nonFiniteState(step: Int, unit: String)
  }

  /// What went wrong.
  public let code: Code
  /// The weight, input or state by name, such as `weight_hh`.
  public let subject: String

  /// An error in `subject`, such as the name of a weight.
  public init(_ code: Code, in subject: String) {
    self.code = code
    self.subject = subject
  }

  public var description: String {
    switch code {
    case .wrongShape(let expected, let found):
      "\(subject): expected shape \(expected), found \(found)"
    case .emptySequence:
      "\(subject): the sequence is empty; give at least one step"
    case .noLayers:
      "\(subject): there is no layer; give at least one"
    case .nonFinite(let index):
      "\(subject): the value at \(index) is NaN or infinite"
    case .nonFiniteState(let step, let unit):
      "\(subject): \(unit) became NaN or infinite at step \(step)"
        + "; look at the weights' scale and at the inputs up to that step"
    }
  }
}

extension NetworkError {
  /// Requires `found` to be the shape `expected`.
  package static func require(
    shape expected: [Int], of subject: String, found: [Int]
  ) throws(NetworkError) {
    if expected != found {
      throw NetworkError(.wrongShape(expected: expected, found: found), in: subject)
    }
  }
}
