public import Checkpoints
import Layers

/// The `config.json` of an `AutoencoderKL`.
public struct AutoencoderKLConfiguration: Sendable {
  /// The channels of a picture that goes in.
  public let inChannels: Int
  /// The channels of a picture that comes out.
  public let outChannels: Int
  /// The channels of the latents.
  public let latentChannels: Int
  /// The channels of each level; there is one halving of the size fewer than levels.
  public let blockOutChannels: [Int]
  /// The size of the pictures the model was trained with, and of tiles.
  public let sampleSize: Int
  /// What latents are multiplied by after encoding.
  public let scalingFactor: Double
  /// What is subtracted from latents before scaling.
  public let shiftFactor: Double?
  /// The mean of each latent channel.
  public let latentsMean: [Double]?
  /// The standard deviation of each latent channel.
  public let latentsStd: [Double]?
  /// Whether pipelines in half precision run the model in float32.
  public let forceUpcast: Bool

  let downHasAttention: [Bool]
  let upHasAttention: [Bool]
  let layersPerBlock: Int
  let activation: Activation
  let normGroups: Int
  let usesQuantConv: Bool
  let usesPostQuantConv: Bool
  let midBlockHasAttention: Bool

  /// The factor between the sizes of pictures and latents: 2 to the number of halvings.
  public var scaleFactor: Int { 1 << (blockOutChannels.count - 1) }

  /// Reads every option of diffusers 0.35.2, with its defaults.
  ///
  /// - Throws: diffusers' errors, or a `CheckpointError` that names the key of an option that has an
  ///   impossible value or one that is not supported.
  public init(_ config: Configuration) throws {
    inChannels = try config.size("in_channels", default: 3)
    outChannels = try config.size("out_channels", default: 3)
    latentChannels = try config.size("latent_channels", default: 4)
    blockOutChannels = try config.sizes("block_out_channels", default: [64])
    sampleSize = try config.firstSize("sample_size", default: 32) ?? 32
    scalingFactor = try config.double("scaling_factor", default: 0.18215)
    shiftFactor = try config.optionalDouble("shift_factor")
    latentsMean = try config.optionalDoubles("latents_mean")
    latentsStd = try config.optionalDoubles("latents_std")
    forceUpcast = try config.bool("force_upcast", default: true)
    let count = blockOutChannels.count
    downHasAttention = try Self.attention(
      config, "down_block_types", count, plain: "DownEncoderBlock2D",
      attention: "AttnDownEncoderBlock2D")
    upHasAttention = try Self.attention(
      config, "up_block_types", count, plain: "UpDecoderBlock2D",
      attention: "AttnUpDecoderBlock2D")
    layersPerBlock = try config.int("layers_per_block", default: 1, in: 1...256)
    activation = try Activation(diffusers: config.string("act_fn", default: "silu"))
    normGroups = try config.groups("norm_num_groups", dividing: blockOutChannels)
    usesQuantConv = try config.bool("use_quant_conv", default: true)
    usesPostQuantConv = try config.bool("use_post_quant_conv", default: true)
    midBlockHasAttention = try config.bool("mid_block_add_attention", default: true)
  }

  /// For each block, whether it has attention.
  private static func attention(
    _ config: Configuration, _ key: String, _ count: Int, plain: String, attention: String
  ) throws -> [Bool] {
    let types = try config.strings(key, default: [plain])
    guard types.count == count else {
      throw config.error(
        key, "has \(types.count) blocks, but block_out_channels has \(count) elements",
        advice: "Give one type for each block")
    }
    return try types.map { type in
      guard type == plain || type == attention else {
        throw config.error(
          key, "\(type.prefix(80)) is no block of an autoencoder",
          advice: "Use \(plain) or \(attention)")
      }
      return type == attention
    }
  }
}
