@_exported public import DenseLinearAlgebra
@_exported public import Experiments
@_exported public import JacobianSpectra
@_exported public import ModelFiles
@_exported public import RecurrentCells
@_exported public import SpectraExport

/// The version of the library and of the command.
public let recurrentJacobiansVersion = "0.2.0"
