/// One thing to time.
protocol Job {
  var name: String { get }
  /// Whether it takes one thread however many there are.
  var isSerial: Bool { get }
  /// The library's way.
  func run(threads: Int) throws
  /// Seconds of multiplying out on one thread; nil where there is nothing to multiply.
  func referenceSeconds() throws -> Double?
  /// What a run of so many seconds on so many threads reaches, and what the machine could.
  func rate(_ seconds: Double, _ threads: Int) -> Rate?
}

extension Job {
  var isSerial: Bool { false }
  func referenceSeconds() throws -> Double? { nil }
  func rate(_ seconds: Double, _ threads: Int) -> Rate? { nil }
}

/// A speed beside the machine's own.
struct Rate {
  let perSecond: Double
  let unit: String
  let limit: Double
}
