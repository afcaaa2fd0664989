public import AutoPipeline
import Checkpoints
public import Foundation

/// The cases that a run of the suite has.
public struct SuitePlan: Sendable {
  /// One part of several that a run is cut into.
  public struct Shard: Sendable, Hashable, CustomStringConvertible {
    /// The part, from 1.
    public let number: Int
    /// The number of parts.
    public let count: Int

    /// The part that `text` names, such as `2/8`.
    public init?(_ text: String) {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let number = parts[0], let count = parts[1], count >= 1,
        (1...count).contains(number)
      else { return nil }
      self.number = number
      self.count = count
    }

    /// `2/8`.
    public var description: String { "\(number)/\(count)" }
  }

  /// What is chosen among all cases.
  public struct Selection: Sendable {
    /// The levels; nil for those that the implementation declares.
    public var levels: [Level]?
    /// Text that the ids have to contain.
    public var filter: String?
    /// The number formats; nil for those that the implementation declares.
    public var precisions: [Precision]?
    /// The release of diffusers that decides which classes are to be chosen; nil for the one that the
    /// implementation follows.
    public var diffusersVersion: DiffusersVersion?
    /// The part of the cases.
    public var shard: Shard?
    /// The limits of adapters.
    public var limits = AdapterLimits()

    /// Everything.
    public init() {}
  }

  /// The checks in order.
  let checks: [any Check]

  /// The number of cases.
  public var count: Int { checks.count }

  /// The ids with their number formats, in order.
  public var ids: [(id: String, precision: Precision?)] {
    checks.map { ($0.blank.id, $0.blank.precision) }
  }

  /// The cases for an implementation.
  ///
  /// - Throws: `UnknownVersionError` for a release whose choices are not known; what reading the suite's
  ///   own files throws.
  public init(
    checkout: URL = Suite.checkout, for implementation: Implementation,
    _ selection: Selection = Selection()
  ) throws {
    let builder = PlanBuilder(
      checkout: checkout, implementation: implementation, selection: selection)
    let levels = selection.levels ?? implementation.defaultLevels
    let all = try levels.filter(implementation.levels.contains).flatMap(builder.checks)
    let chosen = all.filter { check in
      selection.filter.map { check.blank.id.contains($0) } ?? true
    }
    guard let shard = selection.shard else {
      checks = chosen
      return
    }
    checks = stride(from: shard.number - 1, to: chosen.count, by: shard.count).map { chosen[$0] }
  }
}

/// Finds the checks of each level.
private struct PlanBuilder {
  let checkout: URL
  let implementation: Implementation
  let selection: SuitePlan.Selection

  private var golden: URL { checkout.appending(path: "Golden") }
  private var units: URL { golden.appending(path: "units") }

  private var precisions: [Precision] {
    implementation.precisions.filter { selection.precisions?.contains($0) ?? true }
  }

  func checks(_ level: Level) throws -> [any Check] {
    switch level {
    case .resolve: try resolve()
    case .schedule: try schedule()
    case .tokens: try tokens()
    case .random: try random()
    case .components: try components()
    case .pipeline, .image: pipelines(level)
    }
  }

  private func pipelines(_ level: Level) -> [any Check] {
    Suite(checkout: checkout, filter: selection.filter).cases.flatMap { item in
      precisions.map {
        PipelineCheck(
          item: item, level: level, precision: $0, implementation: implementation,
          limits: selection.limits)
      }
    }
  }

  private func components() throws -> [any Check] {
    try Suite(checkout: checkout).cases.flatMap { item in
      try ComponentCalls.all(of: item.request(), item.golden()).flatMap { call in
        precisions.map {
          ComponentCheck(item: item, call: call, precision: $0, limits: selection.limits)
        }
      }
    }
  }

  private func resolve() throws -> [any Check] {
    let folder = golden.appending(path: "resolver")
    guard exists(folder) else { return [] }
    let version = selection.diffusersVersion ?? implementation.diffusersVersion
    try version.checkKnown()
    let table = try ResolverTable(in: folder, version)
    let checks = table.names.map { name in
      ResolveCheck(className: name, version: version) { table.rows(of: name) }
    }
    guard version == .pinned else { return checks }
    let details = folder.appending(path: "details-\(version).json")
    return checks + [
      ResolveCheck(className: "DiffusionPipeline.from_pretrained", version: version) {
        try ResolverTable.Row.diffusionPipelines(contentsOf: details)
      }
    ]
  }

  private func schedule() throws -> [any Check] {
    let folder = units.appending(path: "schedulers")
    let files =
      (try? FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: nil)) ?? []
    return try files.filter { $0.lastPathComponent.hasSuffix("Scheduler.json") }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
      .flatMap { file in
        let rows = try JSONValue.load(contentsOf: file).arrayValue ?? []
        let golden = try SafetensorsFile(
          contentsOf: file.deletingPathExtension().appendingPathExtension("safetensors"))
        return rows.flatMap { row in
          precisions.filter { !$0.isHalf }.map {
            ScheduleCheck(
              className: row["class"]?.stringValue ?? "", row: row.objectValue ?? [:],
              precision: $0, golden: golden)
          }
        }
      }.filter(\.isUsable)
  }

  private func tokens() throws -> [any Check] {
    let slow = units.appending(path: "clip_tokenizer")
    let digested = ["clip_tokenizer_fast", "t5_tokenizer"].map { units.appending(path: $0) }
    let vectors: [any TokenVectors] =
      try (exists(slow) ? SlowCLIPVectors.all(in: slow) : [])
      + digested.filter(exists).flatMap { try DigestedVectors.all(in: $0) }
    return vectors.map { TokensCheck(vectors: $0) }
  }

  private func random() throws -> [any Check] {
    let file = units.appending(path: "random/default.json")
    guard exists(file) else { return [] }
    let sequences = try JSONValue.load(contentsOf: file)["sequences"]?.arrayValue ?? []
    return sequences.map { RandomCheck(sequence: $0) }.filter(\.isUsable)
  }

  private func exists(_ file: URL) -> Bool {
    FileManager.default.fileExists(atPath: file.path(percentEncoded: false))
  }
}
