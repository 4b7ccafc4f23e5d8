import Foundation
import RecurrentJacobians

/// Reads networks from standard input, a JSON object a line, and writes for each the Jacobians of its steps and the
/// singular values of their products over the last steps, with bounds: what `peers/ties.py` checks.
@main
enum TiedProducts {
  enum Kind: String, Decodable { case lstm, tanh, relu }

  struct Network: Decodable {
    let kind: Kind
    let inputWeights: [[Double]]
    let recurrentWeights: [[Double]]
    let bias: [Double]
    let inputs: [[Double]]
  }

  struct Products: Encodable {
    /// How many of the state's entries are of the hidden state, the first ones.
    let hiddenCount: Int
    /// By step; the state's rows and columns.
    let factors: [[[Double]]]
    let rows: [Row]
  }

  struct Row: Encodable {
    let quantity: String
    let lag: Int
    /// Whether the lag was asked for alone, or all of them at once.
    let isAlone: Bool
    /// In nats; nil for exact zeros.
    let values: [Double?]
    /// Nil for values that are not resolved.
    let bounds: [Double?]
  }

  static func main() throws {
    LinearAlgebraBackend.threadCount = 1
    while let line = readLine() {
      let network = try JSONDecoder().decode(Network.self, from: Data(line.utf8))
      let encoded = try JSONEncoder().encode(products(of: network))
      print(String(decoding: encoded, as: UTF8.self))
      fflush(nil)
    }
  }

  private static func products(of network: Network) throws -> Products {
    let input = matrix(network.inputWeights)
    let recurrent = matrix(network.recurrentWeights)
    let inputs = matrix(network.inputs)
    switch network.kind {
    case .lstm:
      let lstm = try LSTM(
        inputWeights: input, recurrentWeights: recurrent, bias: network.bias)
      return try products(of: lstm.trajectory(over: inputs), [.hidden, .cell, .state])
    case .tanh, .relu:
      let rnn = try RNN(
        inputWeights: input, recurrentWeights: recurrent, bias: network.bias,
        nonlinearity: network.kind == .tanh ? .tanh : .relu)
      return try products(of: rnn.trajectory(over: inputs), [.hidden])
    }
  }

  private static func products(
    of run: some JacobianSequence<Double>, _ quantities: [Quantity]
  ) throws -> Products {
    let lags = 1...run.stepCount
    var rows: [Row] = []
    for quantity in quantities {
      let requests = [Array(lags)] + lags.map { [$0] }
      for (number, lags) in requests.enumerated() {
        let request = TraceRequest(
          series: [.init(quantity)], steps: [run.stepCount], lags: lags, measures: .sigma)
        rows += try run.trace(request).rows.map { row in
          Row(
            quantity: quantity.rawValue, lag: row.lag, isAlone: number > 0,
            values: row.logSingularValues.map { $0 == -.infinity ? nil : $0 },
            bounds: row.errorBounds.enumerated().map { row.isResolved($0) ? $1 : nil })
        }
      }
    }
    return Products(
      hiddenCount: run.layout.hidden.count,
      factors: lags.map { step in
        let jacobian = run.stepJacobian(step: step)
        return (0..<jacobian.rowCount).map { i in
          (0..<jacobian.columnCount).map { jacobian[i, $0] }
        }
      },
      rows: rows)
  }

  private static func matrix(_ rows: [[Double]]) -> Matrix<Double> {
    Matrix(
      rows: rows.count, columns: rows.first?.count ?? 0, rowMajor: rows.flatMap { $0 })
  }
}
