#if ONNX
  import Foundation
  import SwiftProtobuf

  /// How much there is in an ONNX model, counted without keeping any of it.
  ///
  /// The decoder of protobuf makes a structure of some hundred bytes of every part, though the file may
  /// spend two bytes on it: a file made for that purpose would take fifty times its size. Counting comes
  /// first.
  struct ONNXOutline {
    /// The nodes of the graph and of all graphs in it.
    let nodeCount: Int

    /// The most parts that are read: nodes, attributes, tensors, values and their types, names, lengths, numbers of
    /// variable width. Large models have some hundred thousand.
    private static let partLimit = 1 << 20

    /// A model with more parts than are read.
    struct TooManyParts: Error {}

    /// Counts.
    ///
    /// - Throws: `BinaryDecodingError` if this is no message of protobuf, and ``TooManyParts``.
    init(_ model: Data) throws {
      var options = BinaryDecodingOptions()
      options.discardUnknownFields = true
      nodeCount = try Part(serializedBytes: model, options: options).nodeCount
    }

    /// A message of the schema, of which only the number of parts is kept.
    private struct Part: Message {
      enum Kind {
        case model, graph, node, attribute, tensor, value, type, tensorType, shape
      }

      private enum Field {
        case part(Kind)
        /// A part without any in it that are counted.
        case leaf
        /// Integers of a byte or more.
        case integers
      }

      static let protoMessageName = "onnx.ModelProto"
      var unknownFields = UnknownStorage()
      private let kind: Kind
      private(set) var nodeCount = 0
      private var partCount = 1

      init() { self.init(.model) }

      private init(_ kind: Kind) { self.kind = kind }

      mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        if kind == .node { nodeCount += 1 }
        while let number = try decoder.nextFieldNumber() {
          switch field(number) {
          case .part(let kind):
            var part: Part? = Part(kind)
            try decoder.decodeSingularMessageField(value: &part)
            nodeCount += part?.nodeCount ?? 0
            partCount += part?.partCount ?? 0
          case .leaf:
            var leaf = Data()
            try decoder.decodeSingularBytesField(value: &leaf)
            partCount += 1
          case .integers:
            var integers = Data()
            try decoder.decodeSingularBytesField(value: &integers)
            // One that does not stand in a list is not taken here.
            partCount += max(integers.count, 1)
          case nil: break
          }
          guard partCount <= ONNXOutline.partLimit else { throw TooManyParts() }
        }
      }

      /// What a field of the schema is to be counted as; nil for what takes no more room than it has in
      /// the file.
      private func field(_ number: Int) -> Field? {
        switch (kind, number) {
        case (.model, 7), (.attribute, 6), (.attribute, 11): .part(.graph)
        case (.graph, 1): .part(.node)
        case (.graph, 5), (.attribute, 5): .part(.tensor)
        case (.graph, 11), (.graph, 12), (.graph, 13): .part(.value)
        case (.node, 5): .part(.attribute)
        case (.value, 2): .part(.type)
        case (.type, 1): .part(.tensorType)
        case (.tensorType, 2): .part(.shape)
        case (.node, 1), (.node, 2), (.attribute, 9), (.tensor, 13), (.shape, 1): .leaf
        case (.attribute, 8), (.tensor, 1), (.tensor, 5), (.tensor, 7): .integers
        default: nil
        }
      }

      func traverse<V: Visitor>(visitor: inout V) throws {}

      func isEqualTo(message: any Message) -> Bool {
        guard let other = message as? Part else { return false }
        return partCount == other.partCount && nodeCount == other.nodeCount
      }
    }
  }
#endif
