import Foundation

/// Files that tests read.
public enum Fixture {
  /// The path of a file in `Fixtures`.
  public static func path(_ name: String) -> String {
    Bundle.module.resourceURL!.appendingPathComponent("Fixtures/\(name)").path
  }
}
