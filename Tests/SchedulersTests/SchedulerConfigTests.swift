import Checkpoints
import Foundation
import Tensors
import Testing

@testable import Schedulers

@Suite struct SchedulerConfigTests {
  /// What diffusers' own `from_config` makes of configurations of other classes.
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let scheduler: String
    let input: JSONObject
    let registered: JSONObject
    let warning: String?
    var testDescription: String { name }

    static let all: [Row] = {
      let file = ScheduleRow.folder.appending(path: "configurations.json")
      let rows = (try? JSONValue.parse((try? Data(contentsOf: file)) ?? Data()))?.arrayValue ?? []
      return rows.map {
        Row(
          name: $0["name"]?.stringValue ?? "", scheduler: $0["class"]?.stringValue ?? "",
          input: $0["input"]?.objectValue ?? [:],
          registered: $0["registered"]?.objectValue ?? [:],
          warning: $0["warning"]?.stringValue)
      }
    }()
  }

  @Test func tableIsThere() {
    #expect(Set(Row.all.map(\.scheduler)) == Set(SchedulerFactory.types.map(\.name)))
  }

  @Test(arguments: Row.all) func registersWhatDiffusersDoes(_ row: Row) throws {
    let scheduler = try SchedulerFactory.make(row.scheduler, row.input, as: Double.self)
    let values = scheduler.config.values
    let keys = Set(values.keys).union(row.registered.keys)
    for key in keys.sorted() { #expect(values[key] == row.registered[key], "\(key)") }
    #expect(scheduler.config.warnings == [row.warning].compactMap { $0 })
  }

  @Test func changingAConfigurationRebuilds() throws {
    let original = try SchedulerFactory.make("PNDMScheduler", [:], as: Double.self)
    var config = original.config
    config["skip_prk_steps"] = true
    config["steps_offset"] = 1
    var changed = try SchedulerFactory.make(config, as: Double.self)
    try changed.setTimesteps(4)
    #expect(changed.timesteps == [751, 501, 501, 251, 1].map { .integer($0) })
  }

  static let hostile: [(String, JSONObject)] = [
    ("DDIMScheduler", ["num_train_timesteps": 1_000_000_000_000]),
    ("DDIMScheduler", ["num_train_timesteps": 0]),
    ("DDIMScheduler", ["num_train_timesteps": "many"]),
    ("DDPMScheduler", ["beta_start": [1]]),
    ("EulerDiscreteScheduler", ["trained_betas": ["a"]]),
    ("FlowMatchEulerDiscreteScheduler", ["shift": nil]),
    ("UniPCMultistepScheduler", ["solver_p": ["_class_name": "DDIMScheduler"]]),
    ("NoSuchScheduler", [:]),
    ("", [:]),
  ]

  @Test(arguments: hostile) func hostileConfigurationsAreRefused(
    _ name: String, _ json: JSONObject
  ) {
    #expect(throws: CheckpointError.self) {
      try SchedulerFactory.make(name, json, as: Float.self)
    }
  }

  static let wrongRequests: [JSONObject] = [
    ["num_inference_steps": "5"], ["timesteps": 3], ["sigmas": ["a"]], ["mu": []], ["steps": 3],
  ]

  @Test(arguments: wrongRequests) func wrongArgumentsAreRefused(_ arguments: JSONObject) {
    #expect(throws: CheckpointError.self) { try ScheduleRequest(arguments) }
  }

  @Test func absurdRequestsAreRefused() throws {
    var scheduler = try SchedulerFactory.make("EulerDiscreteScheduler", [:], as: Float.self)
    #expect(throws: CheckpointError.self) {
      try scheduler.setTimesteps(checking: ScheduleRequest(numInferenceSteps: 1 << 40))
    }
    #expect(throws: PythonError.self) { try scheduler.setTimesteps(-(1 << 40)) }
  }
}
