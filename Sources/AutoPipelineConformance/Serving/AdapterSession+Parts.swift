import Checkpoints
import Foundation
import Pipelines
import Schedulers
import Tensors
import Tokenizers

extension AdapterSession {
  /// `schedule`: the timesteps and noise levels of a scheduler.
  static func schedule(_ line: AdapterRequest) throws -> JSONObject {
    let name = try line.string("class")
    let config = try line.optionalObject("config")
    let arguments = AdapterRequest(try line.optionalObject("arguments"))
    let request = ScheduleRequest(
      numInferenceSteps: try arguments.optionalInt("num_inference_steps"),
      timesteps: try arguments.optionalDoubles("timesteps"),
      sigmas: try arguments.optionalDoubles("sigmas"), mu: try arguments.optionalDouble("mu"),
      originalInferenceSteps: try arguments.optionalInt("original_inference_steps"),
      strength: try arguments.optionalDouble("strength"))
    try checkKeys(
      arguments.members,
      [
        "num_inference_steps", "timesteps", "sigmas", "mu", "original_inference_steps", "strength",
      ])
    guard SchedulerFactory.type(named: name) != nil else {
      throw UnsupportedRequest(description: "the reference does not have the scheduler \(name)")
    }
    switch try line.arithmetic() {
    case .float32: return try schedule(name, config, request, Float.self)
    case .float64: return try schedule(name, config, request, Double.self)
    }
  }

  private static func schedule<Scalar: TensorScalar>(
    _ name: String, _ config: JSONObject, _ request: ScheduleRequest, _: Scalar.Type
  ) throws -> JSONObject {
    var scheduler: any Scheduler<Scalar> = try SchedulerFactory.make(name, config, file: "config")
    try scheduler.setTimesteps(checking: request)
    return [
      "timesteps": .array(
        scheduler.timesteps.map { $0.isInteger ? .int(Int($0.value)) : .double($0.value) }),
      "sigmas": scheduler.sigmas.map { .array($0.map { .double(Double($0)) }) } ?? .null,
    ]
  }

  /// `tokens`: the ids of texts.
  static func tokens(_ line: AdapterRequest) throws -> JSONObject {
    let folder = try line.url("folder")
    let texts = line.members["texts"]?.arrayValue ?? []
    let strings = texts.compactMap(\.stringValue)
    guard line.members["texts"]?.arrayValue != nil, strings.count == texts.count else {
      throw line.fail("texts", "a list of strings")
    }
    let arguments = AdapterRequest(try line.optionalObject("arguments"))
    try checkKeys(
      arguments.members, ["padding", "max_length", "truncation", "add_special_tokens"])
    let length = try arguments.optionalInt("max_length")
    guard (length ?? 0) >= 0, (length ?? 0) <= 1 << 20 else {
      throw arguments.fail("max_length", "from 0 to \(1 << 20)")
    }
    let tokens = try tokenizer(folder, line.optionalString("class")).encode(
      strings, padding: try padding(arguments), maxLength: length,
      truncation: try arguments.optionalBool("truncation"),
      addSpecialTokens: try arguments.optionalBool("add_special_tokens") ?? true)
    return ["ids": rows(tokens.ids), "mask": rows(tokens.attentionMask)]
  }

  /// The tokenizer in `folder`: of the class that the line names, or the checkpoint around it, or its
  /// own files.
  static func tokenizer(
    _ folder: URL, _ className: String?
  ) throws -> any TextTokenizer {
    let index = folder.deletingLastPathComponent().appending(path: ModelIndex.fileName)
    let named = try? ModelIndex(contentsOf: index).component(folder.lastPathComponent)?.className
    let own = try? JSONValue.load(contentsOf: folder.appending(path: "tokenizer_config.json"))
    let className = className ?? named ?? own?["tokenizer_class"]?.stringValue ?? "CLIPTokenizer"
    let source = ComponentSource(folder: ComponentFolder(folder))
    guard let loader = ComponentLoader<Float>(className),
      let tokenizer = try loader.load(source) as? any TextTokenizer
    else {
      throw UnsupportedRequest(description: "the reference does not have \(className) yet")
    }
    return tokenizer
  }

  private static func padding(_ arguments: AdapterRequest) throws -> Padding {
    if let flag = arguments.members["padding"]?.boolValue { return flag ? .longest : .none }
    guard let name = try arguments.optionalString("padding") else { return .none }
    guard let padding = Padding(rawValue: name) else {
      throw arguments.fail(
        "padding", "one of \(Padding.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return padding
  }

  private static func rows(_ rows: [[Int]]) -> JSONValue {
    .array(rows.map { .array($0.map { .int($0) }) })
  }

  /// Refuses arguments that nothing would read.
  static func checkKeys(_ members: JSONObject, _ known: [String]) throws {
    if let unknown = members.keys.first(where: { !known.contains($0) }) {
      throw AdapterRequest.Malformed(
        description: "unknown argument '\(unknown)'; there are \(known.joined(separator: ", "))")
    }
  }
}
