// swift-tools-version: 6.2
import PackageDescription

/// Wide vectors for Swift code: AVX2 and FMA, which every x86-64 processor since 2013 has.
#if arch(x86_64)
  let wideVectors = ["-Xcc", "-march=x86-64-v3"]
#else
  let wideVectors: [String] = []
#endif

/// Vectors of 512 bits, for the one module whose kernels are called only where the processor has them.
#if arch(x86_64)
  let widestVectors = ["-Xcc", "-march=x86-64-v4"]
#else
  let widestVectors: [String] = []
#endif

/// Every module is compiled as a whole, and names every module it imports, also those that others of
/// its dependencies bring along: only so is it built anew when one of them changes.
let wholeModule = ["-wmo", "-num-threads", "2", "-disable-batch-mode"]

/// Modules with loops over elements are optimised in debug builds too, so that plain `swift test` is fast.
let kernelSettings: [SwiftSetting] = [.unsafeFlags(["-O"] + wholeModule + wideVectors)]

let modelSettings: [SwiftSetting] = [.unsafeFlags(wholeModule + wideVectors)]

func module(
  _ name: String, _ dependencies: [Target.Dependency], kernels: Bool = false,
  resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources,
    swiftSettings: kernels ? kernelSettings : modelSettings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency]
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: modelSettings)
}

let numerics = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let collections = Target.Dependency.product(
  name: "OrderedCollections", package: "swift-collections")

/// What a pipeline is made of.
let running: [Target.Dependency] = [
  "Tensors", "TorchRandom", "Checkpoints", "Layers", "Images", "Tokenizers", "TextEncoders",
  "DiffusionModels", "Schedulers",
]

let package = Package(
  name: "autopipeline-reference",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "AutoPipeline", targets: ["AutoPipeline"]),
    .library(
      name: "AutoPipelineConformance",
      targets: ["AutoPipelineConformance", "Checkpoints", "Tensors"]),
    .executable(name: "autopipeline", targets: ["AutoPipelineCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    .systemLibrary(name: "CProcessor"),

    .target(
      name: "WideKernels", dependencies: ["CProcessor"],
      swiftSettings: [.unsafeFlags(["-O"] + wholeModule + widestVectors)]),
    module("Tensors", ["COpenBLAS", "WideKernels", numerics], kernels: true),
    module("TorchRandom", ["Tensors"], kernels: true),
    module("Checkpoints", ["Tensors", collections], kernels: true),
    module("Layers", ["Tensors", "Checkpoints"]),
    module("Images", ["Tensors", "Checkpoints", "CZlib"], kernels: true),
    module("Tokenizers", ["Checkpoints", collections], kernels: true),
    module("TextEncoders", ["Tensors", "Checkpoints", "Layers", "Tokenizers"]),
    module("DiffusionModels", ["Tensors", "Checkpoints", "Layers"]),
    module("Schedulers", ["Tensors", "TorchRandom", "Checkpoints"]),
    module("Pipelines", running + [collections]),
    module("AutoPipeline", running + ["Pipelines"]),
    module(
      "AutoPipelineConformance", running + ["Pipelines", "AutoPipeline"], kernels: true,
      resources: [.embedInCode("Protocol/protocol.schema.json")]),
    .executableTarget(
      name: "AutoPipelineCommand",
      dependencies: running + [
        "Pipelines", "AutoPipeline", "AutoPipelineConformance",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: modelSettings),

    .target(
      name: "TestSupport", dependencies: ["Tensors", "Checkpoints"], path: "Tests/TestSupport",
      swiftSettings: modelSettings),
    tests("TensorsTests", ["Tensors", "Checkpoints", "WideKernels"]),
    tests("TorchRandomTests", ["Tensors", "TorchRandom", "Checkpoints"]),
    tests("CheckpointsTests", ["Tensors", "Checkpoints"]),
    tests("ImagesTests", ["Tensors", "Checkpoints", "Images"]),
    tests("TokenizersTests", ["Checkpoints", "Tokenizers"]),
    tests("TextEncodersTests", ["Tensors", "Checkpoints", "Layers", "TextEncoders"]),
    tests("DiffusionModelsTests", ["Tensors", "Checkpoints", "Layers", "DiffusionModels"]),
    tests("SchedulersTests", ["Tensors", "Checkpoints", "Schedulers"]),
    tests("PipelinesTests", running + ["Pipelines"]),
    tests("AutoPipelineTests", running + ["Pipelines", "AutoPipeline"]),
    tests("ConformanceTests", running + ["Pipelines", "AutoPipeline", "AutoPipelineConformance"]),
    tests("CommandTests", running + ["Pipelines", "AutoPipeline", "AutoPipelineConformance"]),

    // The example of a port is a package of its own, which is built with all others here.
    .testTarget(
      name: "SwiftPortTests", dependencies: ["Tensors", "Checkpoints", "AutoPipelineConformance"],
      path: "ci/adapters/swift-port", exclude: ["Package.swift"], sources: ["Sources", "Tests"],
      swiftSettings: modelSettings),
  ],
  swiftLanguageModes: [.v6]
)
