extension String {
  /// As one word of a POSIX shell, between quotes.
  var shellQuoted: String { "'" + replacing("'", with: #"'\''"#) + "'" }
}
