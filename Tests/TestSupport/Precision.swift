public import DenseLinearAlgebra

/// The precisions in which every numerical test runs, through one generic body.
public enum Precision: String, CaseIterable, Sendable {
  case single, double

  public var scalar: any LinearAlgebraScalar.Type {
    switch self {
    case .single: Float.self
    case .double: Double.self
    }
  }
}
