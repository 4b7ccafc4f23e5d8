public import Foundation

// What `localizedDescription` says is what `description` does.

extension ExperimentError: LocalizedError {
  public var errorDescription: String? { description }
}

extension LinearAlgebraError: LocalizedError {
  public var errorDescription: String? { description }
}

extension ModelFileError: LocalizedError {
  public var errorDescription: String? { description }
}

extension NetworkError: LocalizedError {
  public var errorDescription: String? { description }
}

extension PlotError: LocalizedError {
  public var errorDescription: String? { description }
}

extension TraceError: LocalizedError {
  public var errorDescription: String? { description }
}
