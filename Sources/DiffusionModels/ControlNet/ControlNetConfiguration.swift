public import Checkpoints

/// The `config.json` of a ControlNet: that of a U-Net's way down, and its own options.
public struct ControlNetConfiguration: Sendable {
  /// Whether the residuals are averaged over all positions.
  public let globalPoolConditions: Bool
  /// The order of the picture's channels that the model was trained with.
  public let channelOrder: ChannelOrder

  let unet: UNet2DConditionConfiguration
  let conditioningChannels: Int
  let embeddingChannels: [Int]

  /// The order of a picture's channels.
  public enum ChannelOrder: String, Sendable, CaseIterable {
    /// Red first.
    case rgb
    /// Blue first.
    case bgr
  }

  /// Reads every option of diffusers 0.35.2, with its defaults.
  ///
  /// - Parameter embeddingChannels: The default of `conditioning_embedding_out_channels`.
  /// - Throws: diffusers' errors, or a `CheckpointError` that names the key of an option that has an
  ///   impossible value or one that is not supported.
  public init(
    _ config: Configuration, embeddingChannels fallback: [Int] = [16, 32, 96, 256]
  ) throws {
    globalPoolConditions = try config.bool("global_pool_conditions", default: false)
    let order = try config.string("controlnet_conditioning_channel_order", default: "rgb")
    guard let channelOrder = ChannelOrder(rawValue: order) else {
      throw PythonError.value("unknown `controlnet_conditioning_channel_order`: \(order)")
    }
    self.channelOrder = channelOrder
    conditioningChannels = try config.size("conditioning_channels", default: 3)
    embeddingChannels = try config.sizes(
      "conditioning_embedding_out_channels", default: fallback)
    unet = try Self.wayDown(config)
  }

  /// The options shared with a U-Net, which has a way up, too.
  private static func wayDown(_ config: Configuration) throws -> UNet2DConditionConfiguration {
    let down = try config.strings(
      "down_block_types",
      default: [
        "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D",
      ])
    let up = down.reversed().map { $0.replacing("Down", with: "Up") }
    let whole = config.replacing([
      "up_block_types": .array(up.map { .string($0) }),
      "down_block_types": .array(down.map { .string($0) }),
    ])
    let configuration = try UNet2DConditionConfiguration(whole)
    let unread = Set(whole.unreadKeys())
    for key in config.members.keys where !unread.contains(key) { config.ignore(key) }
    return configuration
  }
}
