import AutoPipeline
public import Checkpoints
import Pipelines
import Synchronization

/// One component of a checkpoint, as far as its files' headers and configuration tell.
public struct InspectedComponent: Sendable {
  /// What the headers of a component's weight files say.
  public struct Weights: Sendable, Hashable {
    /// The number of files.
    public let files: Int
    /// The number of tensors.
    public let tensors: Int
    /// The number of floating-point numbers.
    public let parameters: Int
    /// The bytes of all tensors.
    public let bytes: Int
    /// The types of the floating-point tensors, sorted by name.
    public let dtypes: [String]

    init(_ files: [SafetensorsFile]) {
      let entries = files.flatMap { file in file.names.compactMap(file.entry) }
      let floats = entries.filter(\.dtype.isFloatingPoint)
      self.files = files.count
      tensors = entries.count
      parameters = floats.reduce(0) { $0 + $1.count }
      bytes = entries.reduce(0) { $0 + $1.range.count }
      dtypes = Set(floats.map(\.dtype.rawValue)).sorted()
    }
  }

  /// The name in `model_index.json`.
  public let name: String
  /// The Python library; nil if the checkpoint comes without the component.
  public let library: String?
  /// The class; nil if the checkpoint comes without the component.
  public let className: String?
  /// The weights; nil for components without any.
  public let weights: Weights?
  /// What is most telling in its configuration.
  public let settings: JSONObject
  /// What is wrong with it.
  public let warnings: [String]

  /// Looks into the component's folder.
  init(
    _ name: String, library: String?, className: String?, folder: ComponentFolder,
    variant: String?
  ) {
    self.name = name
    self.library = library
    self.className = className
    guard let className else {
      (weights, settings, warnings) = (nil, [:], [])
      return
    }
    let log = WarningLog()
    let kind = ComponentKind(className)
    let configuration = kind.configuration(folder)
    weights = kind.hasWeights ? try? Weights(folder.weightFiles(variant: variant)) : nil
    settings = kind.settings(configuration?.members ?? [:])
    Self.check(className, kind, configuration, folder, variant, log.add)
    warnings = log.messages.map { "\(name): \($0)" }
  }

  private static func check(
    _ className: String, _ kind: ComponentKind, _ configuration: Configuration?,
    _ folder: ComponentFolder, _ variant: String?, _ warn: @escaping @Sendable (String) -> Void
  ) {
    guard folder.exists else {
      return warn("the folder \(folder.path) is missing")
    }
    if let written = configuration?.className, written != className {
      warn("model_index.json says \(className), the configuration \(written)")
    }
    do {
      guard let loader = ComponentLoader<Float>(className) else {
        if kind.hasWeights { _ = try folder.weightFiles(variant: variant) }
        return warn("the reference does not have the class \(className) yet")
      }
      _ = try loader.load(
        ComponentSource(folder: folder, variant: variant, headersOnly: true, warn: warn))
    } catch {
      warn("\(error)")
    }
  }
}

/// What the end of a class name tells of a component.
private enum ComponentKind {
  case scheduler, tokenizer, processor, model

  init(_ className: String) {
    self =
      className.hasSuffix("Scheduler")
      ? .scheduler
      : className.hasSuffix("Tokenizer") || className.hasSuffix("TokenizerFast")
        ? .tokenizer
        : className.hasSuffix("Processor") || className.hasSuffix("FeatureExtractor")
          ? .processor : .model
  }

  var hasWeights: Bool { self == .model }

  func configuration(_ folder: ComponentFolder) -> Configuration? {
    let name =
      switch self {
      case .scheduler: "scheduler_config.json"
      case .tokenizer: "tokenizer_config.json"
      case .processor: "preprocessor_config.json"
      case .model: "config.json"
      }
    return try? folder.configuration(name)
  }

  /// The keys that tell one checkpoint from another.
  private var keys: [String] {
    switch self {
    case .scheduler:
      [
        "num_train_timesteps", "beta_schedule", "beta_start", "beta_end", "prediction_type",
        "timestep_spacing", "steps_offset", "skip_prk_steps", "set_alpha_to_one", "clip_sample",
        "rescale_betas_zero_snr", "use_karras_sigmas", "algorithm_type", "solver_order", "shift",
        "use_dynamic_shifting",
      ]
    case .tokenizer: ["model_max_length"]
    case .processor: ["size", "crop_size"]
    case .model:
      [
        "in_channels", "out_channels", "latent_channels", "sample_size", "block_out_channels",
        "cross_attention_dim", "attention_head_dim", "num_attention_heads", "num_layers",
        "joint_attention_dim", "scaling_factor", "shift_factor", "hidden_size", "d_model",
        "num_hidden_layers", "projection_dim", "max_position_embeddings", "vocab_size",
      ]
    }
  }

  func settings(_ members: JSONObject) -> JSONObject {
    JSONObject(
      keys.compactMap { key in
        guard let value = members[key], !value.isNull else { return nil }
        return (key, value)
      })
  }
}

extension ComponentFolder {
  fileprivate var exists: Bool {
    (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
      || (try? url.resolvingSymlinksInPath().resourceValues(forKeys: [.isDirectoryKey]))?
        .isDirectory == true
  }
}
