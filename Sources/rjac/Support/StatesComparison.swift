import ArgumentParser
import RecurrentJacobians

/// The network beside the states that a framework computed, and where they differ, its other forms and the other
/// layers of the file.
struct StatesComparison {
  let source: NetworkSource
  /// The file of the states.
  let path: String

  /// Says whether the states are those of the network, and of which form or layer of it.
  func run() throws {
    let network = try source.load(as: Double.self)
    let states = try states(over: network.trajectory.stepCount)
    let understood = StateCheck(network, beside: states, isReversed: source.reverse)
    var checks = [understood].compactMap { $0 }
    for conventions in network.layer.kind.allConventions
    where understood != nil && conventions != understood?.conventions {
      var other = source
      other.conventions = conventions
      if let check = check(other, in: network.checkpoint, beside: states) { checks.append(check) }
    }
    if let half = understood?.half {
      print(
        "\(path) has both directions side by side; columns \(half.lowerBound + 1) to"
          + " \(half.upperBound) are those of the \(source.reverse ? "backward" : "forward") one.\n"
      )
    }
    if !checks.isEmpty { show(checks) }
    // Small states hardly tell one form from another: the nearest counts.
    let nearest = checks.filter(\.fits).min { $0.difference < $1.difference }
    if let understood, understood.fits,
      understood.difference <= 100 * max(nearest?.difference ?? 0, Double.ulpOfOne)
    {
      print(
        "\nThe states of \(path) are those of the network: differences stay below"
          + " \(ScientificNumber.given(StateCheck.limit)) of the largest state.")
      if understood.lastStep < states.rowCount {
        print(
          "Compared up to step \(understood.lastStep): the network amplifies rounding, and beyond it states computed"
            + " in single precision need not be alike.")
      }
      return
    }
    if let nearest {
      print("\nThe states of \(path) fit with \(nearest.conventions.options).")
      throw ExitCode(1)
    }
    if let found = otherLayer(of: network, beside: states) {
      print("\nThe states of \(path) are those of another layer: \(found).")
      throw ExitCode(1)
    }
    guard understood != nil else {
      let hidden = network.trajectory.hiddenStates
      throw ModelFileError(
        .wrongShape, path: path, expected: "[\(hidden.rowCount), \(hidden.columnCount)]",
        found: "[\(states.rowCount), \(states.columnCount)]",
        remedy: "Row t is the hidden state after row t of the inputs.")
    }
    if source.reverse,
      StateCheck(network, beside: states.reversedRows(), isReversed: true)?.fits ?? false
    {
      print(
        "\nThe states of \(path) are those of the network from the last step to the first: turn them round,"
          + " states[::-1].")
      throw ExitCode(1)
    }
    print(
      "\nThe states of \(path) fit no form and no layer. Check that they come from these weights and"
        + " inputs, and that state 0 was zero (else --initial-state).")
    if let closest = closest(of: checks) {
      print(
        "Nearest by far is \(closest.conventions.words): states computed in half precision differ by as much."
      )
    }
    throw ExitCode(1)
  }

  /// Those of the sequence that was run; what stands behind its steps is padding.
  private func states(over stepCount: Int) throws -> Matrix<Double> {
    guard let sequence = source.sequence else { return try Matrix(contentsOf: path) }
    let all = try InputSequences(contentsOf: path)
    let states: Matrix<Double> = try all.sequence(
      named: all.names.count > 1 ? sequence : all.names[0])
    return states.rows(Array(0..<min(stepCount, states.rowCount)))
  }

  /// What chooses the layer and the form of it that come nearest to the states; nil where none fits.
  private func otherLayer(
    of network: LoadedNetwork<Double>, beside states: Matrix<Double>
  ) -> String? {
    var nearest: (difference: Double, options: [String])?
    for layer in network.checkpoint.layers where layer != network.layer {
      var other = source
      (other.cell, other.layer) = (layer.kind, layer.index)
      (other.prefix, other.reverse) = (layer.prefix, layer.isReversed)
      let given = source.conventions == .init() ? [] : [source.conventions]
      // Of forms that come to the same, the one that needs the fewest options counts.
      for conventions in [.init()] + given + layer.kind.allConventions {
        other.conventions = conventions
        guard let check = check(other, in: network.checkpoint, beside: states), check.fits,
          check.difference < nearest?.difference ?? .infinity
        else { continue }
        nearest = (
          check.difference,
          network.checkpoint.options(selecting: layer)
            + (source.reverse && !layer.isReversed ? ["without --reverse"] : [])
            + (conventions == .init() ? [] : [conventions.options])
        )
      }
    }
    return nearest?.options.joined(separator: " ")
  }

  /// A run in another form beside the states; nil where it grows out of range or has another shape.
  private func check(
    _ source: NetworkSource, in checkpoint: Checkpoint, beside states: Matrix<Double>
  ) -> StateCheck? {
    guard let network = try? source.load(as: Double.self, in: checkpoint, isQuiet: true) else {
      return nil
    }
    return StateCheck(network, beside: states, isReversed: source.reverse)
  }

  /// The form that the states may be those of, but for rounding to half precision in every step.
  private func closest(of checks: [StateCheck]) -> StateCheck? {
    let sorted = checks.sorted { $0.difference < $1.difference }
    guard let first = sorted.first, first.difference < 30 * StateCheck.limit,
      sorted.dropFirst().allSatisfy({ $0.difference > 5 * first.difference })
    else { return nil }
    return first
  }

  private func show(_ checks: [StateCheck]) {
    var table = TextTable([("equations", .left), ("largest difference", .right), ("", .left)])
    for check in checks {
      table.append([
        check.conventions.words, ScientificNumber.text(check.difference),
        check.firstStep.map { "differs from step \($0) on" } ?? "fits",
      ])
    }
    print(table.text)
  }
}
