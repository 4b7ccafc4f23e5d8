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

  /// What went wrong.
  public let code: Code
  /// What went wrong, in a sentence that says what to do.
  public let description: String
}

extension PlotError {
  /// Requires the program that draws pictures, before what takes long.
  ///
  /// - Parameter path: The file that a picture is for, for the message.
  /// - Throws: ``PlotError`` with the code ``Code/plottingToolMissing``.
  public static func requirePlottingTool(for path: String) throws(PlotError) {
    try Gnuplot.requireInstalled(for: path)
  }

  /// Requires more than a single number to draw.
  ///
  /// - Parameters:
  ///   - stepCount: How many steps t there are.
  ///   - lagCount: How many lags k.
  ///   - unknownCount: How many values are not known, and have no part in these.
  /// - Throws: ``PlotError`` with the code ``Code/nothingToDraw``.
  public static func requireSeveral(
    stepCount: Int, lagCount: Int, unknownCount: Int = 0
  ) throws(PlotError) {
    guard stepCount > 0 else {
      throw PlotError(
        code: .nothingToDraw,
        description: "nothing to draw: no σ₁ is known (rounding noise, or below the exponent"
          + " range), or none was asked for; add norm or sigma to the measures")
    }
    guard stepCount > 1 || lagCount > 1 else {
      throw PlotError(
        code: .nothingToDraw,
        description: unknownCount == 0
          ? "nothing to draw: one step and one lag; ask for several of either"
          : "nothing to draw: σ₁ is known at one step and one lag alone; \(unknownCount)"
            + " \(unknownCount == 1 ? "value is" : "values are") rounding noise or below the exponent range;"
            + " ask for other steps or lags")
    }
  }
}
