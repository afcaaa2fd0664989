import Checkpoints
import Pipelines

/// The arguments of a ControlNet's first call that are no tensors, as diffusers' pipelines make them
/// of their own.
struct ControlNetArguments {
  /// The pipeline's keyword arguments.
  let call: JSONObject
  /// The pipeline's parameters.
  let defaults: [Parameter]
  /// The ControlNet's class.
  let className: String
  /// The number of models where there is a list of them.
  let count: Int?
  /// The number of steps.
  let stepCount: Int

  private var isUnion: Bool { className.contains("Union") }

  /// By upstream's names.
  var arguments: JSONObject {
    let scales = zip(self.scales, kept).map { $0 * $1 }
    var arguments: JSONObject = [
      "conditioning_scale": isListed
        ? .array(scales.map { .double($0) }) : .double(scales.first ?? 1)
    ]
    if call["guess_mode"] == true { arguments["guess_mode"] = true }
    if isUnion { arguments["control_type_idx"] = .array(kinds) }
    return arguments
  }

  /// Whether there is a scale for each of several models or pictures.
  private var isListed: Bool { className.contains("Multi") || isUnion }

  /// How many scales a single number stands for.
  private var pictureCount: Int { count ?? (isUnion ? modes.count : 1) }

  private var modes: [JSONValue] {
    let value = call["control_mode"] ?? .null
    return value.arrayValue ?? [value]
  }

  /// The kinds of pictures, for several models a list for each.
  private var kinds: [JSONValue] { count == nil ? modes : modes.map { [$0] } }

  private var scales: [Double] { numbers("controlnet_conditioning_scale", count: pictureCount) }

  /// 1 for each model or picture that counts at the first step, else 0.
  private var kept: [Double] {
    let (start, end) = ("control_guidance_start", "control_guidance_end")
    let counts = [start, end].compactMap { call[$0]?.arrayValue?.count }
    let count = counts.first ?? pictureCount
    return zip(numbers(start, count: count), numbers(end, count: count)).map { start, end in
      start > 0 || 1 / Double(max(stepCount, 1)) > end ? 0 : 1
    }
  }

  /// A list's numbers, or one number so many times.
  private func numbers(_ name: String, count: Int) -> [Double] {
    if let list = call[name]?.arrayValue { return list.compactMap(\.doubleValue) }
    let number = call[name]?.doubleValue ?? fallback(name)
    return Array(repeating: number, count: count)
  }

  private func fallback(_ name: String) -> Double {
    switch defaults.first(where: { $0.name == name })?.defaultValue {
    case .double(let value): value
    case .int(let value): Double(value)
    default: name == "control_guidance_start" ? 0 : 1
    }
  }
}
