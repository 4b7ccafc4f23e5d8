// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "RecurrentJacobians", path: "..")],
  targets: [
    .executableTarget(
      name: "Benchmarks",
      dependencies: [.product(name: "RecurrentJacobians", package: "RecurrentJacobians")]),
    .executableTarget(
      name: "TiedProducts",
      dependencies: [.product(name: "RecurrentJacobians", package: "RecurrentJacobians")]),
  ]
)
