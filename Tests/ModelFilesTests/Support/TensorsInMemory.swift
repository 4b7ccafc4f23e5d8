@testable import ModelFiles

/// Named tensors without a file, filled with what `value` gives for each position.
struct TensorsInMemory: TensorFile {
  let path = "memory"
  let tensors: [TensorInfo]
  private let value: @Sendable (Int) -> Double

  init(_ shapes: [String: [Int]], value: @escaping @Sendable (Int) -> Double = Double.init) {
    tensors = shapes.map { TensorInfo(name: $0.key, elementType: .f64, shape: $0.value) }
      .sorted { $0.name < $1.name }
    self.value = value
  }

  func tensor(named name: String) throws(ModelFileError) -> Tensor {
    guard let info = info(named: name) else { throw missing(name) }
    return Tensor(
      path: path, name: name, shape: info.shape,
      values: (0..<info.shape.reduce(1, *)).map(value))
  }
}
