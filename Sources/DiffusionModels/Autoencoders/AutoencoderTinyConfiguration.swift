public import Checkpoints
import Layers
import Tensors

/// The `config.json` of an `AutoencoderTiny`.
public struct AutoencoderTinyConfiguration: Sendable {
  /// The channels of a picture that goes in.
  public let inChannels: Int
  /// The channels of a picture that comes out.
  public let outChannels: Int
  /// The latents that the model encodes to.
  public let latentSpace: LatentSpace
  /// The largest latents that `scale_latents` keeps apart.
  public let latentMagnitude: Double
  /// What a latent of 0 becomes in `scale_latents`.
  public let latentShift: Double

  /// Residual blocks of one size.
  struct Stage: Sendable {
    let channels: Int
    let blocks: Int
  }

  let encoder: [Stage]
  let decoder: [Stage]
  let activation: Activation
  let upsamplingFactor: Double
  let upsampling: InterpolationMode

  /// Reads every option of diffusers 0.35.2, with its defaults.
  ///
  /// - Throws: diffusers' errors, or a `CheckpointError` that names the key of an option that has an
  ///   impossible value or one that is not supported.
  public init(_ config: Configuration) throws {
    inChannels = try config.size("in_channels", default: 3)
    outChannels = try config.size("out_channels", default: 3)
    encoder = try Self.stages(config, "encoder", blocks: [1, 3, 3, 3])
    decoder = try Self.stages(config, "decoder", blocks: [3, 3, 3, 1])
    activation = try Activation(diffusers: config.string("act_fn", default: "relu"))
    upsamplingFactor = Double(
      try config.int("upsampling_scaling_factor", default: 2, in: 1...64))
    upsampling = try Self.upsampling(config)
    latentMagnitude = try config.double("latent_magnitude", default: 3)
    latentShift = try config.double("latent_shift", default: 0.5)
    // Upstream saves these with the model, but sets them itself.
    for key in ["block_out_channels", "force_upcast"] { _ = config.value(key) }
    latentSpace = LatentSpace(
      channels: try config.size("latent_channels", default: 4),
      scaleFactor: 1 << (decoder.count - 1),
      scalingFactor: try config.double("scaling_factor", default: 1),
      shiftFactor: try config.optionalDouble("shift_factor") ?? 0)
  }

  private static func stages(
    _ config: Configuration, _ half: String, blocks standard: [Int]
  ) throws -> [Stage] {
    let channels = try config.sizes(
      "\(half)_block_out_channels", default: [64, 64, 64, 64])
    let blocks = try config.ints("num_\(half)_blocks", default: standard, in: 0...256)
    guard channels.count == blocks.count else {
      throw PythonError.value(
        "`\(half)_block_out_channels` should have the same length as `num_\(half)_blocks`.")
    }
    return zip(channels, blocks).map { Stage(channels: $0, blocks: $1) }
  }

  private static func upsampling(_ config: Configuration) throws -> InterpolationMode {
    switch try config.string("upsample_fn", default: "nearest") {
    case "nearest": .nearest
    case "nearest-exact": .nearestExact
    case "bilinear": .bilinear
    case "bicubic": .bicubic
    default: throw config.unsupported("upsample_fn")
    }
  }
}
