public import Checkpoints

/// The `config.json` of an `AutoencoderKL`.
public struct AutoencoderKLConfiguration: Sendable {
  /// The channels of a picture that goes in.
  public let inChannels: Int
  /// The channels of a picture that comes out.
  public let outChannels: Int
  /// The latents that the model encodes to.
  public let latentSpace: LatentSpace
  /// The size of the pictures the model was trained with, and of tiles.
  public let sampleSize: Int
  /// Whether pipelines in half precision run the model in float32.
  public let forceUpcast: Bool

  let down: AutoencoderBlocks
  let up: AutoencoderBlocks
  let usesQuantConv: Bool
  let usesPostQuantConv: Bool

  /// Reads every option of diffusers 0.35.2, with its defaults.
  ///
  /// - Throws: diffusers' errors, or a `CheckpointError` that names the key of an option that has an
  ///   impossible value or one that is not supported.
  public init(_ config: Configuration) throws {
    inChannels = try config.size("in_channels", default: 3)
    outChannels = try config.size("out_channels", default: 3)
    sampleSize = try config.firstSize("sample_size", default: 32) ?? 32
    forceUpcast = try config.bool("force_upcast", default: true)
    var down = try AutoencoderBlocks(config, .down, types: "down_block_types")
    var up = try AutoencoderBlocks(config, .up, types: "up_block_types")
    down.midBlockHasAttention = try config.bool("mid_block_add_attention", default: true)
    up.midBlockHasAttention = down.midBlockHasAttention
    (self.down, self.up) = (down, up)
    latentSpace = LatentSpace(
      channels: try config.size("latent_channels", default: 4), scaleFactor: up.scaleFactor,
      scalingFactor: try config.double("scaling_factor", default: 0.18215),
      shiftFactor: try config.optionalDouble("shift_factor"),
      mean: try config.optionalDoubles("latents_mean"),
      std: try config.optionalDoubles("latents_std"))
    usesQuantConv = try config.bool("use_quant_conv", default: true)
    usesPostQuantConv = try config.bool("use_post_quant_conv", default: true)
  }
}
