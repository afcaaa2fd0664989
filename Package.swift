// swift-tools-version: 6.2
import PackageDescription

/// Wide vectors for Swift code: AVX2 and FMA, which every x86-64 processor since 2013 has.
#if arch(x86_64)
  let wideVectors = ["-Xcc", "-march=x86-64-v3"]
#else
  let wideVectors: [String] = []
#endif

/// Every module is compiled as a whole: the compiler's own tracking misses changes of modules that are.
let wholeModule = ["-wmo", "-num-threads", "2", "-disable-batch-mode"]

/// Modules with loops over elements are optimised in debug builds too, so that plain `swift test` is fast.
let kernelSettings: [SwiftSetting] = [.unsafeFlags(["-O"] + wholeModule + wideVectors)]

let modelSettings: [SwiftSetting] = [.unsafeFlags(wholeModule + wideVectors)]

func module(
  _ name: String, _ dependencies: [Target.Dependency], kernels: Bool = false
) -> Target {
  .target(
    name: name, dependencies: dependencies,
    swiftSettings: kernels ? kernelSettings : modelSettings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency]
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: modelSettings)
}

let package = Package(
  name: "autopipeline-reference",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "AutoPipeline", targets: ["AutoPipeline"]),
    .library(name: "AutoPipelineConformance", targets: ["AutoPipelineConformance"]),
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

    module(
      "Tensors",
      ["COpenBLAS", .product(name: "RealModule", package: "swift-numerics")], kernels: true),
    module("TorchRandom", ["Tensors"], kernels: true),
    module(
      "Checkpoints",
      ["Tensors", .product(name: "OrderedCollections", package: "swift-collections")],
      kernels: true),
    module("Layers", ["Tensors", "Checkpoints"]),
    module("Images", ["Tensors", "Checkpoints", "CZlib"], kernels: true),
    module(
      "Tokenizers",
      ["Checkpoints", .product(name: "OrderedCollections", package: "swift-collections")],
      kernels: true),
    module("TextEncoders", ["Layers", "Tokenizers"]),
    module("DiffusionModels", ["Layers"]),
    module("Schedulers", ["Tensors", "TorchRandom", "Checkpoints"]),
    module(
      "Pipelines",
      [
        "TorchRandom", "Images", "Tokenizers", "TextEncoders", "DiffusionModels", "Schedulers",
      ]),
    module("AutoPipeline", ["Pipelines"]),
    module("AutoPipelineConformance", ["AutoPipeline"], kernels: true),
    .executableTarget(
      name: "AutoPipelineCommand",
      dependencies: [
        "AutoPipelineConformance",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: modelSettings),

    .target(
      name: "TestSupport", dependencies: ["Tensors", "Checkpoints"], path: "Tests/TestSupport",
      swiftSettings: modelSettings),
    tests("TensorsTests", ["Tensors"]),
    tests("TorchRandomTests", ["TorchRandom"]),
    tests("CheckpointsTests", ["Checkpoints"]),
    tests("ImagesTests", ["Images"]),
    tests("TokenizersTests", ["Tokenizers"]),
    tests("TextEncodersTests", ["TextEncoders"]),
    tests("DiffusionModelsTests", ["DiffusionModels"]),
    tests("SchedulersTests", ["Schedulers"]),
    tests("PipelinesTests", ["Pipelines"]),
    tests("AutoPipelineTests", ["AutoPipeline"]),
    tests("ConformanceTests", ["AutoPipelineConformance"]),
    tests("CommandTests", ["AutoPipelineConformance"]),
  ],
  swiftLanguageModes: [.v6]
)
