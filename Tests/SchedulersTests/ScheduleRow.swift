import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Schedulers

/// One row of the table that the oracle made: a scheduler, what is done with it, and the noise of
/// torch's own float32 runs.
struct ScheduleRow: Sendable, CustomTestStringConvertible {
  static let folder = Repository.golden.appending(path: "units/schedulers")

  let scheduler: String
  let name: String
  let json: JSONValue

  var testDescription: String { "\(scheduler) \(name)" }

  /// All rows of all classes.
  static let all: [ScheduleRow] = {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter {
      $0.pathExtension == "json" && $0.lastPathComponent != "configurations.json"
    }
    .sorted { $0.path < $1.path }
    .flatMap { file -> [ScheduleRow] in
      let data = (try? Data(contentsOf: file)) ?? Data()
      let rows = (try? JSONValue.parse(data))?.arrayValue ?? []
      return rows.map {
        ScheduleRow(
          scheduler: $0["class"]?.stringValue ?? "", name: $0["name"]?.stringValue ?? "",
          json: $0)
      }
    }
  }()

  /// The constructor's keyword arguments; infinite numbers are spelled out.
  var config: JSONObject {
    var config = json["config"]?.objectValue ?? [:]
    for (key, value) in config where value.stringValue?.hasSuffix("inf") == true {
      config[key] = .double(value.stringValue == "inf" ? .infinity : -.infinity)
    }
    return config
  }

  /// The arguments of `set_timesteps`.
  func request() throws -> ScheduleRequest {
    try ScheduleRequest(json["set"]?.objectValue ?? [:])
  }

  /// Whether the row's key is `true`.
  func flag(_ key: String) -> Bool { json[key]?.boolValue ?? false }

  /// The error that diffusers raises, `type: message`.
  var error: String? {
    guard let error = json["error"] else { return nil }
    return "\(error["type"]?.stringValue ?? ""): \(error["message"]?.stringValue ?? "")"
  }

  /// The shapes of the random draws.
  var draws: [[Int]] {
    (json["draws"]?.arrayValue ?? []).map { ($0.arrayValue ?? []).compactMap(\.intValue) }
  }

  /// The seeds that a Brownian tree draws from, in order.
  var seeds: [Int] { (json["seeds"]?.arrayValue ?? []).compactMap(\.intValue) }

  /// What float32 is off by at most in the entry `name`; nil if torch's own float32 runs give NaN or
  /// infinity where there should be none.
  func noise(_ name: String) -> Double? {
    guard let noise = json["noise"]?[name] else { return 0 }
    return noise.doubleValue
  }
}
