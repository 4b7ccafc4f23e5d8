import Foundation

/// The most memory that the process has had so far.
enum PeakMemory {
  static var byteCount: Int {
    var usage = rusage()
    #if canImport(Darwin)
      unsafe getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #else
      unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
      return 1024 * usage.ru_maxrss
    #endif
  }
}
