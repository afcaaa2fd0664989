import Checkpoints

/// The options that the transformers of Flux, their ControlNets and Chroma's transformer share.
public struct FluxConfiguration: Sendable {
  /// The number of features of a token of the latents: four times the latents' channels.
  public let inChannels: Int
  /// The number of features of a predicted token.
  public let outChannels: Int
  /// The number of features of a text token.
  public let jointAttentionDim: Int

  let patchSize: Int
  let layers: Int
  let singleLayers: Int
  let heads: Int
  let headDim: Int
  let axes: [Int]

  var innerDim: Int { heads * headDim }

  /// Reads the options of diffusers 0.35.2, with its defaults.
  ///
  /// - Throws: A `CheckpointError` that names the key of an impossible value.
  init(_ config: Configuration) throws {
    patchSize = try config.int("patch_size", default: 1, in: 1...64)
    inChannels = try config.size("in_channels", default: 64)
    layers = try config.int("num_layers", default: 19, in: 0...1024)
    singleLayers = try config.int("num_single_layers", default: 38, in: 0...1024)
    headDim = try config.size("attention_head_dim", default: 128)
    heads = try config.size("num_attention_heads", default: 24)
    jointAttentionDim = try config.size("joint_attention_dim", default: 4096)
    axes = try config.rotaryAxes("axes_dims_rope", default: [16, 56, 56], headDim: headDim)
    // A ControlNet has no such option.
    outChannels =
      config.has("out_channels")
      ? try config.optionalSize("out_channels") ?? inChannels : inChannels
  }
}

extension Configuration {
  /// The numbers of features that turn with the three coordinates of a token.
  ///
  /// - Throws: A `CheckpointError` if they are odd or do not make up a head.
  func rotaryAxes(_ key: String, default fallback: [Int], headDim: Int) throws -> [Int] {
    let axes = try sizes(key, default: fallback)
    guard axes.count == 3, axes.allSatisfy({ $0 % 2 == 0 }), axes.reduce(0, +) == headDim else {
      throw error(
        key, "expected three even numbers that add up to `attention_head_dim`, \(headDim)")
    }
    return axes
  }
}
