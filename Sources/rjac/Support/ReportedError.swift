import RecurrentJacobians

/// An error whose description is the whole message for the user.
protocol ReportedError: Error, CustomStringConvertible {}

extension ModelFileError: ReportedError {}
extension NetworkError: ReportedError {}
extension TraceError: ReportedError {}
extension LinearAlgebraError: ReportedError {}
extension PlotError: ReportedError {}
extension ExperimentError: ReportedError {}

/// Arguments that do not go together or do not fit the network.
struct UsageError: ReportedError {
  let description: String

  init(_ description: String) { self.description = description }
}
