// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "RecurrentJacobians",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "RecurrentJacobians", targets: ["RecurrentJacobians"]),
    .executable(name: "rjac", targets: ["rjac"]),
  ],
  traits: [
    .trait(name: "HDF5", description: "Read Keras models; needs libhdf5-dev."),
    .trait(name: "ONNX", description: "Read ONNX models, by swift-protobuf."),
    .default(enabledTraits: ["ONNX"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.3"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    // C libraries of the system.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"]), .brew(["openblas", "lapack"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
    .systemLibrary(
      name: "CZip", pkgConfig: "libzip",
      providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
    // Loops at vector speed.
    .target(name: "CVectorMath", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),

    // Numerics: these modules know nothing of files.
    .target(
      name: "DenseLinearAlgebra",
      dependencies: [
        "COpenBLAS", "CVectorMath", .product(name: "Numerics", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .target(
      name: "RecurrentCells",
      dependencies: ["DenseLinearAlgebra", .product(name: "Numerics", package: "swift-numerics")],
      swiftSettings: strict),
    .target(
      name: "JacobianSpectra", dependencies: ["RecurrentCells"], swiftSettings: strict),

    // Files in and out. The schema is generated.
    .target(
      name: "ONNXSchema",
      dependencies: [
        .product(
          name: "SwiftProtobuf", package: "swift-protobuf", condition: .when(traits: ["ONNX"]))
      ],
      exclude: ["onnx.proto"]),
    .target(
      name: "ModelFiles",
      dependencies: [
        "RecurrentCells", "CCrypto", "CZip",
        .target(name: "CHDF5", condition: .when(traits: ["HDF5"])),
        .product(name: "SwiftCSV", package: "SwiftCSV"),
        .target(name: "ONNXSchema", condition: .when(traits: ["ONNX"])),
        .product(
          name: "SwiftProtobuf", package: "swift-protobuf", condition: .when(traits: ["ONNX"])),
      ],
      swiftSettings: strict),
    .target(
      name: "SpectraExport", dependencies: ["JacobianSpectra", "ModelFiles"],
      swiftSettings: strict),

    // The classic demonstrations.
    .target(name: "Experiments", dependencies: ["SpectraExport"], swiftSettings: strict),

    // What users import and run.
    .target(
      name: "RecurrentJacobians",
      dependencies: [
        "DenseLinearAlgebra", "RecurrentCells", "JacobianSpectra", "ModelFiles", "SpectraExport",
        "Experiments",
      ],
      resources: [.copy("Resources/silero_vad")],
      swiftSettings: strict),
    .executableTarget(
      name: "rjac",
      dependencies: [
        "RecurrentJacobians",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["ModelFiles"], path: "Tests/TestSupport",
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "DenseLinearAlgebraTests", dependencies: ["DenseLinearAlgebra", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "RecurrentCellsTests", dependencies: ["RecurrentJacobians", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ModelFilesTests",
      dependencies: [
        "ModelFiles", "TestSupport",
        .target(name: "ONNXSchema", condition: .when(traits: ["ONNX"])),
        .product(
          name: "SwiftProtobuf", package: "swift-protobuf", condition: .when(traits: ["ONNX"])),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "JacobianSpectraTests", dependencies: ["RecurrentJacobians", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ExperimentsTests", dependencies: ["RecurrentJacobians"], swiftSettings: strict),
    .testTarget(
      name: "RecurrentJacobiansTests", dependencies: ["RecurrentJacobians", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "rjacTests", dependencies: ["rjac", "RecurrentJacobians", "TestSupport"],
      swiftSettings: strict),
  ]
)
