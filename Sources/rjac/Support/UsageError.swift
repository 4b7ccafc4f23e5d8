/// Arguments that do not go together or do not fit the network.
struct UsageError: ReportedError {
  let description: String

  init(_ description: String) { self.description = description }
}
