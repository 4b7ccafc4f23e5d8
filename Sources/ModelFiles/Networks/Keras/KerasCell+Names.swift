extension KerasCell {
  /// What tells the layer from others where no configuration names it: in older files the group of the
  /// outermost layer, in those of Keras 3 the path without what every layer has in it.
  var layerName: String {
    if !kernel.name.hasSuffix("/vars/0") {
      return components.first { $0 != "model_weights" }.map(String.init) ?? ""
    }
    let known: Set<Substring> = ["layers", "cell", "forward_layer", "backward_layer"]
    return components.filter { !known.contains($0) }.joined(separator: "/")
  }
}

extension KerasLayer {
  /// Which of the cells have the weights of this layer: one, if the file is right.
  func indices(in cells: [KerasCell]) -> [Int] {
    let own = cells.indices.filter {
      cells[$0].group == group || cells[$0].group.hasPrefix(group + "/")
    }
    if !own.isEmpty { return own }
    // Older files have a group for each layer of the outermost model, and names of all parts inside.
    let outer = "model_weights/\(names[0])/"
    var candidates = cells.indices.filter { (cells[$0].group + "/").hasPrefix(outer) }
    if let direction {
      candidates = candidates.filter { index in
        cells[index].components.contains { $0.hasPrefix(direction + "_") || $0 == ownName?[...] }
      }
    }
    for name in names.dropFirst().reversed() where candidates.count > 1 {
      let fitting = candidates.filter { cells[$0].components.contains(name[...]) }
      if !fitting.isEmpty { candidates = fitting }
    }
    if !isRecurrent {
      candidates = candidates.filter { cells[$0].components.contains(names[names.count - 1][...]) }
    }
    return candidates
  }
}
