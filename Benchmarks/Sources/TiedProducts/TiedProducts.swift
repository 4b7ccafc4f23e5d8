import Foundation
import RecurrentJacobians

/// Reads networks from standard input, a JSON object a line, and writes for each the Jacobians of its steps along sets of
/// edges and the singular values of their products, with bounds: what `peers/ties.py` checks.
@main
enum TiedProducts {
  static func main() throws {
    LinearAlgebraBackend.threadCount = 1
    while let line = readLine() {
      let network = try JSONDecoder().decode(Network.self, from: Data(line.utf8))
      let run = try network.run()
      let products = try network.edges.map { try Products(of: run, along: $0, network.slidingLag) }
      print(String(decoding: try JSONEncoder().encode(products), as: UTF8.self))
      fflush(nil)
    }
  }
}
