import Checkpoints
import Foundation
import Tensors

/// The first call of a component's method in a golden, with the golden's inputs: *forced*, so that one
/// wrong operation shows alone.
struct ComponentCheck: Check {
  let item: ConformanceCase
  let call: ComponentCall
  let precision: Precision
  let limits: AdapterLimits

  var blank: CaseReport {
    let place = item.id.replacing("/", with: ".")
    return CaseReport(
      id: "components/\(call.className)/\(place).\(call.component).\(call.method)",
      level: .components, className: call.className, precision: precision,
      verdict: precision.required)
  }

  func judge(_ asking: any Asking, in folder: URL) throws -> CaseReport {
    var report = blank
    let output = folder.absoluteURL
    try ResultFolder(output).create()
    let golden = try item.golden()
    let expected = try golden.transcript(float32: precision != .float64)
    let inputs = output.appending(path: "inputs.safetensors")
    try call.inputs(of: expected, precision).write(to: inputs)
    let start = ContinuousClock.now
    let reply = try asking.ask(line(inputs, output))
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    let files = ResultFile(folder: output, sizeLimit: limits.fileSlack)
    try report.judge(reply, in: files) { file, report in
      try compare(file, golden, expected, &report)
    }
    return report
  }

  private func line(_ inputs: URL, _ output: URL) -> JSONObject {
    var line: JSONObject = [
      "cmd": "component", "checkpoint": .string(call.checkpoint.path(percentEncoded: false)),
      "component": .string(call.component), "class": .string(call.className),
    ]
    line["folder"] = call.folder.map { .string($0.path(percentEncoded: false)) }
    line["variant"] = call.variant.map { .string($0) }
    if !call.arguments.isEmpty { line["arguments"] = .object(call.arguments) }
    return line.merging([
      "method": .string(call.method), "inputs": .string(inputs.path(percentEncoded: false)),
      "output": .string(output.path(percentEncoded: false)),
      "dtype": .string(precision.rawValue),
    ])
  }

  private func compare(
    _ file: SafetensorsFile, _ golden: Golden, _ expected: RecordedTranscript,
    _ report: inout CaseReport
  ) throws {
    let prefix = call.prefix + "out."
    let outputs = try RecordedTranscript(file, requiresOrder: false)
    let judge = EntryJudge(
      precision: precision, golden: golden, expected: expected,
      actual: outputs.renamed { prefix + $0 }, request: try item.request())
    report.note(try TranscriptJudge(judge, .starting(prefix)).judge())
    if let fault = report.divergence {
      report.verdict = .wrong
      report.diagnosis = try Diagnosis(entries: judge).explanations(of: fault)
    }
  }
}

/// A call in a golden that a component makes by itself, all of whose inputs were recorded.
struct ComponentCall: Sendable {
  let component: String
  let method: String
  let className: String
  let checkpoint: URL
  /// The folder of a component that the request takes from elsewhere.
  let folder: URL?
  /// The variant of the weight files.
  let variant: String?
  /// Arguments that are no tensors.
  let arguments: JSONObject

  /// The start of the call's entries.
  var prefix: String { "\(component).\(method).0." }

  private static let methods: Set = ["forward", "encode", "decode"]

  /// The calls of a case.
  static func calls(of request: Request, _ golden: Golden) throws -> [ComponentCall] {
    guard golden.error == nil, request.setup.isEmpty, request.fromPipe == nil else { return [] }
    let transcript = try golden.transcript(float32: false)
    let index = try ModelIndex(contentsOf: request.checkpoint.appending(path: ModelIndex.fileName))
    var seen: Set<String> = []
    return try transcript.order.compactMap { name -> ComponentCall? in
      let parts = name.split(separator: ".").map(String.init)
      guard parts.count >= 5, parts[2] == "0", parts[3] == "in", methods.contains(parts[1]),
        seen.insert("\(parts[0]).\(parts[1])").inserted, isPlain(parts[0], request)
      else { return nil }
      return try call(parts[0], parts[1], request, index)
    }
  }

  private static func call(
    _ component: String, _ method: String, _ request: Request, _ index: ModelIndex
  ) throws -> ComponentCall? {
    if let passed = request.load.last(where: { $0.name == component })?.component {
      guard case .checkpoint(let folder) = passed else { return nil }
      let configuration = try ComponentFolder(folder).configuration()
      let architecture = configuration.value("architectures")?.arrayValue?.first?.stringValue
      guard let name = configuration.className ?? architecture else { return nil }
      return ComponentCall(
        component: component, method: method, className: name, checkpoint: request.checkpoint,
        folder: folder, variant: nil, arguments: arguments(component, request))
    }
    guard let className = index.component(component)?.className else { return nil }
    return ComponentCall(
      component: component, method: method, className: className,
      checkpoint: request.checkpoint, folder: nil, variant: request.variant,
      arguments: arguments(component, request))
  }

  /// What transcripts do not have of a call: the scale of a ControlNet.
  private static func arguments(_ component: String, _ request: Request) -> JSONObject {
    guard component == "controlnet", let scale = request.call["controlnet_conditioning_scale"]
    else { return [:] }
    return ["conditioning_scale": scale]
  }

  /// Arguments of calls that change what a denoiser does and are not in transcripts.
  private static let hidden: Set = [
    "cross_attention_kwargs", "attention_kwargs", "joint_attention_kwargs", "ip_adapter_image",
    "ip_adapter_image_embeds",
  ]

  /// Arguments that change what a ControlNet does in one way or another.
  private static let controls: Set = [
    "guess_mode", "control_mode", "control_guidance_start", "control_guidance_end",
  ]

  /// Whether a component is called as it was loaded, with tensors alone.
  private static func isPlain(_ component: String, _ request: Request) -> Bool {
    let isDenoiser = ["unet", "transformer", "controlnet", "prior", "prior_prior"].contains(
      component)
    guard isDenoiser else { return true }
    if component == "controlnet", request.call.keys.contains(where: controls.contains) {
      return false
    }
    let isPerturbed = request.load.contains { $0.name == "enable_pag" }
    return !isPerturbed && !request.call.keys.contains(where: hidden.contains)
  }

  /// The component's folder.
  func source() throws -> ComponentFolder {
    if let folder { return ComponentFolder(folder) }
    let index = try ModelIndex(contentsOf: checkpoint.appending(path: ModelIndex.fileName))
    return try index.folder(of: component, in: checkpoint)
  }

  /// The component's configuration.
  func configuration() throws -> Configuration { try source().configuration() }

  /// The golden's inputs in the precision of the run, by their names in the method.
  func inputs(of golden: RecordedTranscript, _ precision: Precision) throws -> SafetensorsWriter {
    var writer = SafetensorsWriter()
    let start = prefix + "in."
    for name in golden.order where name.hasPrefix(start) {
      let shape = golden.shape(name) ?? []
      let short = String(name.dropFirst(start.count))
      switch try golden.values(name) {
      case .integers(let values)?: writer.add(short, values, shape: shape)
      case .floats(let values)? where precision == .float64:
        writer.add(short, Tensor<Double>(values, shape: shape))
      case .floats(let values)?:
        writer.add(short, Tensor<Float>(values.map { Float($0) }, shape: shape))
      case nil: break
      }
    }
    return writer
  }
}

extension Request {
  /// The variant of the weight files.
  fileprivate var variant: String? {
    guard case .value(let value)? = load.last(where: { $0.name == "variant" })?.component else {
      return nil
    }
    return value.stringValue
  }
}
