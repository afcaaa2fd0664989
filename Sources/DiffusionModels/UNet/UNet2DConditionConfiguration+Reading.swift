public import Checkpoints
import Layers

extension UNet2DConditionConfiguration {
  /// Reads every option of diffusers 0.35.2, with its defaults and checks.
  ///
  /// - Throws: diffusers' `ValueError`s, or a `CheckpointError` that names the key of an option that
  ///   has an impossible value or one that is not supported.
  public init(_ config: Configuration) throws {
    let lists = try UNetBlockLists(config)
    try config.refuse("dual_cross_attention", unless: false)
    try config.refuse("attention_type", unless: "default")
    // Training only, the precision of attention, or options of blocks that are not supported.
    config.ignore(
      "dropout", "upcast_attention", "mid_block_only_cross_attention", "cross_attention_norm",
      "resnet_skip_time_act", "resnet_out_scale_factor")

    sampleSize = try config.heightWidth("sample_size")
    diffusersVersion = config.value("_diffusers_version")?.stringValue
    inChannels = try config.size("in_channels", default: 4)
    outChannels = try config.size("out_channels", default: 4)
    centerInputSample = try config.bool("center_input_sample", default: false)
    blocks = try Self.blocks(config, lists)
    mid = try Self.mid(config, lists)
    downsamplePadding = try config.int("downsample_padding", default: 1, in: 0...1)
    midBlockScaleFactor = try config.double("mid_block_scale_factor", default: 1)
    activation = try Activation(diffusers: config.string("act_fn", default: "silu"))
    normGroups = try config.groups("norm_num_groups", dividing: lists.channels)
    normEpsilon = try config.double("norm_eps", default: 1e-5)
    useLinearProjection = try config.bool("use_linear_projection", default: false)
    resnetTimeScaleShift = try Self.timeScaleShift(config)
    convInKernel = try config.kernel("conv_in_kernel")
    convOutKernel = try config.kernel("conv_out_kernel")
    classEmbeddingsConcat = try config.bool("class_embeddings_concat", default: false)
    time = try TimeOptions(config, channels: lists.channels[0])
    encoderProjection = try Self.encoderProjection(config, lists)
    classEmbedding = try Self.classEmbedding(config)
    additionEmbedding = try Self.additionEmbedding(config, lists)
    guard !classEmbeddingsConcat || classEmbedding != nil else {
      throw config.error(
        "class_embeddings_concat", "there is no class embedding to concatenate",
        advice: "Set class_embed_type or num_class_embeds")
    }
  }

  private static func blocks(
    _ config: Configuration, _ lists: UNetBlockLists
  ) throws -> [Block] {
    try lists.channels.indices.map { index in
      let up = lists.channels.count - 1 - index
      let down = try BlockType(
        config, "down_block_types", lists.downTypes[index], plain: "DownBlock2D",
        attention: "CrossAttnDownBlock2D")
      let upType = try BlockType(
        config, "up_block_types", lists.upTypes[up], plain: "UpBlock2D",
        attention: "CrossAttnUpBlock2D")
      for type in [down, upType] where type.hasAttention {
        try checkAttention(config, lists, type.name, index)
      }
      return Block(
        channels: lists.channels[index], layers: lists.layers[index], heads: lists.heads[index],
        crossAttentionDim: lists.crossAttentionDim[index],
        onlyCrossAttention: lists.onlyCrossAttention[index],
        downTransformerLayers: down.hasAttention ? lists.downTransformerLayers[index] : [],
        upTransformerLayers: upType.hasAttention ? lists.upTransformerLayers[up] : [])
    }
  }

  private static func mid(_ config: Configuration, _ lists: UNetBlockLists) throws -> Mid? {
    switch try config.optionalString("mid_block_type", default: "UNetMidBlock2DCrossAttn") {
    case nil: return nil
    case "UNetMidBlock2D": return Mid(transformerLayers: [])
    case "UNetMidBlock2DCrossAttn":
      let last = lists.channels.count - 1
      try checkAttention(config, lists, "UNetMidBlock2DCrossAttn", last)
      return Mid(transformerLayers: Array(lists.downTransformerLayers[last].prefix(1)))
    case "UNetMidBlock2DSimpleCrossAttn": throw config.unsupported("mid_block_type")
    case let other?: throw PythonError.value("unknown mid_block_type : \(other)")
    }
  }

  private static func checkAttention(
    _ config: Configuration, _ lists: UNetBlockLists, _ type: String, _ index: Int
  ) throws {
    guard lists.crossAttentionDim[index] != nil else {
      throw PythonError.value("cross_attention_dim must be specified for \(type)")
    }
    let (channels, heads) = (lists.channels[index], lists.heads[index])
    guard channels % heads == 0 else {
      throw config.error(
        "attention_head_dim", "\(channels) channels cannot be divided among \(heads) heads",
        advice: "Despite its name the option holds the number of heads")
    }
  }

  private static func timeScaleShift(_ config: Configuration) throws -> TimeScaleShift {
    let name = try config.string("resnet_time_scale_shift", default: "default")
    if let shift = TimeScaleShift(rawValue: name) { return shift }
    guard name == "ada_group" || name == "spatial" else {
      throw PythonError.value("unknown time_embedding_norm : \(name) ")
    }
    throw PythonError.value(
      "This class cannot be used with `time_embedding_norm==\(name)`, please use "
        + "`ResnetBlockCondNorm2D` instead")
  }
}

/// A block's type, of which two are supported on either way.
private struct BlockType {
  let name: String
  let hasAttention: Bool

  init(
    _ config: Configuration, _ key: String, _ name: String, plain: String, attention: String
  ) throws {
    self.name = name.hasPrefix("UNetRes") ? String(name.dropFirst(7)) : name
    hasAttention = self.name == attention
    guard self.name != plain, !hasAttention else { return }
    guard Self.others.contains(self.name) else {
      throw PythonError.value("\(self.name) does not exist.")
    }
    throw config.unsupported(key)
  }

  /// The blocks that diffusers has besides those supported here.
  private static let others: Set<String> = [
    "ResnetDownsampleBlock2D", "AttnDownBlock2D", "SimpleCrossAttnDownBlock2D", "SkipDownBlock2D",
    "AttnSkipDownBlock2D", "DownEncoderBlock2D", "AttnDownEncoderBlock2D", "KDownBlock2D",
    "KCrossAttnDownBlock2D", "ResnetUpsampleBlock2D", "SimpleCrossAttnUpBlock2D", "AttnUpBlock2D",
    "SkipUpBlock2D", "AttnSkipUpBlock2D", "UpDecoderBlock2D", "AttnUpDecoderBlock2D",
    "KUpBlock2D", "KCrossAttnUpBlock2D",
  ]
}
