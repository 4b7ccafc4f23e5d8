import Foundation

/// What a terminal says of itself.
package enum Terminal {
  /// How many columns it has; nil for a descriptor that leads to none, and where it does not say.
  package static func columnCount(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }
}
