import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import AutoPipeline

/// Odd input, signatures, conversions and printing against what diffusers did
/// (`ci/oracle/resolver_details.py`).
@Suite struct ResolverDetailTests {
  private let golden: JSONValue
  private let folder: TemporaryFolder
  private let cache: HubCache

  init() throws {
    golden = try JSONValue.load(
      contentsOf: Repository.golden.appending(path: "resolver/details-0.35.2.json"))
    folder = try TemporaryFolder()
    cache = HubCache(root: folder.url.appending(path: "cache"))
  }

  private func rows(_ part: String) throws -> [JSONValue] {
    let rows = try #require(golden[part]?.arrayValue)
    #expect(!rows.isEmpty)
    return rows
  }

  /// `[value]` or `[type, message]`, as the oracle writes it.
  private func result(_ call: () throws -> String) -> JSONValue {
    do {
      return [.string(try call())]
    } catch let error as PythonError {
      let message = error.message.replacing(folder.path, with: "FOLDER")
      return [.string(error.type.rawValue), .string(message)]
    } catch {
      return [.string("\(error)"), nil]
    }
  }

  @Test func knowsEverySignature() throws {
    let rows = try rows("signatures")
    #expect(rows.count == 86)
    for row in rows {
      let name = try #require(row["class"]?.stringValue)
      let signature = try #require(PipelineSignature.of(name))
      #expect(row["python"] == .string(signature.pythonClass))
      #expect(row["components"] == .array(signature.components.map { .string($0) }))
      #expect(row["options"] == .array(signature.options.map { .string($0) }))
      #expect(row["optional"] == .array(signature.optionalComponents.sorted().map { .string($0) }))
      #expect(row["connects"] == .bool(signature.loadsConnectedPipelines))
      let plain = signature.expectedComponents(isOnClass: false)
      #expect(row["plain"] == .array(plain.map { .string($0) }))
      for (component, types) in row["types"]?.objectValue ?? [:] {
        #expect(.string(signature.types(of: component)) == types, "\(name).\(component)")
      }
    }
  }

  @Test func readsEveryKindOfClassName() throws {
    for row in try rows("class_names") {
      let task = try #require(row[1]?.stringValue.flatMap(AutoTask.init(rawValue:)))
      let index: JSONValue = ["_class_name": row[0] ?? nil]
      try folder.write(index.serialized(), "model_index.json")
      let options = ResolverOptions(
        controlNet: row[2] == true ? .null : nil, enablePAG: row[3]?.boolValue)
      let found = result {
        try Resolver().resolve(
          task: task, checkpoint: CheckpointLocation(folder.path, cache: cache), options: options)
      }
      // Where diffusers found a class it went on, and missed the components.
      if let name = found[0]?.stringValue, found[1] == nil {
        #expect(row[4]?[1]?.stringValue?.contains(".\(name)'>") == true)
      } else {
        #expect(found == row[4])
      }
    }
  }

  @Test func refusesOtherTexts() throws {
    for row in try rows("texts") {
      try folder.write(try #require(row[0]?.stringValue), "model_index.json")
      let found = result {
        try Resolver().resolve(
          task: .textToImage, checkpoint: CheckpointLocation(folder.path, cache: cache))
      }
      #expect(found == row[1])
    }
  }

  @Test func refusesOtherPaths() throws {
    try folder.write([8, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe], "weights.safetensors")
    try folder.write("", "empty/x")
    for row in try rows("paths") {
      let name = try #require(row["name"]?.stringValue).replacing("FOLDER", with: folder.path)
      let location = CheckpointLocation(name, cache: cache)
      let found = result { try Resolver().resolve(task: .inpainting, checkpoint: location) }
      #expect(found == row["auto"])
      guard let expected = row["diffusion"], !name.contains("/empty") else { continue }
      #expect(result { try location.folder() } == expected)
    }
  }

  @Test func missesComponents() throws {
    for row in try rows("missing") {
      let name = try #require(row[0]?.stringValue)
      try folder.write(
        "{\"_class_name\": \"\(name)\", \"_diffusers_version\": \"0.35.2\"}", "model_index.json")
      let found = result {
        try PipelineLoading<Float>(
          resolver: Resolver(), location: CheckpointLocation(folder.path, cache: cache),
          arguments: LoadArguments(), className: name, builds: { _ in false }
        ).plan().signature.className
      }
      #expect(found == row[1])
    }
  }

  @Test func choosesForDiffusionPipeline() throws {
    for row in try rows("diffusion_classes") {
      // Any attribute of diffusers counts there, even this one.
      if row[0] == "DiffusionPipeline" { continue }
      let found = result {
        try Resolver().diffusionPipeline(
          className: row[0] ?? nil, loadsConnectedPipeline: row[1] == true)
      }
      #expect(found == row[2])
    }
  }

  @Test func convertsPipelines() throws {
    for row in try rows("conversions") {
      let name = try #require(row["class"]?.stringValue)
      let task = try #require(row["task"]?.stringValue.flatMap(AutoTask.init(rawValue:)))
      let config = try #require(row["config"]?.objectValue)
      let arguments = try #require(row["arguments"]?.objectValue)
      let source = try #require(PipelineSignature.of(name))
      var plan: PipelineConversion?
      let found = result {
        let chosen = try Resolver().resolve(task: task, fromPipe: name)
        let signature = try #require(PipelineSignature.of(chosen))
        plan = try PipelineConversion(
          to: signature, config: config, components: Set(source.components),
          passedComponents: Set(arguments.keys), passedOptions: arguments)
        return chosen
      }
      if let error = row["error"] {
        #expect(found == error)
        continue
      }
      let conversion = try #require(plan)
      #expect(.string(conversion.className) == row["chosen"])
      let call = try #require(row["call"]?.objectValue)
      let components =
        conversion.reused.map { ($0, JSONValue.string($0)) }
        + conversion.passed.map { ($0, arguments[$0] ?? nil) }
      #expect(sorted(JSONObject(components).merging(conversion.options)) == sorted(call))
      #expect(sorted(conversion.remembered) == sorted(row["remembered"]?.objectValue ?? [:]))
    }
  }

  private func sorted(_ object: JSONObject) -> String {
    JSONValue.object(object).serialized(sortedKeys: true)
  }

  @Test func printsAsPython() throws {
    for row in try rows("prints") {
      let name = try #require(row["class"]?.stringValue)
      let config = try #require(row["config"]?.objectValue)
      let text = PipelineConfiguration(className: name, members: config).description
      #expect(.string(text) == row["text"])
    }
  }

  @Test func cannotBeInstantiated() throws {
    for row in try rows("instances") {
      let task = try #require(row[0]?.stringValue.flatMap(AutoTask.init(rawValue:)))
      #expect(result { throw task.instantiationError } == row[1])
    }
  }
}
