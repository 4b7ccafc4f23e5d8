import ArgumentParser

/// The floating-point type of a run.
enum Precision: String, CaseIterable, ExpressibleByArgument {
  case double, single
}
