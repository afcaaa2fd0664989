import Checkpoints

/// The options that Stable Diffusion 3's transformer and its ControlNets have in common.
public struct SD3Configuration: Sendable {
  /// The size of the latents that the model was trained on.
  public let sampleSize: Int
  /// The side of a patch of latents, which is a token.
  public let patchSize: Int
  /// The channels of the latents.
  public let inChannels: Int
  /// The channels of the output.
  public let outChannels: Int
  /// The features of the text's tokens; nil for a model without a text.
  public let jointAttentionDim: Int?
  /// The features of the pooled text.
  public let pooledProjectionDim: Int
  /// The number of blocks.
  public let layers: Int

  let heads: Int
  let headDim: Int
  let captionProjectionDim: Int
  let posEmbedMaxSize: Int
  let dualAttentionLayers: Set<Int>
  let headNorm: HeadNormKind?

  /// The extent of a token.
  var size: Int { heads * headDim }

  var block: JointBlockOptions { JointBlockOptions(size: size, heads: heads, headNorm: headNorm) }

  /// Reads the options of diffusers 0.35.2, with its defaults.
  ///
  /// - Parameter needsText: Whether `joint_attention_dim` must not be null.
  /// - Throws: diffusers' errors, or a `CheckpointError` that names the key of an option that has an
  ///   impossible value or one that is not supported.
  init(_ config: Configuration, needsText: Bool) throws {
    sampleSize = try config.size("sample_size", default: 128)
    patchSize = try config.int("patch_size", default: 2, in: 1...256)
    inChannels = try config.size("in_channels", default: 16)
    outChannels = try config.optionalSize("out_channels", default: 16) ?? inChannels
    layers = try config.int("num_layers", default: 18, in: 1...512)
    headDim = try config.size("attention_head_dim", default: 64)
    heads = try config.size("num_attention_heads", default: 18)
    jointAttentionDim = try config.optionalSize("joint_attention_dim", default: 4096)
    captionProjectionDim = try config.size("caption_projection_dim", default: 1152)
    pooledProjectionDim = try config.size("pooled_projection_dim", default: 2048)
    posEmbedMaxSize = try config.int("pos_embed_max_size", default: 96, in: 1...(1 << 14))
    dualAttentionLayers = Set(try config.ints("dual_attention_layers", default: []))
    headNorm = try Self.headNorm(config)
    if needsText && jointAttentionDim == nil {
      throw config.error("joint_attention_dim", "the model needs the size of the text's tokens")
    }
    guard jointAttentionDim == nil || captionProjectionDim == size else {
      throw config.error(
        "caption_projection_dim", "is \(captionProjectionDim), but tokens have \(size) features",
        advice: "It must be num_attention_heads times attention_head_dim")
    }
  }

  private static func headNorm(_ config: Configuration) throws -> HeadNormKind? {
    guard let name = try config.optionalString("qk_norm") else { return nil }
    if let kind = HeadNormKind(rawValue: name) { return kind }
    let known = ["layer_norm_across_heads", "rms_norm_across_heads", "l2"]
    guard known.contains(name) else {
      throw PythonError.value(
        "unknown qk_norm: \(name). Should be one of None, 'layer_norm', 'fp32_layer_norm',"
          + " 'layer_norm_across_heads', 'rms_norm', 'rms_norm_across_heads', 'l2'.")
    }
    throw config.unsupported("qk_norm")
  }
}
