import RecurrentJacobians

/// The files that rows go to.
struct TraceSinks<Row: MeasuredRow>: ~Copyable {
  private var csv: MeasuredCSVWriter<Row>?
  private var npy: TraceArrayWriter?
  /// Whether the CSV is a file and not a pipe or a device.
  private(set) var csvIsFile = false

  init(csv: String?, npy: String?, singularValueCount: Int, cellEdges: EdgeSet) throws {
    self.csv = nil
    self.npy = nil
    if let csv {
      let writer = try MeasuredCSVWriter<Row>(
        to: csv, singularValueCount: singularValueCount, cellEdges: cellEdges)
      csvIsFile = writer.isReplacing
      self.csv = consume writer
    }
    if let npy {
      self.npy = try TraceArrayWriter(to: npy, singularValueCount: singularValueCount)
    }
  }

  mutating func append(_ row: Row) throws {
    try csv?.append(row)
    try npy?.append(row)
  }

  consuming func finish() throws {
    try csv.take()?.finish()
    try npy.take()?.finish()
  }
}
