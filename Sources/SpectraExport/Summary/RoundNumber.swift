/// The numbers of which tables show rows where there are many.
enum RoundNumber {
  /// Whether `number` is one of 1, 2, 5, 10, 20, 50, …
  static func isRound(_ number: Int) -> Bool {
    var leading = number
    while leading >= 10 && leading % 10 == 0 { leading /= 10 }
    return [1, 2, 5].contains(leading)
  }
}
