import RecurrentJacobians

/// The files that rows go to.
struct TraceSinks<Row: MeasuredRow>: ~Copyable {
  private var csv: MeasuredCSVWriter<Row>?
  private var npy: TraceArrayWriter?

  init(csv: String?, npy: String?, singularValueCount: Int, cellEdges: EdgeSet) throws {
    self.csv = try csv.map {
      try MeasuredCSVWriter<Row>(
        to: $0, singularValueCount: singularValueCount, cellEdges: cellEdges)
    }
    self.npy = try npy.map { try TraceArrayWriter(to: $0, singularValueCount: singularValueCount) }
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
