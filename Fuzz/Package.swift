// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "Fuzz",
  platforms: [.macOS(.v15)],
  traits: [.trait(name: "HDF5", description: "Fuzz the reader of HDF5, too.")],
  dependencies: [
    .package(
      name: "RecurrentJacobians", path: "..",
      traits: [.defaults, .init(name: "HDF5", condition: .when(traits: ["HDF5"]))])
  ],
  targets: [
    .target(name: "CFuzzer"),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "CFuzzer", .product(name: "RecurrentJacobians", package: "RecurrentJacobians"),
      ]),
  ]
)
