import AutoPipeline
import Checkpoints
import Foundation
import Pipelines
import Synchronization
import TestSupport
import Testing

/// What loading refuses and warns of, against what diffusers said (`ci/oracle/resolver_details.py`).
@Suite struct LoadingTests {
  private static let checkpoint = Repository.fixtures.appending(
    path: "checkpoints/stable-diffusion")

  /// How Python prints objects, and where it finds their classes, are placeholders.
  private static func masked(_ text: String) -> String {
    text.replacing(/^.* is of type: <class '[a-z0-9_.]*/, with: "OBJECT is of type: <class '")
  }

  @Test func refusesAndWarnsAsDiffusers() throws {
    let golden = try JSONValue.load(
      contentsOf: Repository.golden.appending(path: "resolver/details-0.35.2.json"))
    let rows = try #require(golden["loading"]?.arrayValue)
    #expect(rows.count == 77)
    let cache = ComponentCache<Float>()
    let parts = try AutoPipeline<Float>(nil).fromPretrained(
      CheckpointLocation(Self.checkpoint.path(percentEncoded: false))
    ).pipeline.components
    for row in rows {
      let members = try #require(row["arguments"]?.objectValue)
      let folder = try TemporaryFolder()
      var location = Self.checkpoint.path(percentEncoded: false)
      let messages = MessageLog()
      var arguments = LoadArguments<Float>()
      arguments.cache = cache
      arguments.warn = messages.add
      var isUnusable = false
      for (name, value) in members {
        switch name {
        case "device_map": arguments.deviceMap = value
        case "torch_dtype": arguments.torchDType = value
        case "variant": arguments.variant = value.stringValue
        case "without":
          location = folder.path
          try Self.copy(to: folder.url, without: value.stringValue ?? "")
        default:
          guard let other = value["component"]?.stringValue else {
            arguments.options[name] = value
            continue
          }
          // Another model of the same library is refused here, diffusers only warns.
          isUnusable = name == "unet" && other == "vae"
          arguments.components[name] = .component(try #require(parts[other]))
        }
      }
      let task = row["task"]?.stringValue.flatMap(AutoTask.init(rawValue:))
      do {
        let pipeline = try AutoPipeline<Float>(task).fromPretrained(
          CheckpointLocation(location), arguments)
        #expect(row["result"] == [.string(pipeline.className)], "\(members)")
      } catch let error as PythonError {
        let message = error.message.replacing(
          folder.path,
          with: "FOLDER/\(members["without"]?.stringValue.map { "without-" + $0 } ?? "")")
        #expect(row["result"]?[0]?.stringValue == error.type.rawValue, "\(members)")
        #expect(
          row["result"]?[1]?.stringValue.map(Self.masked) == Self.masked(message), "\(members)")
      } catch {
        #expect(isUnusable, "\(error)")
        continue
      }
      #expect(row["warnings"] == .array(messages.messages.map { .string($0) }), "\(members)")
    }
  }

  private static func copy(to folder: URL, without missing: String) throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: checkpoint.path(percentEncoded: false))
    for name in names where name != missing {
      try FileManager.default.copyItem(
        at: checkpoint.appending(path: name), to: folder.appending(path: name))
    }
  }

  /// A decoder's checkpoint whose card names a prior: its components count, the class is not there yet.
  @Test func findsConnectedPriors() throws {
    let folder = try TemporaryFolder()
    let decoder = ["unet", "scheduler", "movq"].map { "\"\($0)\": [\"diffusers\", \"X\"]" }
    try folder.write(
      "{\"_class_name\": \"KandinskyV22Pipeline\", \(decoder.joined(separator: ", "))}",
      "decoder/model_index.json")
    let prior = ["image_encoder", "image_processor", "prior", "scheduler", "text_encoder"]
      .map { "\"\($0)\": [\"diffusers\", \"X\"]" }
    try folder.write(
      "{\"_class_name\": \"KandinskyV22PriorPipeline\", \"tokenizer\": [\"diffusers\", \"X\"],"
        + " \(prior.joined(separator: ", "))}", "prior/model_index.json")
    let location = CheckpointLocation(
      folder.path + "/decoder", cache: HubCache(root: folder.url.appending(path: "cache")))
    let auto = AutoPipeline<Float>(.textToImage)
    #expect(try auto.className(of: location) == "KandinskyV22CombinedPipeline")
    let missing = #expect(throws: PythonError.self) { try auto.fromPretrained(location) }
    #expect(missing?.message.contains("'prior_text_encoder'") == true)
    #expect(missing?.message.hasSuffix("{'movq', 'scheduler', 'unet'} were passed.") == true)

    try folder.write("---\nprior:\n- no/such\n---\n", "decoder/README.md")
    let uncached = #expect(throws: PythonError.self) { try auto.fromPretrained(location) }
    #expect(uncached?.message.hasPrefix("Cannot load model no/such") == true)

    try folder.write("---\nprior:\n- \(folder.path)/prior\n---\n", "decoder/README.md")
    let unsupported = #expect(throws: UnsupportedError.self) { try auto.fromPretrained(location) }
    #expect(
      unsupported?.description == "the reference does not have KandinskyV22CombinedPipeline yet")

    var arguments = LoadArguments<Float>()
    arguments.deviceMap = "balanced"
    let placed = #expect(throws: PythonError.self) { try auto.fromPretrained(location, arguments) }
    #expect(placed?.message == "`device_map` is not yet supported for connected pipelines.")
  }
}

private final class MessageLog: Sendable {
  private let list = Mutex<[String]>([])
  var messages: [String] { list.withLock { $0 } }
  @Sendable func add(_ message: String) { list.withLock { $0.append(message) } }
}
