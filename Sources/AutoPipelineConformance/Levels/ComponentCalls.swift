import Checkpoints
import Foundation
import Pipelines

/// Finds the calls in a golden that components make by themselves.
struct ComponentCalls {
  private let request: Request
  private let className: String
  private let index: ModelIndex
  private let transcript: RecordedTranscript

  private var order: [String] { transcript.order }

  private static let methods: Set = ["forward", "encode", "decode"]

  /// The first call of each method of each component of a case.
  ///
  /// - Throws: What reading the case's files throws.
  static func all(of request: Request, _ golden: Golden) throws -> [ComponentCall] {
    guard golden.error == nil, request.setup.isEmpty, request.fromPipe == nil,
      let className = golden.pipelineClass
    else { return [] }
    let calls = ComponentCalls(
      request: request, className: className,
      index: try ModelIndex(contentsOf: request.checkpoint.appending(path: ModelIndex.fileName)),
      transcript: try golden.transcript(float32: false))
    return try calls.all()
  }

  private func all() throws -> [ComponentCall] {
    var seen: Set<String> = []
    return try order.compactMap { name -> ComponentCall? in
      let parts = name.split(separator: ".").map(String.init)
      guard parts.count >= 5, parts[2] == "0", parts[3] == "in", Self.methods.contains(parts[1]),
        seen.insert("\(parts[0]).\(parts[1])").inserted, isPlain(parts[0])
      else { return nil }
      return try call(parts[0], parts[1])
    }
  }

  private func call(_ component: String, _ method: String) throws -> ComponentCall? {
    guard let (origin, name) = try source(component) else { return nil }
    let isStored = if case .checkpoint = origin { true } else { false }
    return ComponentCall(
      component: component, method: method, className: name, checkpoint: request.checkpoint,
      origin: origin, variant: isStored ? request.variant : nil,
      arguments: try arguments(component, name, origin),
      roundsTime: className.hasPrefix("Flux") || className == "ChromaPipeline")
  }

  /// Where a component comes from, and its class; nil for one that cannot be called alone.
  private func source(
    _ component: String
  ) throws -> (origin: ComponentCall.Origin, className: String)? {
    switch request.load.last(where: { $0.name == component })?.component {
    case nil: return index.component(component)?.className.map { (.checkpoint, $0) }
    case .checkpoint(let folder)?:
      return try Self.className(of: folder).map { (.folder(folder), $0) }
    case .list(let elements)?:
      let folders = elements.compactMap(\.folder)
      guard folders.count == elements.count, let first = folders.first,
        let name = try Self.className(of: first)
      else { return nil }
      return (.folders(folders), name.replacing("ControlNet", with: "MultiControlNet"))
    default: return nil
    }
  }

  /// The class that a folder's configuration names; nil for one whose models take layers of others.
  private static func className(of folder: URL) throws -> String? {
    let configuration = try ComponentFolder(folder).configuration()
    let architecture = configuration.value("architectures")?.arrayValue?.first?.stringValue
    let isWhole = configuration.value("use_pos_embed") != false
    return isWhole ? configuration.className ?? architecture : nil
  }

  /// What transcripts do not have of a call.
  private func arguments(
    _ component: String, _ name: String, _ origin: ComponentCall.Origin
  ) throws -> JSONObject {
    switch component {
    case "controlnet":
      let net = ControlNetArguments(
        call: request.call, defaults: PipelineRegistry.row(className)?.parameters ?? [],
        className: name, count: origin.count, stepCount: try stepCount())
      return net.arguments
    case "transformer": return try repeatsBlocks() ? ["controlnet_blocks_repeat": true] : [:]
    default: return [:]
    }
  }

  /// The number of steps that starts and ends of ControlNets are parts of.
  private func stepCount() throws -> Int {
    // ControlNets that count for nothing leave no trace; a U-Net is called at every step.
    let calls = max(callCount("controlnet"), callCount("unet"))
    guard request.call["denoising_end"] != nil else { return calls }
    let schedule = transcript.shape("scheduler.set_timesteps.0.out.timesteps")
    return max(calls, schedule?.first ?? 0)
  }

  private func callCount(_ component: String) -> Int {
    let numbers = order.lazy.filter { $0.hasPrefix("\(component).forward.") }
      .compactMap { $0.split(separator: ".").dropFirst(2).first }
    return Set(numbers).count
  }

  /// Whether Flux's transformer takes residuals in turn: where a ControlNet sees pixels.
  private func repeatsBlocks() throws -> Bool {
    guard className.hasPrefix("FluxControlNet"), let (origin, _) = try source("controlnet") else {
      return false
    }
    let folder =
      try origin.folders.first.map { ComponentFolder($0) }
      ?? index.folder(of: "controlnet", in: request.checkpoint)
    return try folder.configuration().value("conditioning_embedding_channels")?.isNull == false
  }

  /// Arguments of calls that change what a denoiser does and are not in transcripts.
  private static let hidden: Set = [
    "cross_attention_kwargs", "attention_kwargs", "joint_attention_kwargs", "ip_adapter_image",
    "ip_adapter_image_embeds",
  ]

  private static let denoisers: Set = [
    "unet", "transformer", "controlnet", "prior", "prior_prior",
  ]

  /// Whether a component is called as it was loaded, with nothing that nobody records.
  private func isPlain(_ component: String) -> Bool {
    guard Self.denoisers.contains(component) else { return true }
    guard !request.call.keys.contains(where: Self.hidden.contains) else { return false }
    guard className.contains("PAG") else { return true }
    // Denoisers are perturbed; ControlNets are not, but classes differ in what guess mode is to them.
    return component == "controlnet" && request.call["guess_mode"] == nil
  }
}

extension ComponentCall.Origin {
  /// The folders that a request names.
  fileprivate var folders: [URL] {
    switch self {
    case .checkpoint: []
    case .folder(let folder): [folder]
    case .folders(let folders): folders
    }
  }

  /// The number of models where there is a list of them.
  fileprivate var count: Int? {
    if case .folders(let folders) = self { folders.count } else { nil }
  }
}
