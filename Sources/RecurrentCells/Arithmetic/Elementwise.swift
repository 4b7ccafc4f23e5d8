import DenseLinearAlgebra

/// f of each value, in a loop that the compiler makes registers of.
@inline(__always)
func elementwise<Scalar: LinearAlgebraScalar>(
  _ values: ArraySlice<Scalar>, _ function: (Scalar) -> Scalar
) -> [Scalar] {
  var results = [Scalar](repeating: 0, count: values.count)
  var targets = results.mutableSpan
  let sources = values.span
  for i in 0..<sources.count { targets[i] = function(sources[i]) }
  return results
}

/// f of each pair of values.
@inline(__always)
func elementwise<Scalar: LinearAlgebraScalar>(
  _ left: ArraySlice<Scalar>, _ right: [Scalar], _ function: (Scalar, Scalar) -> Scalar
) -> [Scalar] {
  precondition(left.count == right.count, "\(left.count) and \(right.count) values")
  var results = [Scalar](repeating: 0, count: left.count)
  var targets = results.mutableSpan
  let (firsts, seconds) = (left.span, right.span)
  for i in 0..<firsts.count { targets[i] = function(firsts[i], seconds[i]) }
  return results
}
