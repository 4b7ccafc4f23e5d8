import DenseLinearAlgebra

/// A file of weights in which recurrent layers are found, by whatever names and in whatever order
/// its framework puts them.
protocol NetworkFile: Sendable {
  /// Every tensor of the file.
  var tensors: [TensorInfo] { get }

  /// The other files that weights are in.
  var otherFiles: [String] { get }

  /// The values of a tensor.
  func tensor(named name: String) throws(ModelFileError) -> Tensor

  /// The layers, in the order in which they are listed.
  var layers: [RecurrentLayer] { get }

  /// What there is of other layers, with what is wrong.
  var brokenLayers: [BrokenLayer] { get }

  /// The tensors that by their names are no weights of PyTorch's layers.
  var strangers: [TensorInfo] { get }

  /// The weights of one of the layers, checked: shapes fit each other, every value is finite.
  func weights<Scalar: LinearAlgebraScalar>(
    of layer: RecurrentLayer, as type: Scalar.Type
  ) throws(ModelFileError) -> LayerWeights<Scalar>

  /// State 0 of one of the layers, where the file has one that is not zero.
  func initialState(of layer: RecurrentLayer) -> [Double]?

  /// Why there is no layer where one was looked for: a tensor of the wrong shape, or what names
  /// are understood.
  ///
  /// - Parameter isMeant: Whether a layer of this number, prefix and direction was looked for.
  func refusal(
    where isMeant: (_ index: Int?, _ prefix: String, _ isReversed: Bool) -> Bool
  ) -> NetworkRefusal
}

extension NetworkFile {
  /// Files that describe their layers have all of them among these.
  var brokenLayers: [BrokenLayer] { [] }

  /// Files that describe their layers say what is part of one.
  var strangers: [TensorInfo] { [] }

  /// Only a model that is a graph says where its layers start.
  func initialState(of layer: RecurrentLayer) -> [Double]? { nil }
}

/// What a file without the layer that is looked for has to say.
enum NetworkRefusal {
  /// A tensor with the right name has the shape of no cell, or is missing beside others of the layer.
  case misshapen(ModelFileError)
  /// The names that are understood.
  case unknownNames(remedy: String)
}
