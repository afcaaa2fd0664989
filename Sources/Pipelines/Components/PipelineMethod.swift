import Checkpoints

/// The methods besides `__call__` that classes of diffusers have together.
public struct PipelineMixins: OptionSet, Sendable {
  /// The bits.
  public let rawValue: Int
  /// A set of the given bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// `StableDiffusionMixin`: the autoencoder's slicing and tiling, FreeU, fused projections.
  public static let stableDiffusion = PipelineMixins(rawValue: 1)
  /// Methods of the class's own for the autoencoder's slicing and tiling.
  public static let autoencoder = PipelineMixins(rawValue: 2)
  /// `upcast_vae`.
  public static let upcast = PipelineMixins(rawValue: 4)
}

/// A method of diffusers' pipelines besides `__call__`.
enum PipelineMethod: String {
  case enableVAESlicing = "enable_vae_slicing"
  case disableVAESlicing = "disable_vae_slicing"
  case enableVAETiling = "enable_vae_tiling"
  case disableVAETiling = "disable_vae_tiling"
  case enableFreeU = "enable_freeu"
  case disableFreeU = "disable_freeu"
  case fuseProjections = "fuse_qkv_projections"
  case upcastVAE = "upcast_vae"
  case setPAGLayers = "set_pag_applied_layers"
  case enableAttentionSlicing = "enable_attention_slicing"
  case disableAttentionSlicing = "disable_attention_slicing"
  case setProgressBar = "set_progress_bar_config"

  /// The class that defines the method for the class of `row`, as Python's errors name it; nil if the
  /// class does not have it.
  func owner(_ row: PipelineRow) -> String? {
    let mixins = row.mixins
    switch self {
    case .enableVAESlicing, .disableVAESlicing, .enableVAETiling, .disableVAETiling:
      if mixins.contains(.stableDiffusion) { return "StableDiffusionMixin" }
      return mixins.contains(.autoencoder) ? row.name : nil
    case .enableFreeU, .disableFreeU, .fuseProjections:
      return mixins.contains(.stableDiffusion) ? "StableDiffusionMixin" : nil
    case .upcastVAE: return mixins.contains(.upcast) ? row.name : nil
    case .setPAGLayers:
      return row.configuration.contains { $0.name == "pag_applied_layers" } ? "PAGMixin" : nil
    case .enableAttentionSlicing, .disableAttentionSlicing, .setProgressBar:
      return "DiffusionPipeline"
    }
  }

  /// The names of the arguments; those that have no default come first.
  private var parameters: (required: [String], optional: [String]) {
    switch self {
    case .enableFreeU: (["s1", "s2", "b1", "b2"], [])
    case .fuseProjections: ([], ["unet", "vae"])
    case .setPAGLayers: (["pag_applied_layers"], ["pag_attn_processors"])
    case .enableAttentionSlicing: ([], ["slice_size"])
    default: ([], [])
    }
  }

  /// The class of `row` has the method, which takes `arguments`.
  ///
  /// - Throws: Python's `AttributeError` and `TypeError`s.
  func check(_ arguments: JSONObject, _ row: PipelineRow) throws {
    guard let owner = owner(row) else {
      throw PythonError(
        type: .attributeError, message: "'\(row.name)' object has no attribute '\(rawValue)'")
    }
    guard self != .setProgressBar else { return }
    let known = parameters.required + parameters.optional
    if let unknown = arguments.keys.first(where: { !known.contains($0) }) {
      throw PythonError.type(
        "\(owner).\(rawValue)() got an unexpected keyword argument '\(unknown)'")
    }
    let missing = parameters.required.filter { arguments[$0] == nil }
    guard missing.isEmpty else {
      throw PythonError.missingArguments(missing, of: "\(owner).\(rawValue)()")
    }
  }
}
