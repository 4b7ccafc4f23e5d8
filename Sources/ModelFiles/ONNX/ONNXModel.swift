#if ONNX
  import Foundation
  import ONNXSchema
  import SwiftProtobuf

  /// An ONNX model.
  ///
  /// - Source: "Open Neural Network Exchange Intermediate Representation",
  ///   <https://github.com/onnx/onnx/blob/main/docs/IR.md>.
  enum ONNXModel {
    /// Whether a file is an ONNX model: a message of protobuf with a graph that has nodes.
    ///
    /// - Parameter isLikely: Whether it begins as exporters begin a model.
    /// - Throws: `ModelFileError` for a file that is likely one and is none.
    static func isModel(_ path: String, isLikely: Bool) throws(ModelFileError) -> Bool {
      let contents = try InputFile.contents(of: path)
      let outline: ONNXOutline
      do throws(ModelFileError) {
        outline = try self.outline(of: contents, path: path)
      } catch {
        if isLikely { throw error }
        return false
      }
      if isLikely, outline.nodeCount == 0 {
        throw ModelFileError(
          .unknownFormat, path: path, expected: "an ONNX model, which has a graph with nodes",
          found: "a message without nodes")
      }
      return outline.nodeCount > 0
    }

    /// The graph of a model, which is read whole.
    static func graph(
      of contents: Data, path: String
    ) throws(ModelFileError) -> ONNXGraphProto {
      _ = try outline(of: contents, path: path)
      var options = BinaryDecodingOptions()
      options.discardUnknownFields = true
      do {
        return try ONNXModelProto(serializedBytes: contents, options: options).graph
      } catch {
        throw malformed(path, error)
      }
    }

    private static func outline(
      of contents: Data, path: String
    ) throws(ModelFileError) -> ONNXOutline {
      do {
        return try ONNXOutline(contents)
      } catch {
        throw malformed(path, error)
      }
    }

    private static func malformed(_ path: String, _ error: any Error) -> ModelFileError {
      switch error {
      case is ONNXOutline.TooManyParts:
        ModelFileError(
          .headerTooLarge, path: path, expected: "at most a million nodes, attributes and names",
          found: "more", remedy: "Check that this is an ONNX model.")
      case BinaryDecodingError.truncated:
        ModelFileError(
          .truncated, path: path, expected: "an ONNX model",
          found: "a message of protobuf that ends too early",
          remedy: "Copy, download or export the file again.")
      case BinaryDecodingError.messageDepthLimit:
        ModelFileError(
          .malformedHeader, path: path, expected: "an ONNX model",
          found: "graphs nested more than 30 deep")
      default:
        ModelFileError(
          .malformedHeader, path: path, expected: "an ONNX model",
          found: "no message of protobuf with the fields of ONNX",
          remedy: "Copy, download or export the file again.")
      }
    }
  }
#endif
