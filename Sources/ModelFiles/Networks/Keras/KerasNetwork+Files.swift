#if HDF5
  import Foundation

  extension KerasNetwork<HDF5File> {
    /// The layers of a file of Keras in HDF5: a whole model, or weights alone.
    init(_ file: HDF5File) throws(ModelFileError) {
      guard let text = try file.attribute("model_config") else {
        self.init(file, configuration: nil)
        return
      }
      let model = try JSONValue(keras: Data(text.utf8), named: "model_config", path: file.path)
      self.init(
        file,
        configuration: KerasConfiguration(model, version: try file.attribute("keras_version")))
    }

    /// The layers of a `.keras` file.
    init(archive path: String) throws(ModelFileError) {
      let archive = try ZipArchive(contentsOf: path)
      func contents(_ name: String) throws(ModelFileError) -> Data {
        guard let member = archive.member(named: name) else {
          throw ModelFileError(
            .malformedHeader, path: path, expected: "\(name) in the archive of a Keras model",
            found: archive.members.prefix(8).map(\.name).joined(separator: ", "),
            remedy: "Save it again: model.save('model.keras').")
        }
        return try archive.contents(of: member)
      }
      let model = try JSONValue(keras: contents("config.json"), named: "config.json", path: path)
      let metadata = try JSONValue(
        keras: contents("metadata.json"), named: "metadata.json", path: path)
      self.init(
        try HDF5File(contents("model.weights.h5"), path: path),
        configuration: KerasConfiguration(model, version: metadata["keras_version"]?.string))
    }
  }

  extension JSONValue {
    fileprivate init(keras text: Data, named name: String, path: String) throws(ModelFileError) {
      guard let value = JSONValue(python: text) else {
        throw ModelFileError(
          .malformedHeader, path: path, expected: "JSON in \(name)",
          found: "something else", remedy: ModelFileError.damagedRemedy)
      }
      self = value
    }
  }
#endif
