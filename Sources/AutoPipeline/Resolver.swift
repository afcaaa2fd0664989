public import Checkpoints

/// The `controlnet` argument as far as the choice of a class looks at it.
public enum ControlNetArgument: Sendable, Hashable {
  /// A ControlNet, a list of whatever ControlNets, or anything else that is no union ControlNet.
  case controlNet
  /// A single `ControlNetUnionModel`.
  case union
  /// `None`. Its mere presence counts for `from_pretrained`.
  case null
}

/// The arguments that change which class an AutoPipeline chooses.
public struct ResolverOptions: Sendable, Hashable {
  /// The `controlnet` argument; nil if it is absent.
  public var controlNet: ControlNetArgument?
  /// The `enable_pag` argument; nil if it is absent.
  public var enablePAG: Bool?

  /// Options; by default both arguments are absent.
  public init(controlNet: ControlNetArgument? = nil, enablePAG: Bool? = nil) {
    self.controlNet = controlNet
    self.enablePAG = enablePAG
  }
}

/// The choice of a pipeline class, as the AutoPipeline classes of diffusers make it: names are
/// rewritten as text, and what comes out is looked up in the mappings.
public struct Resolver: Sendable {
  /// The mappings of the release.
  public let mappings: Mappings

  /// A resolver of the pinned release.
  public init() { mappings = .pinned }

  /// A resolver of the release `version`.
  ///
  /// - Throws: `UnknownVersionError` for a release whose mappings are not known here.
  public init(version: DiffusersVersion) throws(UnknownVersionError) {
    try version.checkKnown()
    mappings = Mappings(version)
  }

  /// The class that `AutoPipelineFor….from_pretrained` chooses for a checkpoint of `className`.
  ///
  /// - Throws: `PythonError`, the `ValueError` of diffusers.
  public func resolve(
    task: AutoTask, className: String, options: ResolverOptions = ResolverOptions()
  ) throws(PythonError) -> String {
    try lookUp(task, Self.rewritten(className, for: task, options))
  }

  /// The class that `AutoPipelineFor….from_pipe` chooses for a pipeline of `className`.
  ///
  /// Every rewriting is looked up before the next one, and union ControlNets are not told apart.
  ///
  /// - Throws: `PythonError`, the `ValueError` of diffusers.
  public func resolve(
    task: AutoTask, fromPipe className: String, options: ResolverOptions = ResolverOptions()
  ) throws(PythonError) -> String {
    var chosen = try lookUp(task, className)
    guard let words = Words(task) else { return chosen }
    if let controlNet = options.controlNet {
      chosen = try lookUp(task, words.withControlNet(chosen, controlNet != .null))
    }
    if let enablePAG = options.enablePAG {
      chosen = try lookUp(task, words.withPAG(chosen, enablePAG))
    }
    return chosen
  }

  /// The class of the pinned release that `AutoPipelineFor….from_pretrained` chooses.
  ///
  /// - Throws: `PythonError`, the `ValueError` of diffusers.
  public static func resolve(
    task: AutoTask, className: String, options: ResolverOptions = ResolverOptions()
  ) throws(PythonError) -> String {
    try Resolver().resolve(task: task, className: className, options: options)
  }

  /// `_get_task_class`.
  func lookUp(_ task: AutoTask, _ name: String) throws(PythonError) -> String {
    let key = mappings.key(of: name)
    if let key, let className = mappings.className(task, key: key) { return className }
    throw Self.unmapped(name, key)
  }

  static func unmapped(_ name: String, _ key: String?) -> PythonError {
    .value("AutoPipeline can't find a pipeline linked to \(name) for \(key ?? "None")")
  }
}

extension Resolver {
  /// The name that `from_pretrained` of `task` looks up for a checkpoint of `name`.
  static func rewritten(_ name: String, for task: AutoTask, _ options: ResolverOptions) -> String {
    guard let part = replacedPart(of: { name.containsText($0) }, task) else { return name }
    var name = name
    if let controlNet = options.controlNet {
      let word = controlNet == .union ? "ControlNetUnion" : "ControlNet"
      // Only the text-to-image class drops the word Control here.
      let tail = task == .textToImage ? "Pipeline" : part
      name = name.replacingText(part, with: word + tail)
    }
    if options.enablePAG == true {
      name = name.replacingText(part, with: "PAG" + (task == .textToImage ? "Pipeline" : part))
    }
    if part == "ControlPipeline", task != .textToImage {
      name = name.replacingText(
        part, with: task == .inpainting ? "ControlInpaintPipeline" : "ControlImg2ImgPipeline")
    }
    return name
  }

  /// The part of a class name that carries the options; nil for tasks that have none.
  static func replacedPart(of contains: (String) -> Bool, _ task: AutoTask) -> String? {
    switch task {
    case .textToImage: contains("ControlPipeline") ? "ControlPipeline" : "Pipeline"
    case .imageToImage:
      contains("Img2Img")
        ? "Img2ImgPipeline" : contains("ControlPipeline") ? "ControlPipeline" : "Pipeline"
    case .inpainting:
      contains("Inpaint")
        ? "InpaintPipeline" : contains("ControlPipeline") ? "ControlPipeline" : "Pipeline"
    default: nil
    }
  }

  /// How `from_pipe` of one task rewrites names.
  private struct Words {
    let task: AutoTask
    let tail: String

    init?(_ task: AutoTask) {
      switch task {
      case .textToImage: tail = "Pipeline"
      case .imageToImage: tail = "Img2ImgPipeline"
      case .inpainting: tail = "InpaintPipeline"
      default: return nil
      }
      self.task = task
    }

    func withControlNet(_ name: String, _ isPassed: Bool) -> String {
      if task == .inpainting {
        return isPassed
          ? name.replacingText("ControlNet", with: "")
            .replacingText(tail, with: "ControlNet" + tail)
          : name.replacingText("ControlNet" + tail, with: tail)
      }
      let plain = name.replacingText("ControlNet", with: "")
      guard isPassed else { return plain }
      let tail = name.containsText("PAG") ? "PAG" + tail : tail
      return plain.replacingText(tail, with: "ControlNet" + tail)
    }

    func withPAG(_ name: String, _ isEnabled: Bool) -> String {
      if task == .inpainting, !isEnabled { return name.replacingText("PAG" + tail, with: tail) }
      let plain = name.replacingText("PAG", with: "")
      return isEnabled ? plain.replacingText(tail, with: "PAG" + tail) : plain
    }
  }
}
