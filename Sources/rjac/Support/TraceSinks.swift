import RecurrentJacobians

/// A CSV file of rows of one kind.
protocol RowCSVWriter<Row>: ~Copyable {
  associatedtype Row: MeasuredRow
  init(to path: String, singularValueCount: Int, cellEdges: EdgeSet) throws(ModelFileError)
  var isReplacing: Bool { get }
  mutating func append(_ row: Row) throws(ModelFileError)
  consuming func finish() throws(ModelFileError)
}

extension TraceCSVWriter: RowCSVWriter {}
extension QuantileCSVWriter: RowCSVWriter {}

/// The files that rows go to.
struct TraceSinks<CSVWriter: RowCSVWriter & ~Copyable>: ~Copyable {
  private var csv: CSVWriter?
  private var npy: TraceArrayWriter?
  /// Whether the CSV is a file and not a pipe or a device.
  private(set) var csvIsFile = false

  init(csv: String?, npy: String?, singularValueCount: Int, cellEdges: EdgeSet) throws {
    self.csv = nil
    self.npy = nil
    if let csv {
      let writer = try CSVWriter(
        to: csv, singularValueCount: singularValueCount, cellEdges: cellEdges)
      csvIsFile = writer.isReplacing
      self.csv = consume writer
    }
    if let npy {
      self.npy = try TraceArrayWriter(to: npy, singularValueCount: singularValueCount)
    }
  }

  mutating func append(_ row: CSVWriter.Row) throws {
    try csv?.append(row)
    try npy?.append(row)
  }

  consuming func finish() throws {
    try csv.take()?.finish()
    try npy.take()?.finish()
  }
}
