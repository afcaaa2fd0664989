import Checkpoints

/// The options of a `ControlNetUnionModel` that a `ControlNetModel` does not have.
struct ControlNetUnionConfiguration: Sendable {
  /// The number of kinds of pictures.
  let controlTypes: Int
  /// The extent that each kind's 0 or 1 is embedded in.
  let timeSize: Int
  /// The extent of the transformer's tokens.
  let channels: Int
  let heads: Int
  let layers: Int
  /// The extent of what the transformer adds to the features.
  let projectionChannels: Int

  init(_ config: Configuration) throws {
    controlTypes = try config.size("num_control_type", default: 6)
    timeSize = try config.size("addition_time_embed_dim")
    channels = try config.size("num_trans_channel", default: 320)
    heads = try config.size("num_trans_head", default: 8)
    layers = try config.int("num_trans_layer", default: 1, in: 0...256)
    projectionChannels = try config.size("num_proj_channel", default: 320)
    guard channels % heads == 0 else {
      throw PythonError(type: .assertionError, message: "embed_dim must be divisible by num_heads")
    }
  }
}
