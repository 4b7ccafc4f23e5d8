/// A picture that could not be drawn.
public struct PlotError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Code: Sendable, Equatable {
    /// gnuplot is not installed.
    case plottingToolMissing
    /// gnuplot ended with an error.
    case plottingToolFailed
    /// The name of the picture ends neither in .svg nor in .png.
    case unknownFormat
    /// A single number, or no norm at all.
    case nothingToDraw
  }

  public let code: Code
  public let description: String
}
