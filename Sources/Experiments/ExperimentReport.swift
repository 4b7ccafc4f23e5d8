public import SpectraExport

/// What an experiment found.
public struct ExperimentReport: Sendable {
  /// A part of the claim with the numbers that were measured, or a remark on them.
  public struct Finding: Sendable, Equatable {
    /// In words, with the numbers.
    public let statement: String
    /// Whether the numbers bear it out; nil for a remark, which claims nothing, and for what was not tested.
    public let holds: Bool?
    /// Whether it names a part of the claim that the settings do not test.
    public let isUntested: Bool

    private init(_ statement: String, holds: Bool?, isUntested: Bool) {
      self.statement = statement
      self.holds = holds
      self.isUntested = isUntested
    }

    init(_ statement: String, holds: Bool) {
      self.init(statement, holds: holds, isUntested: false)
    }

    static func remark(_ statement: String) -> Finding {
      Finding(statement, holds: nil, isUntested: false)
    }

    static func untested(_ statement: String) -> Finding {
      Finding(statement, holds: nil, isUntested: true)
    }
  }

  /// In the order of the claim.
  public let findings: [Finding]
  /// The numbers, for a CSV file.
  public let table: DataTable
  /// The numbers, drawn.
  public let chart: LineChart

  /// Whether the numbers bear out all that was tested.
  public var holds: Bool { findings.allSatisfy { $0.holds ?? true } }

  /// Whether no part of the claim is left untested.
  public var isComplete: Bool { !findings.contains(where: \.isUntested) }
}

/// What a run of an experiment measured, and what is said and shown of it.
protocol Measurements {
  var findings: [ExperimentReport.Finding] { get }
  var table: DataTable { get }
  var chart: LineChart { get }
}

extension ExperimentReport {
  init(_ measurements: some Measurements) {
    self.init(
      findings: measurements.findings, table: measurements.table, chart: measurements.chart)
  }
}
