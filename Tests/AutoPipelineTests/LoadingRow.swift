import AutoPipeline
import Checkpoints
import Foundation
import Pipelines
import TestSupport
import Testing

/// A row of the table: a checkpoint, arguments, and what diffusers made of them.
struct LoadingRow: CustomStringConvertible {
  let task: AutoTask?
  let location: CheckpointLocation
  let arguments: LoadArguments<Float>
  let result: JSONValue
  let warnings: [String]
  let description: String
  private let folder: String

  /// The row, with its folder made.
  init(_ json: JSONValue, _ folders: inout LoadingFolders) throws {
    folder = try folders.make(try #require(json["steps"]))
    let root = folder
    let name = try #require(json["name"]?.stringValue).replacing("FOLDER", with: root)
    task = json["task"]?.stringValue.flatMap(AutoTask.init(rawValue:))
    location = CheckpointLocation(
      name, cache: HubCache(root: URL(filePath: root).appending(path: "home/hub")))
    var arguments = LoadArguments<Float>()
    for (name, value) in try #require(json["arguments"]?.objectValue) {
      let isPart = !LoadArguments<Float>.keywordNames.contains(name)
      if let other = value["component"]?.stringValue {
        arguments.components[name] = .component(try #require(folders.parts[other]))
      } else if isPart, value.isNull {
        arguments.components[name] = .null
      } else {
        let text = value.stringValue?.replacing("FOLDER", with: root)
        arguments.set(name, text.map { .string($0) } ?? value)
      }
      if name == "controlnet" { arguments.choice.controlNet = value.isNull ? .null : .controlNet }
    }
    self.arguments = arguments
    result = try #require(json["result"])
    warnings = try #require(json["warnings"]?.arrayValue).compactMap(\.stringValue)
    description =
      "\(json["steps"]?.serialized() ?? "") \(name) \(json["task"]?.serialized() ?? "")"
      + " \(json["arguments"]?.serialized() ?? "")"
  }

  /// `text` with the placeholders of the table: for the folder, and for how Python prints objects.
  func masked(_ text: String) -> String {
    text.replacing(folder, with: "FOLDER")
      .replacing(/^.* is of type:/, with: "OBJECT is of type:")
      .replacing(
        /non-standard module .*\. We cannot/, with: "non-standard module OBJECT. We cannot")
  }
}

/// Makes the folders of rows.
struct LoadingFolders {
  /// The components of the checkpoint that rows pass some of.
  let parts: PipelineComponents<Float>
  private let saved: [JSONValue]
  private var steps: JSONValue = nil
  private var folder: TemporaryFolder

  init(saved: JSONValue?) throws {
    self.saved = try #require(saved?.arrayValue)
    folder = try TemporaryFolder()
    let fixture = Self.fixture("stable-diffusion").path(percentEncoded: false)
    parts = try AutoPipeline<Float>(nil).fromPretrained(CheckpointLocation(fixture))
      .pipeline.components
  }

  private static func fixture(_ name: String) -> URL {
    Repository.fixtures.appending(path: "checkpoints/\(name)")
  }

  /// The path of the folder that the steps make.
  mutating func make(_ steps: JSONValue) throws -> String {
    if steps == self.steps { return folder.path }
    folder = try TemporaryFolder()
    self.steps = steps
    for step in try #require(steps.arrayValue) {
      let words = (step.arrayValue ?? []).map { $0.stringValue ?? "" }
      switch words[0] {
      case "fixture": try copy(words[1], to: folder.url.appending(path: words[2]))
      case "tiny": try placeholders(words[1], at: words[2])
      case "write": try folder.write(words[2].replacing("FOLDER", with: folder.path), words[1])
      case "remove": try remove(words[1])
      case "clear":
        try remove(words[1])
        try FileManager.default.createDirectory(
          at: folder.url.appending(path: words[1]), withIntermediateDirectories: false)
      case "index": try change(words[1], step[2]?.objectValue ?? [:])
      default: Issue.record("no such step: \(words[0])")
      }
    }
    return folder.path
  }

  /// Copies a fixture, whose folders may be links to those of another one.
  private func copy(_ name: String, to target: URL) throws {
    let manager = FileManager.default
    try manager.createDirectory(at: target, withIntermediateDirectories: true)
    let source = Self.fixture(name)
    for entry in try manager.contentsOfDirectory(atPath: source.path(percentEncoded: false)) {
      try manager.copyItem(
        at: source.appending(path: entry).resolvingSymlinksInPath(),
        to: target.appending(path: entry))
    }
  }

  /// Files without content stand for those of a pipeline that the oracle saved.
  private func placeholders(_ name: String, at path: String) throws {
    let pipeline = try #require(saved.first { $0["name"]?.stringValue == name })
    try folder.write(
      pipeline["model_index.json"]?.stringValue ?? "", "\(path)/model_index.json")
    for file in (pipeline["files"]?.arrayValue ?? []).compactMap(\.stringValue) {
      try folder.write(file.hasSuffix(".json") ? "{}" : "", "\(path)/\(file)")
    }
  }

  private func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: folder.url.appending(path: path))
  }

  private func change(_ path: String, _ members: JSONObject) throws {
    let file = "\(path)/model_index.json"
    let old = try JSONValue.load(contentsOf: folder.url.appending(path: file))
    let new = JSONValue.object((old.objectValue ?? [:]).merging(members))
    try folder.write(new.serialized(), file)
  }
}
