import DenseLinearAlgebra
import Foundation
import Testing

/// The thread count belongs to the process: what changes it runs in a process of its own.
@Suite struct LinearAlgebraBackendTests {
  @Test func oneThreadNestsAndIsRestored() async {
    await #expect(processExitsWith: .success) {
      LinearAlgebraBackend.threadCount = 2
      try #require(LinearAlgebraBackend.threadCount == 2)
      LinearAlgebraBackend.withOneThread {
        #expect(LinearAlgebraBackend.threadCount == 1)
        LinearAlgebraBackend.withOneThread {
          #expect(LinearAlgebraBackend.threadCount == 1)
        }
        #expect(LinearAlgebraBackend.threadCount == 1)
      }
      #expect(LinearAlgebraBackend.threadCount == 2)
    }
  }

  @Test func anErrorRestoresTheCount() async {
    await #expect(processExitsWith: .success) {
      struct Failure: Error {}
      LinearAlgebraBackend.threadCount = 2
      #expect(throws: Failure.self) {
        try LinearAlgebraBackend.withOneThread { () throws(Failure) in throw Failure() }
      }
      #expect(LinearAlgebraBackend.threadCount == 2)
    }
  }

  @Test func theBodysResultIsReturned() {
    #expect(LinearAlgebraBackend.withOneThread { 7 } == 7)
  }

  /// Whether OpenBLAS is free to choose on a processor with wide registers.
  private static let hasWideRegisters: Bool = {
    let processor = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    return processor?.contains(#/\bavx2\b/#) ?? false
      && ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] == nil
  }()

  @Test(.enabled(if: hasWideRegisters)) func kernelsUseTheRegistersOfTheProcessor() {
    let narrow = ["Prescott", "Core2", "Nehalem", "Sandybridge", "Barcelona"]
    #expect(!narrow.contains(LinearAlgebraBackend.kernel))
  }

  @Test func librariesNameThemselves() {
    #expect(LinearAlgebraBackend.configuration.contains("OpenBLAS"))
    #expect(!LinearAlgebraBackend.kernel.isEmpty)
    #expect(LinearAlgebraBackend.lapackVersion.wholeMatch(of: #/[0-9]+\.[0-9]+\.[0-9]+/#) != nil)
  }
}
