import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import AutoPipeline

/// Every class name that diffusers exports, under every task and option, against what diffusers chose.
@Suite struct ResolverTableTests {
  static let versions = [
    "0.35.2", "0.36.0", "0.37.0", "0.38.0", "0.39.0", "0.40.0", "0.41.0", "0.42.1",
  ]

  @Test(arguments: versions)
  func choosesAsDiffusers(_ version: String) throws {
    let table = try ResolverTable(version)
    let resolver = try Resolver(version: try #require(DiffusersVersion(version)))
    var (rows, resolved) = (0, 0)
    let time = processorTime {
      for row in table.rows {
        let options = ResolverOptions(controlNet: row.controlNet, enablePAG: row.enablePAG)
        var found: String
        do throws(PythonError) {
          found =
            row.isFromPipe
            ? try resolver.resolve(task: row.task, fromPipe: row.name, options: options)
            : try resolver.resolve(task: row.task, className: row.name, options: options)
          resolved += 1
        } catch {
          found = error.description
        }
        rows += 1
        if found != row.expected { Issue.record("\(row): \(found)") }
      }
    }
    #expect(time < .seconds(2))
    #expect(rows == table.names * table.tasks * 36)
    if version == "0.35.2" {
      #expect(rows == 25596)
      #expect(resolved == 687 + 2062)
    }
  }

  @Test(arguments: versions)
  func listsTheSameMappings(_ version: String) throws {
    let table = try ResolverTable(version)
    let mappings = Mappings(try #require(DiffusersVersion(version)))
    var order: [String] = []
    for (name, rows) in table.mappings {
      let isDecoder = name.hasSuffix("-decoder")
      let task = try #require(AutoTask(rawValue: name.replacing("-decoder", with: "")))
      let entries = mappings.entries(task, isDecoder ? .decoder : .whole)
      let listed: JSONValue = .array(entries.map { [.string($0.key), .string($0.className)] })
      #expect(listed == rows)
      order += entries.map(\.className)
    }
    var seen: Set<String> = []
    #expect(mappings.allClassNames == order.filter { seen.insert($0).inserted })
    let total = AutoTask.allCases.flatMap { mappings.entries($0) + mappings.entries($0, .decoder) }
    #expect(total.count == order.count)
  }

  /// Without a task any class that the release exports is made, and no other.
  @Test(arguments: versions)
  func exportsTheSameClasses(_ version: String) throws {
    let resolver = try Resolver(version: try #require(DiffusersVersion(version)))
    let exported = try Self.exports(version)
    for name in try Set(Self.versions.flatMap(Self.exports)) where !name.hasPrefix("Flax") {
      let isMade = (try? resolver.diffusionPipeline(className: .string(name))) == name
      #expect(isMade == exported.contains(name), "\(name)")
    }
  }

  private static func exports(_ version: String) throws -> Set<String> {
    let table = try JSONValue.load(
      contentsOf: Repository.golden.appending(path: "resolver/\(version).json"))
    return Set(
      (table["names"]?.arrayValue ?? []).flatMap { $0.arrayValue ?? [] }.compactMap(\.stringValue))
  }

  @Test func countsThePinnedMappings() {
    let counts = [AutoTask.textToImage, .imageToImage, .inpainting].map {
      [Mappings.pinned.entries($0).count, Mappings.pinned.entries($0, .decoder).count]
    }
    #expect(counts == [[39, 4], [20, 2], [16, 2]])
    #expect(Mappings.pinned.allClassNames.count == 82)
  }

  @Test(arguments: [
    ("StableDiffusionPipeline", AutoTask.textToImage, "0.35.2"),
    ("QwenImagePipeline", .textToImage, "0.36.0"),
    ("QwenImageEditPipeline", .imageToImage, "0.36.0"),
    ("Flux2Pipeline", .textToImage, "0.37.0"), ("WanPipeline", .textToVideo, "0.36.0"),
    ("WanImageToVideoPipeline", .imageToVideo, "0.36.0"),
    ("StableAudioPipeline", .textToAudio, "0.39.0"),
    ("KandinskyV22Pipeline", .textToImage, "0.35.2"),
  ])
  func knowsTheFirstVersion(_ className: String, _ task: AutoTask, _ version: String) {
    #expect(Mappings.firstVersion(of: className, task: task)?.description == version)
  }

  @Test func knowsNoVersionForOthers() {
    #expect(Mappings.firstVersion(of: "FluxFillPipeline", task: .inpainting) == nil)
    #expect(Mappings.firstVersion(of: "StableDiffusionPipeline", task: .inpainting) == nil)
  }

  @Test(arguments: ["0.35.1", "0.42.2", "1.0"])
  func refusesOtherReleases(_ text: String) throws {
    let version = try #require(DiffusersVersion(text))
    let error = #expect(throws: UnknownVersionError.self) { try Resolver(version: version) }
    #expect(error?.description.hasSuffix("choose a release from 0.35.2 to 0.42.1") == true)
  }

  @Test(arguments: [
    "", "1", "0.35.2.1", "0.35.dev0", "v0.35.2", "0..2", "-1.2", "99999999999999999999.0",
  ])
  func readsNoOtherVersions(_ text: String) {
    #expect(DiffusersVersion(text) == nil)
  }

  @Test func resolvesLaterTasks() throws {
    let resolver = try Resolver(version: .newest)
    #expect(
      try resolver.resolve(task: .imageToVideo, className: "LTXPipeline")
        == "LTXImageToVideoPipeline")
    #expect(
      try resolver.resolve(task: .textToAudio, className: "StableAudioPipeline")
        == "StableAudioPipeline")
    let error = #expect(throws: PythonError.self) {
      try resolver.resolve(task: .videoToVideo, className: "LTXPipeline")
    }
    #expect(error?.message == "AutoPipeline can't find a pipeline linked to LTXPipeline for ltx")
  }
}

/// A table that the oracle exported (`ci/oracle/resolver.py`).
private struct ResolverTable {
  struct Row {
    let name: String
    let task: AutoTask
    let isFromPipe: Bool
    let controlNet: ControlNetArgument?
    let enablePAG: Bool?
    let expected: String
  }

  let mappings: JSONObject
  let names: Int
  let tasks: Int
  let rows: [Row]

  init(_ version: String) throws {
    let url = Repository.golden.appending(path: "resolver/\(version).json")
    let table = try JSONValue.load(contentsOf: url)
    mappings = try #require(table["mappings"]?.objectValue)
    let groups = try #require(table["names"]?.arrayValue).map { $0.arrayValue ?? [] }
    names = groups.map(\.count).reduce(0, +)
    let tasks = try #require(table["rows"]?["task"]?.arrayValue).compactMap {
      $0.stringValue.flatMap(AutoTask.init(rawValue:))
    }
    self.tasks = tasks.count
    let controlNets: [ControlNetArgument?] = [
      nil, .null, .controlNet, .union, .controlNet, .controlNet,
    ]
    #expect(
      table["rows"]?["controlnet"] == [
        "absent", "null", "ControlNetModel", "ControlNetUnionModel", "[ControlNetModel]",
        "[ControlNetUnionModel]",
      ])
    let outcomes = try #require(table["outcomes"]?.arrayValue)
    let patterns = try #require(table["patterns"]?.arrayValue)
    var rows: [Row] = []
    for (group, pattern) in zip(groups, patterns) {
      let found = Self.expanded(pattern)
      #expect(found.count == tasks.count * 36)
      for name in group.compactMap(\.stringValue) {
        var position = 0
        for isFromPipe in [false, true] {
          for task in tasks {
            for controlNet in controlNets {
              for enablePAG in [nil, false, true] as [Bool?] {
                rows.append(
                  Row(
                    name: name, task: task, isFromPipe: isFromPipe, controlNet: controlNet,
                    enablePAG: enablePAG,
                    expected: Self.text(outcomes[found[position]], stem: name.dropLast(8))))
                position += 1
              }
            }
          }
        }
      }
    }
    self.rows = rows
  }

  private static func expanded(_ pattern: JSONValue) -> [Int] {
    let numbers = (pattern.arrayValue ?? []).compactMap(\.intValue)
    return stride(from: 0, to: numbers.count, by: 2).flatMap {
      repeatElement(numbers[$0], count: numbers[$0 + 1])
    }
  }

  private static func text(_ outcome: JSONValue, stem: Substring) -> String {
    if let className = outcome.stringValue { return className }
    let name = (outcome[0]?.stringValue ?? "").replacing("*", with: stem)
    return "ValueError: AutoPipeline can't find a pipeline linked to \(name) for "
      + (outcome[1]?.stringValue ?? "None")
  }
}
