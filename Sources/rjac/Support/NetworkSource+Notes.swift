import RecurrentJacobians

extension NetworkSource {
  /// How the inputs were read where that is open, what else neither the options nor the files say, and what was taken.
  ///
  /// - Parameter stepCount: The steps of the longest sequence that is run.
  func notes(
    on layer: RecurrentLayer, in checkpoint: Checkpoint, over stepCount: Int,
    of sequences: InputSequences
  ) throws -> [String] {
    let isReadingOpen = sequences.names.count > 1 || !sequences.unreadArrays.isEmpty
    return (isReadingOpen ? [reading(of: sequences).escapingControls()] : [])
      + (try notes(on: layer, in: checkpoint, over: stepCount))
  }

  private func notes(
    on layer: RecurrentLayer, in checkpoint: Checkpoint, over stepCount: Int
  ) throws -> [String] {
    let below = try checkpoint.layersBelow(layer)
    var notes = [
      Shard(path: model)?.words, choice(of: layer, in: checkpoint),
      passedOver(beside: layer, in: checkpoint),
    ]
    notes += notesBelow(layer, above: below, in: checkpoint, over: stepCount)
    notes += checkpoint.doubts(on: layer).map {
      "\(checkpoint.label(of: layer)) is \($0): run as \(layer.kind.indefinite) of PyTorch, which it may not be"
        + " (rjac inspect --states checks it)"
    }
    notes += layer.assumptions(in: checkpoint.format, given: conventions).map {
      "\($0.assumption) assumed, the file does not say (\($0.option))"
    }
    if layer.assumesTanh(in: checkpoint.format) {
      notes.append("tanh assumed, the file does not say (rjac inspect --states checks it)")
    }
    notes += starts(of: layer, above: below ?? [], in: checkpoint)
    return notes.compactMap { $0.map { "\(model): \($0)".escapingControls() } }
  }

  /// What lies between the inputs and the layer and is not computed, and what is taken where the file has
  /// nothing.
  private func notesBelow(
    _ layer: RecurrentLayer, above found: [Checkpoint.Directions]?, in checkpoint: Checkpoint,
    over stepCount: Int
  ) -> [String?] {
    let all = (found ?? []).map(\.forward) + [layer]
    let lowest = all[0]
    let reads =
      found == nil ? "layers that the file lacks or has of another kind" : lowest.reads
    let others = reads == nil ? checkpoint.layersBeside(layer) : []
    let ending = all.first {
      $0.lengthsFrom != nil || $0.sequenceLengths.first.map { $0 < stepCount } ?? false
    }
    return [
      reads.map {
        "\(checkpoint.label(of: lowest)) reads \($0); INPUTS are taken for what comes from there"
      },
      all.lazy.compactMap { layer in
        layer.maskNote.map { "\(checkpoint.label(of: layer)): \($0)" }
      }.first,
      others.isEmpty
        ? nil
        : "\(checkpoint.label(of: lowest)) reads INPUTS as they are; if it stands on \(others.listed),"
          + " INPUTS are to be what comes from there",
      ending.map {
        "the model ends \(checkpoint.label(of: $0)) after \($0.lengthsInWords); here it goes on to the end of INPUTS"
      },
      all.first(where: \.lacksBiases).map {
        "no biases beside \(checkpoint.label(of: $0)): 0 taken"
      },
    ]
  }

  /// Where layers start that do not start from zeros, here or in the model.
  private func starts(
    of layer: RecurrentLayer, above below: [Checkpoint.Directions], in checkpoint: Checkpoint
  ) -> [String?] {
    func start(of layer: RecurrentLayer, remedy: String) -> String? {
      let name = checkpoint.label(of: layer)
      if checkpoint.initialState(of: layer) != nil {
        return "\(name) starts from the state in the file" + remedy
      }
      return layer.conventions.startsFrom.map {
        "the model has \(name) start from \($0); state 0 is zero here" + remedy
      }
    }
    let lower = below.map { layer in
      let states = [layer.forward, layer.backward].compactMap { $0 }.compactMap {
        start(of: $0, remedy: "")
      }
      return (name: checkpoint.label(of: layer.forward), start: states.first)
    }
    let fromZeros = lower.filter { $0.start == nil }.map(\.name)
    let own: String? =
      if initialState == nil {
        start(of: layer, remedy: " (--initial-state says else)")
      } else if fromZeros.isEmpty {
        nil
      } else {
        "--initial-state is that of \(checkpoint.label(of: layer)); those below it start from zeros: "
          + fromZeros.listed
      }
    return lower.map(\.start) + [own]
  }

  /// What might have been meant and cannot be run; nil where there is nothing such, or the prefix is said.
  private func passedOver(
    beside layer: RecurrentLayer, in checkpoint: Checkpoint
  ) -> String? {
    let others = Set(checkpoint.brokenLayers.map(\.prefix)).subtracting([layer.prefix]).sorted()
    guard prefix == nil, !others.isEmpty else { return nil }
    let names = others.map { "'\($0)'" }.listed
    return "passed over, as it cannot be run: \(names) (rjac inspect says why)"
  }

  /// Which of several layers and directions `found` is; nil where there is one, or the options say.
  private func choice(of found: RecurrentLayer, in checkpoint: Checkpoint) -> String? {
    let count = Set(checkpoint.stack(around: found).map(\.index)).count
    let isOpen = !reverse && checkpoint.isBidirectional(found)
    let parts = [
      layer == nil && (prefix == nil || prefix != found.name) && count > 1
        ? ("layer \(found.index ?? 0) of \(count)", "--layer") : nil,
      isOpen ? ("forward", "--reverse") : nil,
    ].compactMap { $0 }
    guard !parts.isEmpty else { return nil }
    let options = parts.map(\.1).joined(separator: ", ")
    return parts.map(\.0).joined(separator: ", ")
      + " (\(options) \(parts.count == 1 ? "chooses" : "choose"))"
  }

  /// How the inputs were read, with what to do where that may not be how they were meant.
  func reading(of sequences: InputSequences) -> String {
    "\(inputs): \(sequences.words)"
      + (sequences.mayHaveStepsFirst ? "; \(remedy(whereStepsAreFirst: sequences))" : "")
      + (sequences.zeroEndedCount == 0
        ? ""
        : "; \(sequences.zeroEndedCount) of them end in zeros: if that is padding, --lengths says where they end")
      + (sequences.unreadArrays.isEmpty
        ? ""
        : "; not read: \(sequences.unreadArrays.listed) (lengths of sequences are called lengths)")
      + choice(among: sequences)
  }

  /// Which sequence was meant by its number.
  private func choice(among sequences: InputSequences) -> String {
    guard let sequence, let name = sequences.name(of: sequence), name != sequence else { return "" }
    return "; number \(sequence) is \(name)"
  }

  private func remedy(whereStepsAreFirst sequences: InputSequences) -> String {
    sequences.stepCounts.allSatisfy { $0 == 1 }
      ? "one sequence of \(sequences.names.count) steps, a batch of one with the steps first, is saved as"
        + " x[:, 0]"
      : "if the array is of shape [steps, batch, inputs], PyTorch's default, swap its axes:"
        + " numpy.swapaxes(x, 0, 1)"
  }
}

extension RecurrentLayer {
  /// What becomes of steps that the model masks, and what to do; nil where it masks none.
  var maskNote: String? {
    mask.map {
      "the model skips the steps that \($0) masks; here they are steps like any other: leave them out of INPUTS"
    }
  }

  /// The lengths after which the model ends the layer.
  var lengthsInWords: String {
    (lengthsFrom.map { "as many steps as \($0) says" }
      ?? sequenceLengths.map(String.init).joined(separator: " or ") + " steps") + " (sequence_lens)"
  }
}
