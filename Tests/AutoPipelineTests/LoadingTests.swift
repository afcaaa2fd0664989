import Checkpoints
import Foundation
import Pipelines
import Synchronization
import TestSupport
import Testing

@testable import AutoPipeline

/// What loading refuses, warns of and comes to, against what diffusers did (`ci/oracle/resolver_loading.py`).
@Suite struct LoadingTests {
  private static let golden = Result {
    try JSONValue.load(
      contentsOf: Repository.golden.appending(path: "resolver/loading-0.35.2.json"))
  }

  /// Exceptions of what reads the files in Python; here the readers have their own.
  private static let readers: Set = ["RuntimeError", "JSONDecodeError", "SafetensorError"]

  @Test(arguments: [("arguments", 165), ("entries", 84), ("files", 81), ("hub", 70)])
  func refusesAndWarnsAsDiffusers(_ section: String, _ count: Int) throws {
    try check(section, count) { row, arguments in
      let pipeline = AutoPipeline<Float>(row.task)
      do {
        return try pipeline.fromPretrained(row.location, arguments).configuration
      } catch let error as UnsupportedError {
        // A class of components that the reference does not have.
        var arguments = arguments
        arguments.warn = { _ in }
        let plan = try pipeline.plan(row.location, arguments)
        guard plan.components["feature_extractor"]?.className == "SiglipImageProcessor" else {
          throw error
        }
        return plan.configuration
      }
    }
  }

  /// diffusers only warns of a component that the class cannot use; the calls fail.
  @Test func makesPipelinesThatCannotRun() throws {
    let location = CheckpointLocation(
      Repository.fixtures.appending(path: "checkpoints/stable-diffusion")
        .path(percentEncoded: false))
    let parts = try AutoPipeline<Float>(nil).fromPretrained(location).pipeline.components
    var arguments = LoadArguments<Float>()
    let vae = try #require(parts["vae"])
    for override in [CheckpointLoader<Float>.Override.component(vae), .null] {
      arguments.components["unet"] = override
      let loaded = try AutoPipeline<Float>(.imageToImage).fromPretrained(location, arguments)
      #expect(loaded.className == "StableDiffusionImg2ImgPipeline")
      #expect(throws: CheckpointError.self) { try loaded.pipeline(PipelineCall(["prompt": "x"])) }
    }
  }

  /// A list of ControlNets is one component, of the class that diffusers' constructors make of it.
  @Test(arguments: [
    ("stable-diffusion", "controlnet", "MultiControlNetModel"),
    ("stable-diffusion-xl", "controlnet-xl-union", "MultiControlNetUnionModel"),
    ("stable-diffusion-3", "controlnet-sd3", "SD3MultiControlNetModel"),
    ("flux", "flux-controlnet", "FluxMultiControlNetModel"),
  ])
  func namesListsOfControlNets(
    _ checkpoint: String, _ controlNet: String, _ className: String
  ) throws {
    let checkpoints = Repository.fixtures.appending(path: "checkpoints")
    var arguments = LoadArguments<Float>()
    arguments.choice.controlNet = className.contains("Union") ? .union : .controlNet
    let folder = checkpoints.appending(path: controlNet)
    arguments.components["controlnet"] = .folders([folder, folder])
    let pipeline = AutoPipeline<Float>(.textToImage)
    let location = CheckpointLocation(
      checkpoints.appending(path: checkpoint).path(percentEncoded: false))
    let plan = try pipeline.plan(location, arguments)
    #expect(plan.components["controlnet"]?.className == className)
    let loaded = try pipeline.fromPretrained(location, arguments).pipeline
    #expect(loaded.components["controlnet"]?.className == className)
  }

  /// The classes do not run yet, so only their components are looked for.
  @Test func findsConnectedPriors() throws {
    try check("connected", 128) { row, arguments in
      try AutoPipeline<Float>(row.task).plan(row.location, arguments).configuration
    }
  }

  private func check(
    _ section: String, _ count: Int,
    _ load: (LoadingRow, LoadArguments<Float>) throws -> PipelineConfiguration
  ) throws {
    let golden = try Self.golden.get()
    let rows = try #require(golden[section]?.arrayValue)
    #expect(rows.count == count)
    var folders = try LoadingFolders(saved: golden["saved"])
    for json in rows {
      let row = try LoadingRow(json, &folders)
      let messages = MessageLog()
      var arguments = row.arguments
      arguments.warn = messages.add
      let found: JSONValue
      do {
        let configuration = try load(row, arguments)
        found = [.string(configuration.className)]
        if let text = json["printed"] {
          #expect(.string(row.masked(configuration.description)) == text, "\(row)")
        }
      } catch let error as PythonError {
        let message = error.type == .recursionError ? "" : row.masked(error.message)
        found = [.string(error.type.rawValue), .string(message)]
      } catch {
        #expect(Self.readers.contains(row.result[0]?.stringValue ?? ""), "\(row): \(error)")
        continue
      }
      #expect(row.result == found, "\(row)")
      // Python goes through the components in any order, so it stops at any of them.
      let warnings = messages.messages.map(row.masked).sorted()
      if row.result[0] == "KeyError" {
        #expect(Set(row.warnings).isSuperset(of: warnings), "\(row)")
      } else {
        #expect(row.warnings.sorted() == warnings, "\(row)")
      }
    }
  }

  @Test func saysThatCombinedClassesDoNotRun() throws {
    let golden = try Self.golden.get()
    let json = try #require(golden["connected"]?.arrayValue?.first { $0["printed"] != nil })
    var folders = try LoadingFolders(saved: golden["saved"])
    let row = try LoadingRow(json, &folders)
    let pipeline = AutoPipeline<Float>(.textToImage)
    let plan = try pipeline.plan(row.location)
    guard PipelineRegistry.row(plan.signature.className) == nil else { return }
    let error = #expect(throws: UnsupportedError.self) {
      try pipeline.fromPretrained(row.location)
    }
    #expect(error?.description == "the reference does not have \(plan.signature.className) yet")
  }
}

private final class MessageLog: Sendable {
  private let list = Mutex<[String]>([])
  var messages: [String] { list.withLock { $0 } }
  @Sendable func add(_ message: String) { list.withLock { $0.append(message) } }
}
