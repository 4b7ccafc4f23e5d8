import Foundation
import TestSupport

/// Small networks as safetensors, whole or with something wrong in them.
struct Weights {
  struct Entry {
    var type = "F64"
    var shape: [Int]
    var values: [Double]
    /// In place of the true ones.
    var offsets: (Int, Int)?
  }

  /// In the order of the file.
  private(set) var names: [String] = []
  private var entries: [String: Entry] = [:]

  subscript(_ name: String) -> Entry? {
    get { entries[name] }
    set {
      if entries[name] == nil { names.append(name) }
      if newValue == nil { names.removeAll { $0 == name } }
      entries[name] = newValue
    }
  }

  /// A layer with 2 inputs and 3 units unless said otherwise, its weights small and all different.
  mutating func add(
    gates: Int, inputs: Int = 2, units: Int = 3, prefix: String = "", suffix: String = "_l0"
  ) {
    let rows = gates * units
    func values(_ count: Int, _ phase: Double) -> [Double] {
      (0..<count).map { 0.5 * sin(phase + 0.7 * Double($0 * $0)) }
    }
    let shapes = [
      ("weight_ih", [rows, inputs]), ("weight_hh", [rows, units]), ("bias_ih", [rows]),
      ("bias_hh", [rows]),
    ]
    for (index, (name, shape)) in shapes.enumerated() {
      self[prefix + name + suffix] = Entry(
        shape: shape, values: values(shape.reduce(1, *), Double(index)))
    }
  }

  static var lstm: Weights {
    var weights = Weights()
    weights.add(gates: 4)
    return weights
  }

  /// One unit whose forget and output gates are e^-1000, with one input.
  static var closed: Weights {
    var weights = Weights()
    for name in ["weight_ih_l0", "weight_hh_l0"] {
      weights[name] = Entry(shape: [4, 1], values: [0, 0, 0, 0])
    }
    weights["bias_ih_l0"] = Entry(shape: [4], values: [0, -1000, 1, -1000])
    weights["bias_hh_l0"] = Entry(shape: [4], values: [0, 0, 0, 0])
    return weights
  }

  /// Three units projected to two.
  static var projected: Weights {
    var weights = Weights.lstm
    weights["weight_hh_l0"] = .init(
      shape: [12, 2], values: (0..<24).map { 0.5 * cos(0.3 + 0.7 * Double($0)) })
    weights["weight_hr_l0"] = .init(
      shape: [2, 3], values: (0..<6).map { 0.8 * cos(1.1 * Double($0)) })
    return weights
  }

  static var rnn: Weights {
    var weights = Weights()
    weights.add(gates: 1)
    return weights
  }

  static var gru: Weights {
    var weights = Weights()
    weights.add(gates: 3)
    return weights
  }

  var bytes: [UInt8] {
    var data: [UInt8] = []
    var items: [String] = []
    for name in names {
      guard let entry = entries[name] else { continue }
      let begin = data.count
      for value in entry.values { data += littleEndian(value.bitPattern) }
      let (first, last) = entry.offsets ?? (begin, data.count)
      items.append(
        "\"\(name)\":" + SafetensorsBytes.entry(entry.type, entry.shape, first, last))
    }
    return SafetensorsBytes.file(header: "{" + items.joined(separator: ",") + "}", data: data)
  }
}
