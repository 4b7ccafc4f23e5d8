import RecurrentJacobians

/// What the singular values of rows, their norms or Lyapunov exponents are right to, taken as they come.
struct Accuracy {
  private(set) var rowCount = 0
  /// The largest bound of the values that are resolved; nil if there are none.
  private(set) var bound: Double?
  /// Singular values, norms without them, or exponents, that are rounding noise or not known.
  private(set) var unresolvedCount = 0
  /// All others, and those of them that are as exact as is aimed at in double precision.
  private var resolvedCount = 0
  private var exactCount = 0
  /// For each state from 0 on an estimate of its error by rounding; of several sequences the largest.
  private var stateErrors: [Double] = []

  private static let aim = 1e-9

  mutating func take(_ row: TraceRow) {
    rowCount += 1
    bound = [bound, row.largestErrorBound].compactMap { $0 }.max()
    unresolvedCount += row.unresolvedCount
    resolvedCount += row.count(rightTo: TraceRow.resolutionLimit)
    exactCount += row.count(rightTo: Self.aim)
  }

  /// Takes the errors of the states, from 0 to the last that is looked at.
  mutating func take(stateErrors errors: some Collection<Double>) {
    stateErrors += Array(repeating: 0, count: max(errors.count - stateErrors.count, 0))
    for (state, error) in errors.enumerated() {
      stateErrors[state] = max(stateErrors[state], error)
    }
  }

  /// The largest error of a state; nil where they were not looked at.
  var largestStateError: Double? { stateErrors.max() }

  /// Takes a row of a ledger: its norms.
  mutating func take(_ row: LedgerRow) {
    take(norms: [row.logSpectralNorm] + row.entries.map(\.logNorm))
  }

  /// Takes norms, nil where they are not known.
  mutating func take(norms: [Double?]) {
    rowCount += 1
    unresolvedCount += norms.count { $0 == nil }
  }

  /// How many values are as exact as is aimed at, where not all are.
  private var exactShare: String {
    guard exactCount > 0, exactCount < resolvedCount else { return "" }
    // Rounded down: not all are.
    let permille = exactCount * 1000 / resolvedCount
    return ", \(permille / 10).\(permille % 10)% of them to \(ScientificNumber.text(Self.aim))"
  }

  /// Takes the exponents of a spectrum.
  mutating func take(_ spectrum: LyapunovSpectrum) {
    let resolved = spectrum.exponents.indices.filter(spectrum.isResolved)
    rowCount += spectrum.exponents.count
    bound = ([bound] + resolved.map { spectrum.roundingErrors[$0] }).compactMap { $0 }.max()
    unresolvedCount += spectrum.exponents.count - resolved.count
  }

  /// What values are called, in messages.
  struct Words {
    /// One that is not resolved, and several.
    let one: String
    let several: String
    /// Why in double precision.
    var reason = "rounding noise by their bounds, or below the exponent range"
    /// What is said of every other before its bound.
    let other: String

    static let singularValues = Words(
      one: "singular value is", several: "singular values are", other: "ln σ is right to")
    static let largest = Words(
      one: "value of σ₁ is", several: "values of σ₁ are",
      other: "ln σ₁ is right to")
    static let exponents = Words(
      one: "exponent is", several: "exponents are",
      other: "exponent of this orbit is off by rounding by at most")
    static let norms = Words(
      one: "norm is", several: "norms are",
      reason: "rounding noise, or below the exponent range, and not known",
      other: "ln of a norm is right to")
  }

  /// Says it on standard error.
  func show(_ precision: Precision = .double, of values: Words = .singularValues) {
    if unresolvedCount > 0 {
      let reason =
        switch precision {
        case .double: values.reason
        case .single: "rounding noise of single precision (--precision double resolves more)"
        }
      StandardError.write(
        "\(unresolvedCount) \(unresolvedCount == 1 ? values.one : values.several) \(reason);"
          + " files leave them empty\n")
    }
    if let bound {
      let others = unresolvedCount > 0 ? "every other" : "every"
      StandardError.write(
        bound == 0
          ? "\(others) value is exact\n"
          : "\(others) \(values.other) \(ScientificNumber.text(bound))"
            + "\(precision == .double ? exactShare : "")\n")
    }
    showStateErrors(precision)
  }

  /// Says where rounding has changed the states themselves, to which all values and bounds refer.
  private func showStateErrors(_ precision: Precision) {
    let limit =
      switch precision {
      case .double: Self.aim
      case .single: 1000 * Double(Float.ulpOfOne)
      }
    guard let step = stateErrors.firstIndex(where: { $0 > limit }), let largest = largestStateError
    else { return }
    StandardError.write(
      "the network amplifies rounding: from step \(step) on the states as computed differ from exact ones by more than"
        + " \(ScientificNumber.text(limit)) of their size, up to \(ScientificNumber.text(largest)); values and bounds"
        + " are those of the states as computed\n")
  }
}
