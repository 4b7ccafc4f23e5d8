/// `precondition` for what people write by hand: Swift leaves the message of that out of release builds, and the program
/// would end without a word.
@inline(__always)
package func demand(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
