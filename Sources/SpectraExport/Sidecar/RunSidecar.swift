import ModelFiles

/// What the rows of a trace, a ledger, a sensitivity or a Lyapunov spectrum were computed from and with: the JSON
/// file beside a CSV.
public struct RunSidecar: Codable, Sendable, Equatable {
  /// A file that was read beside another.
  public struct File: Codable, Sendable, Equatable {
    /// Its path.
    public var file: String
    /// Its SHA-256, in hexadecimal digits.
    public var sha256: String

    /// The file, and what its content comes to.
    public init(file: String, sha256: String) {
      self.file = file
      self.sha256 = sha256
    }
  }

  /// The network that was run.
  public struct Model: Codable, Sendable, Equatable {
    /// The file, as it was named.
    public var file: String
    /// Its SHA-256, in hexadecimal digits.
    public var sha256: String
    /// The other files that weights are in, those that an index names or external data of an ONNX model; nil where
    /// all are in the one.
    public var otherFiles: [File]?
    /// `lstm`, `gru` or `rnn`.
    public var cell: String
    /// Of an RNN.
    public var nonlinearity: String?
    /// Of a GRU: where its reset gate acts.
    public var reset: String?
    /// Of a cell whose gates need not be sigmoids.
    public var gateActivation: String?
    /// The full name of W_hh in the file.
    public var layer: String
    /// The number of the layer whose earlier state is the variable; nil for the same layer.
    public var fromLayer: Int?
    /// n.
    public var unitCount: Int
    /// The length of an input x_t.
    public var inputCount: Int

    /// The network, nil for what it does not have.
    public init(
      file: String, sha256: String, otherFiles: [File]? = nil, cell: String,
      nonlinearity: String? = nil,
      reset: String? = nil, gateActivation: String? = nil, layer: String, fromLayer: Int? = nil,
      unitCount: Int, inputCount: Int
    ) {
      self.file = file
      self.sha256 = sha256
      self.otherFiles = otherFiles
      self.cell = cell
      self.nonlinearity = nonlinearity
      self.reset = reset
      self.gateActivation = gateActivation
      self.layer = layer
      self.fromLayer = fromLayer
      self.unitCount = unitCount
      self.inputCount = inputCount
    }
  }

  /// What Lyapunov exponents are of, and what they come to.
  public struct Lyapunov: Codable, Sendable, Equatable {
    /// The edges that carry the derivative.
    public var edges: String
    /// The steps at the beginning that were not averaged.
    public var discardedStepCount: Int
    /// ``LyapunovSpectrum/kaplanYorkeDimension``; nil where it is not known.
    public var kaplanYorkeDimension: Double?
    /// ``LyapunovSpectrum/entropy``, in nats per step; nil where it is not known.
    public var entropy: Double?

    /// What was asked for, and what came of it.
    public init(
      edges: String, discardedStepCount: Int, kaplanYorkeDimension: Double?, entropy: Double?
    ) {
      self.edges = edges
      self.discardedStepCount = discardedStepCount
      self.kaplanYorkeDimension = kaplanYorkeDimension
      self.entropy = entropy
    }
  }

  /// The library and the linear algebra under it.
  public struct Software: Codable, Sendable, Equatable {
    /// The version of this library.
    public var recurrentJacobians: String
    /// The version of OpenBLAS.
    public var openBLAS: String
    /// The version of LAPACK.
    public var lapack: String
    /// The processor kernels that OpenBLAS chose.
    public var kernel: String
    /// How many threads independent Jacobians may be shared out to; BLAS uses one in each.
    public var threadCount: Int

    /// The versions, and what the processor gave.
    public init(
      recurrentJacobians: String, openBLAS: String, lapack: String, kernel: String,
      threadCount: Int
    ) {
      self.recurrentJacobians = recurrentJacobians
      self.openBLAS = openBLAS
      self.lapack = lapack
      self.kernel = kernel
      self.threadCount = threadCount
    }
  }

  /// The network that was run.
  public var model: Model
  /// The file of inputs.
  public var inputs: String
  /// Its SHA-256, in hexadecimal digits.
  public var inputsSHA256: String
  /// The file of state 0; nil for zeros.
  public var initialState: String?
  /// Its SHA-256; nil for zeros.
  public var initialStateSHA256: String?
  /// The file of the sequences' lengths; nil where there is none.
  public var lengths: String?
  /// W of y = W·h that is looked at in place of h, a tensor of the model or a file; nil for h itself.
  public var readout: String?
  /// The SHA-256 of that file; nil for a tensor of the model.
  public var readoutSHA256: String?
  /// The name of the sequence in a file of several.
  public var sequence: String?
  /// The sequences that quantiles are taken over; nil for a single one.
  public var sequenceCount: Int?
  /// T; of a batch that of the longest sequence.
  public var stepCount: Int
  /// Whether the inputs were run from the last to the first.
  public var isReversed: Bool
  /// `double` or `single`.
  public var precision: String
  /// Gate order and units in words.
  public var conventions: [String]
  /// What neither the options nor the files say, and what was taken, in sentences; nil where nothing is open.
  public var notes: [String]?
  /// The rows of the CSV.
  public var rowCount: Int
  /// Singular values or Lyapunov exponents, or norms where these were not asked for, that are rounding noise or
  /// below the exponent range, and empty in the CSV.
  public var unresolvedValueCount: Int
  /// What every other singular value or norm is right to, in ln σ, or what rounding did to every other Lyapunov
  /// exponent; nil if there are none.
  public var largestErrorBound: Double?
  /// An estimate of how far rounding has carried a state that was looked at from the exact one, relative to the
  /// largest state, from 0 to 1; values and bounds are those of the states as computed. Nil where that was not looked
  /// at.
  public var largestStateError: Double?
  /// Where the rows are Lyapunov exponents.
  public var lyapunov: Lyapunov?
  /// How long the computation took, in seconds.
  public var wallTimeSeconds: Double
  /// The library, and the linear algebra under it.
  public var software: Software

  /// What one run used; lengths, a readout, a sequence, a batch and Lyapunov exponents are set where there are any.
  public init(
    model: Model, inputs: String, inputsSHA256: String, initialState: String? = nil,
    initialStateSHA256: String? = nil, stepCount: Int, isReversed: Bool, precision: String,
    conventions: [String], rowCount: Int, unresolvedValueCount: Int, largestErrorBound: Double?,
    wallTimeSeconds: Double, software: Software
  ) {
    self.model = model
    self.inputs = inputs
    self.inputsSHA256 = inputsSHA256
    self.initialState = initialState
    self.initialStateSHA256 = initialStateSHA256
    self.stepCount = stepCount
    self.isReversed = isReversed
    self.precision = precision
    self.conventions = conventions
    self.rowCount = rowCount
    self.unresolvedValueCount = unresolvedValueCount
    self.largestErrorBound = largestErrorBound
    self.wallTimeSeconds = wallTimeSeconds
    self.software = software
  }

  /// Writes the JSON file.
  ///
  /// - Throws: `ModelFileError` if it cannot be written.
  public func write(to path: String) throws {
    var file = try WholeFile(path)
    try file.write(try JSONText.of(self))
    try file.commit()
  }
}
