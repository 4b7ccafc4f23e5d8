import ArgumentParser

@main
struct RJAC: ParsableCommand {}
