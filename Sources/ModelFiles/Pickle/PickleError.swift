/// Why a pickle is not read.
enum PickleError: Error, Equatable {
  /// The program ends within an instruction, or without a result.
  case truncated(byte: Int)

  /// An instruction that is not understood, or that finds not what it needs.
  case malformed(byte: Int, String)

  /// A function that no file of numbers needs and that could do harm.
  case forbidden(PickleGlobal)

  /// More values than a file of weights has.
  case tooManyValues(limit: Int)
}
