import RecurrentJacobians

/// An error whose description is the whole message for the user.
protocol ReportedError: Error, CustomStringConvertible {}

extension ModelFileError: ReportedError {}
extension NetworkError: ReportedError {}
extension TraceError: ReportedError {}
extension LinearAlgebraError: ReportedError {}
extension PlotError: ReportedError {}
extension ExperimentError: ReportedError {}
