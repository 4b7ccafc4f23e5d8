public import ArgumentParser
public import RecurrentJacobians

extension RecurrentLayer.Kind: ExpressibleByArgument {}
extension Nonlinearity: ExpressibleByArgument {}
extension ResetPlacement: ExpressibleByArgument {}
extension GateActivation: ExpressibleByArgument {}
