import AutoPipelineConformance
import Checkpoints
import Tensors

#if canImport(SwiftPort)  // The suite's own package builds these files as one module.
  import SwiftPort
#endif

/// The port, in the words of the suite: what an adapter is for a program in another language.
enum Port {
  /// What it has. Nothing else is judged.
  static let implementation: JSONObject = [
    "name": "swift-port", "version": "0.1", "language": "Swift",
    "dtypes": ["float64"], "commands": ["schedule", "random"],
  ]

  /// Answers a line of the protocol.
  static func answer(_ line: JSONObject) throws -> SuiteAnswer {
    switch line["cmd"]?.stringValue {
    case "schedule": schedule(line)
    case "random": random(line)
    default: .skipped("not in this port")
    }
  }

  private static func schedule(_ line: JSONObject) -> SuiteAnswer {
    guard line["class"] == "EulerDiscreteScheduler" else {
      return .skipped("no scheduler but Euler's")
    }
    guard let options = EulerSchedule.Options(line["config"]?.objectValue ?? [:]) else {
      return .skipped("an option of the configuration is not in this port")
    }
    guard let steps = line["arguments"]?["num_inference_steps"]?.intValue else {
      return .skipped("a number of steps alone")
    }
    let schedule = EulerSchedule(options, steps: steps)
    return .schedule(timesteps: schedule.timesteps, sigmas: schedule.sigmas)
  }

  private static func random(_ line: JSONObject) -> SuiteAnswer {
    let draws = line["draws"]?.arrayValue ?? []
    guard let seed = line["seed"]?.intValue,
      draws.allSatisfy({ $0["kind"] == "uniform" && $0["dtype"] == "float32" })
    else { return .skipped("uniform numbers of float32 alone") }
    var generator = UniformGenerator(seed: UInt64(bitPattern: Int64(seed)))
    var tensors = SafetensorsWriter()
    for (number, draw) in draws.enumerated() {
      let shape = (draw["shape"]?.arrayValue ?? []).compactMap(\.intValue)
      let values = (0..<shape.reduce(1, *)).map { _ in generator.uniform() }
      tensors.add("random.\(number).uniform", Tensor(values, shape: shape))
    }
    return .tensors(tensors)
  }
}

extension EulerSchedule.Options {
  /// Nil for a configuration with an option that the port does not have.
  init?(_ config: JSONObject) {
    self.init()
    for (key, value) in config {
      switch key {
      case "num_train_timesteps": trainSteps = value.intValue ?? trainSteps
      case "beta_start": betaStart = value.doubleValue ?? betaStart
      case "beta_end": betaEnd = value.doubleValue ?? betaEnd
      case "steps_offset": stepsOffset = value.intValue ?? stepsOffset
      case "beta_schedule":
        guard let name = value.stringValue, let betas = EulerSchedule.Betas(rawValue: name) else {
          return nil
        }
        self.betas = betas
      case "timestep_spacing":
        guard let name = value.stringValue, let spacing = EulerSchedule.Spacing(rawValue: name)
        else { return nil }
        self.spacing = spacing
      case "prediction_type": break
      default: return nil
      }
    }
  }
}
