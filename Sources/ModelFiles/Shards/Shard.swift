import Foundation

/// One of the files that a large model is cut into, such as `model-00001-of-00002.safetensors`.
package struct Shard {
  /// The path that the index of all of them has, such as `model.safetensors.index.json`; nil where it would name files
  /// that are not read as shards.
  private let index: String?

  /// - Returns: Nil if this is not the name of such a file.
  package init?(path: String) {
    let pattern = #/(.*)-[0-9]{5}-of-[0-9]{5}(\.[a-z]+)/#
    guard let match = path.wholeMatch(of: pattern) else { return nil }
    index =
      [".safetensors", ".bin"].contains(match.2) ? "\(match.1)\(match.2).index.json" : nil
  }

  /// What it is and what to read in its place, as part of a sentence.
  package var words: String {
    let start = "one of several files of a model: "
    guard let index else { return start + "merge them into one" }
    return FileManager.default.fileExists(atPath: index)
      ? start + "name their index, \(index)"
      : start + "name their index, which \(index) would be, or merge them into one"
  }

  var remedy: String { "This is \(words)." }
}
