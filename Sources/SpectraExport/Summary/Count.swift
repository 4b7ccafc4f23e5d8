/// Numbers of things, for people.
public enum Count {
  /// Such as `1 unit`, `2 units`.
  public static func text(_ count: Int, _ thing: String) -> String {
    "\(count) \(thing)\(count == 1 ? "" : "s")"
  }
}
