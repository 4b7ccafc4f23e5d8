import RealModule
import RecurrentJacobians

/// W6: all Lyapunov exponents of the state.
struct LyapunovExponents<Run: JacobianSequence<Double>>: Job {
  let name = "W6"
  let isSerial = true
  let sequence: Run

  init(of sequence: Run) { self.sequence = sequence }

  func run(threads: Int) throws { _ = try sequence.lyapunovSpectrum() }

  func referenceSeconds() throws -> Double? {
    var jacobian = sequence.makeJacobian()
    var basis = Matrix<Double>.identity(sequence.layout.count)
    return try Measurement.secondsEach(of: 1...sequence.stepCount) { step in
      sequence.writeJacobian(of: step, along: .all, into: &jacobian)
      let factors = try (jacobian.denseMatrix() * basis).qrFactorization()
      basis = factors.q
      _ = (0..<basis.columnCount).map { Double.log(factors.r[$0, $0].magnitude) }
    } * Double(sequence.stepCount)
  }
}
