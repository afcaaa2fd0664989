import Checkpoints
import Layers

/// The blocks of one half of an autoencoder, as its configuration has them.
struct AutoencoderBlocks: Sendable {
  /// The channels of each level; there is one change of the size fewer than levels.
  let channels: [Int]
  /// For each level, whether its residual blocks are followed by attention.
  let hasAttention: [Bool]
  let layersPerBlock: Int
  let activation: Activation
  let normGroups: Int
  var midBlockHasAttention = true

  /// The types of blocks of one half.
  enum Half: String {
    case down = "DownEncoderBlock2D"
    case up = "UpDecoderBlock2D"
  }

  /// Reads the blocks of the half of which `types`, `channels` and `layers` are the keys.
  ///
  /// - Throws: diffusers' errors, or a `CheckpointError` that names the key.
  init(
    _ config: Configuration, _ half: Half, types: String, channels: String = "block_out_channels",
    layers: String = "layers_per_block"
  ) throws {
    self.channels = try config.sizes(channels, default: [64])
    hasAttention = try Self.attention(config, types, half, channels, self.channels.count)
    layersPerBlock = try config.int(layers, default: 1, in: 1...256)
    activation = try Activation(diffusers: config.string("act_fn", default: "silu"))
    normGroups = try config.groups("norm_num_groups", dividing: self.channels)
  }

  /// The factor between the sizes before and after: 2 to the number of changes.
  var scaleFactor: Int { 1 << (channels.count - 1) }

  /// The options of all residual blocks.
  func resnetOptions<Scalar>(_: Scalar.Type) -> ResnetBlock2D<Scalar>.Options {
    .init(timeChannels: nil, groups: normGroups, epsilon: 1e-6, activation: activation)
  }

  /// For each block, whether it has attention.
  private static func attention(
    _ config: Configuration, _ key: String, _ half: Half, _ channels: String, _ count: Int
  ) throws -> [Bool] {
    let plain = half.rawValue
    let attention = "Attn\(plain)"
    let types = try config.strings(key, default: [plain])
    guard types.count == count else {
      throw config.error(
        key, "has \(types.count) blocks, but \(channels) has \(count) elements",
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
