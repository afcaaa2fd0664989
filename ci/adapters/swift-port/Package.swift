// swift-tools-version: 6.2
import PackageDescription

// The suite is a package beside the port: here its own checkout, elsewhere a clone of it. SwiftPM takes
// it by its path, not by its address, because it sets compiler flags.
let suite = Package.Dependency.package(name: "autopipeline-reference", path: "../../..")

let package = Package(
  name: "swift-port",
  platforms: [.macOS(.v15)],
  dependencies: [suite],
  targets: [
    .target(name: "SwiftPort"),
    .testTarget(
      name: "SwiftPortTests",
      dependencies: [
        "SwiftPort",
        .product(name: "AutoPipelineConformance", package: "autopipeline-reference"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
