import Checkpoints
import Foundation
import Pipelines
import Schedulers
import Tensors

/// Explanations by the reference itself with a bug switched on: the component is given the golden's
/// inputs, and its outputs are held against those of the run.
struct SwitchedBugs {
  let residual: Residual
  let entries: EntryJudge

  private static let faults: [(KernelFault, String)] = [
    (.tanhGELU, "GELU by its tanh approximation where the error function is asked for"),
    (.exactGELU, "GELU by the error function where its tanh approximation is asked for"),
    (.largeEpsilon, "norms with ten times their epsilon, such as 1e-5 for 1e-6"),
    (.smallEpsilon, "norms with a tenth of their epsilon, such as 1e-6 for 1e-5"),
    (.noCausalMask, "attention without its causal mask"),
    (.noAttentionMask, "attention without the mask that it is given"),
    (.noAttentionScale, "attention without its scale"),
  ]

  /// Values of a configuration that are often mistaken for each other; `nil` stands for none given.
  private static let changes: [(key: String, values: [JSONValue])] = [
    ("hidden_act", ["gelu", "quick_gelu", "gelu_new"]),
    ("act_fn", ["silu", "gelu", "mish", "relu"]),
    ("layer_norm_eps", [1e-5, 1e-6, 1e-12]), ("norm_eps", [1e-5, 1e-6]),
    ("flip_sin_to_cos", [true, false]), ("freq_shift", [0, 1]),
    ("center_input_sample", [true, false]), ("mid_block_scale_factor", [1, 1.4142135623730951]),
  ]

  /// What is changed in a scheduler's configuration.
  private static let scheduleChanges: [(key: String, values: [JSONValue])] = [
    ("timestep_spacing", ["leading", "trailing", "linspace"]), ("steps_offset", [0, 1]),
    ("beta_schedule", ["linear", "scaled_linear", "squaredcos_cap_v2"]),
    ("use_karras_sigmas", [true, false]), ("use_exponential_sigmas", [true, false]),
    ("use_beta_sigmas", [true, false]), ("rescale_betas_zero_snr", [true, false]),
    ("skip_prk_steps", [true, false]), ("final_sigmas_type", ["zero", "sigma_min"]),
    ("interpolation_type", ["linear", "log_linear"]), ("shift", [1.0, 3.0]),
    ("use_dynamic_shifting", [true, false]), ("set_alpha_to_one", [true, false]),
  ]

  func explanations() throws -> [String] {
    let parts = residual.entry.split(separator: ".").map(String.init)
    guard parts.count >= 5, parts[2] == "0", parts[3] == "out" else { return [] }
    if parts[1] == "set_timesteps" { return schedule(parts[4]) }
    let calls = try ComponentCalls.all(of: entries.request, entries.golden)
    guard let call = calls.first(where: { $0.component == parts[0] && $0.method == parts[1] })
    else {
      return []
    }
    let output = parts[4...].joined(separator: ".")
    let inputs = try call.inputs(of: entries.expected, .float64)
    let file = try SafetensorsFile(bytes: inputs.serialized(), file: "inputs")
    let trial = ComponentTrial(call: call, inputs: file, output: output)
    // Where the reference does not make the golden of the golden's inputs, it can explain nothing.
    guard let plain = trial.values([:], nil), isGolden(plain) else { return [] }
    for (fault, name) in Self.faults {
      if let values = trial.values([:], fault), residual.isNear(values) { return [name] }
    }
    let configuration = try? call.folder()?.configuration()
    for (key, values) in Self.changes {
      for value in values where configuration?.members[key] != value {
        if let outcome = trial.values([key: value], nil), residual.isNear(outcome) {
          return ["\(key) \(value.serialized()) in the configuration of \(call.component)"]
        }
      }
    }
    return []
  }

  private func isGolden(_ values: [Double]) -> Bool {
    values.count == residual.want.count && Distance(values, residual.want).max <= residual.tolerance
  }

  private func schedule(_ entry: String) -> [String] {
    let folder = ComponentFolder(entries.request.checkpoint.appending(path: "scheduler"))
    guard let base = try? folder.configuration("scheduler_config.json") else { return [] }
    var (className, own) = (base.className ?? "", JSONObject())
    if case .fromConfig(let name, let changes)? =
      entries.request.load.last(where: { $0.name == "scheduler" })?.component
    {
      (className, own) = (name, changes)
    }
    func values(_ changes: JSONObject) -> [Double]? {
      guard
        var scheduler: any Scheduler<Double> = try? SchedulerFactory.make(
          className, base.members, changes: own.merging(changes)),
        let steps = entries.request.call["num_inference_steps"]?.intValue,
        (try? scheduler.setTimesteps(checking: ScheduleRequest(numInferenceSteps: steps))) != nil
      else { return nil }
      return entry == "timesteps" ? scheduler.timesteps.map(\.value) : scheduler.sigmas
    }
    guard let plain = values([:]), isGolden(plain) else { return [] }
    for (key, options) in Self.scheduleChanges {
      for value in options {
        if let outcome = values([key: value]), residual.isNear(outcome) {
          return ["\(key) \(value.serialized()) in the scheduler's configuration"]
        }
      }
    }
    return []
  }
}

/// One call of a component of the reference, with changes.
private struct ComponentTrial {
  let call: ComponentCall
  let inputs: SafetensorsFile
  let output: String

  /// The output; nil where the component cannot be built so.
  func values(_ changes: JSONObject, _ fault: KernelFault?) -> [Double]? {
    try? KernelFault.$active.withValue(fault) { () throws -> [Double]? in
      guard let folder = try call.folder(), let loader = ComponentLoader<Double>(call.className)
      else { return nil }
      let component = try loader.load(
        ComponentSource(folder: folder, variant: call.variant, changes: changes))
      let outputs = try ComponentInputs<Double>(
        file: inputs, arguments: AdapterRequest(call.arguments)
      ).call(component, call.method)
      guard let entry = outputs?.first(where: { $0.name == output })?.entry else { return nil }
      return RecordedTranscript.Values(entry).doubles
    }
  }
}
