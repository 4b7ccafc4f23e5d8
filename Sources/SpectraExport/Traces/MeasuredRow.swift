public import JacobianSpectra
public import RecurrentCells

/// A row of measures, natural logs: norm, spectral radius, singular values.
public protocol MeasuredRow: Sendable {
  /// The columns of a CSV that say what was measured.
  static var placeColumns: [String] { get }
  /// What stands in them.
  ///
  /// - Parameter cellEdges: The edges that the cell has, for the names of edge sets.
  func place(among cellEdges: EdgeSet) -> [String]
  /// ln σ₁; nil if not asked for, and where it is rounding noise.
  var resolvedLogSpectralNorm: Double? { get }
  /// ln max|λ|; nil if not asked for, for a Jacobian that is not square, and where it is rounding noise.
  var logSpectralRadius: Double? { get }
  /// ln σ_{index + 1}; nil where there is none, or it is rounding noise.
  func resolvedLogSingularValue(at index: Int) -> Double?
}

extension MeasuredRow {
  /// ln σ₁ as norm or as the first singular value; nil if neither was asked for, and where it is rounding
  /// noise.
  var largestLog: Double? { resolvedLogSpectralNorm ?? resolvedLogSingularValue(at: 0) }
}

extension TraceRow: MeasuredRow {
  /// Quantity, edges, step and lag.
  public static var placeColumns: [String] { ["quantity", "edges", "step", "lag"] }

  /// What stands in ``placeColumns``.
  public func place(among cellEdges: EdgeSet) -> [String] {
    [quantity.rawValue, edges.name(among: cellEdges), "\(step)", "\(lag)"]
  }

  /// ln σ₁; nil if not asked for, and where it is rounding noise.
  public var resolvedLogSpectralNorm: Double? { isNormResolved ? logSpectralNorm : nil }

  /// ln σ_{index + 1}; nil where there is none, or it is rounding noise.
  public func resolvedLogSingularValue(at index: Int) -> Double? {
    index < logSingularValues.count && isResolved(index) ? logSingularValues[index] : nil
  }
}
