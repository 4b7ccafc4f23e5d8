public import SpectraExport

/// What an experiment found.
public struct ExperimentReport: Sendable {
  /// A part of the claim with the numbers that were measured.
  public struct Finding: Sendable, Equatable {
    public let statement: String
    /// Whether the numbers bear it out.
    public let holds: Bool

    init(_ statement: String, holds: Bool) {
      self.statement = statement
      self.holds = holds
    }
  }

  public let findings: [Finding]
  /// The numbers, for a CSV file.
  public let table: DataTable
  public let chart: LineChart

  /// Whether all findings do.
  public var holds: Bool { findings.allSatisfy(\.holds) }
}
