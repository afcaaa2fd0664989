public import Checkpoints
public import Layers

/// The sizes that CLIP's text and vision towers have in common.
public struct CLIPTowerConfiguration: Sendable {
  /// `hidden_size`: the width of the tower.
  public let hiddenSize: Int
  /// `intermediate_size`: the width inside the feed-forward layers.
  public let intermediateSize: Int
  /// `projection_dim`: the size of projected embeddings.
  public let projectionSize: Int
  /// `num_hidden_layers`.
  public let layerCount: Int
  /// `num_attention_heads`, which divides the width.
  public let headCount: Int
  /// `hidden_act`.
  public let activation: Activation
  /// `layer_norm_eps`.
  public let epsilon: Double

  init(
    _ config: Configuration, hiddenSize: Int, intermediateSize: Int, headCount: Int
  ) throws {
    let sizes = 1...(1 << 16)
    self.hiddenSize = try config.int("hidden_size", default: hiddenSize, in: sizes)
    self.intermediateSize = try config.int(
      "intermediate_size", default: intermediateSize, in: 1...(1 << 20))
    projectionSize = try config.int("projection_dim", default: 512, in: sizes)
    layerCount = try config.int("num_hidden_layers", default: 12, in: 0...1024)
    self.headCount = try config.int("num_attention_heads", default: headCount, in: sizes)
    epsilon = try config.double("layer_norm_eps", default: 1e-5)
    let name = try config.string("hidden_act", default: "quick_gelu")
    guard let activation = Activation(transformers: name) else {
      throw config.error(
        "hidden_act", "there is no activation function \"\(name)\"",
        advice: "CLIP models use \"quick_gelu\" or \"gelu\"")
    }
    self.activation = activation
    config.ignoreTransformersKeys()
    guard self.hiddenSize.isMultiple(of: self.headCount) else {
      throw PythonError(
        type: .valueError,
        message: "embed_dim must be divisible by num_heads (got `embed_dim`: \(self.hiddenSize) and"
          + " `num_heads`: \(self.headCount)).")
    }
  }
}

/// transformers' `CLIPTextConfig`.
public struct CLIPTextConfiguration: Sendable {
  /// The sizes of the encoder.
  public let tower: CLIPTowerConfiguration
  /// `vocab_size`: the number of token embeddings.
  public let vocabularySize: Int
  /// `max_position_embeddings`: the longest row of tokens.
  public let maxPositions: Int
  /// `eos_token_id`: whose first place is pooled; 2, which older files say by mistake, stands for the
  /// largest id of the row.
  public let endToken: Int
  /// `use_attention_mask`, which pipelines look at.
  public let usesAttentionMask: Bool

  /// Reads a `config.json`, that of a text model or of a whole CLIP.
  ///
  /// - Throws: `CheckpointError` that names the key; upstream's `ValueError` if the heads do not
  ///   divide the width.
  public init(_ config: Configuration) throws {
    let config = try config.part("text_config", of: "clip")
    tower = try CLIPTowerConfiguration(
      config, hiddenSize: 512, intermediateSize: 2048, headCount: 8)
    vocabularySize = try config.int("vocab_size", default: 49408, in: 1...(1 << 24))
    maxPositions = try config.int("max_position_embeddings", default: 77, in: 1...(1 << 20))
    endToken = try config.int("eos_token_id", default: 49407)
    usesAttentionMask = try config.optionalBool("use_attention_mask", default: nil) ?? false
  }
}

/// transformers' `CLIPVisionConfig`.
public struct CLIPVisionConfiguration: Sendable {
  /// The sizes of the encoder.
  public let tower: CLIPTowerConfiguration
  /// `num_channels` of pictures.
  public let channels: Int
  /// `image_size`: height and width of pictures.
  public let imageSize: Int
  /// `patch_size`: height and width of the patches that become tokens.
  public let patchSize: Int

  /// The number of tokens: the patches and one for the class.
  public var positionCount: Int { (imageSize / patchSize) * (imageSize / patchSize) + 1 }

  /// Reads a `config.json`, that of a vision model or of a whole CLIP.
  ///
  /// - Throws: `CheckpointError` that names the key; upstream's `ValueError` if the heads do not
  ///   divide the width.
  public init(_ config: Configuration) throws {
    let config = try config.part("vision_config", of: "clip")
    tower = try CLIPTowerConfiguration(
      config, hiddenSize: 768, intermediateSize: 3072, headCount: 12)
    channels = try config.int("num_channels", default: 3, in: 1...1024)
    imageSize = try config.int("image_size", default: 224, in: 1...(1 << 14))
    patchSize = try config.int("patch_size", default: 32, in: 1...(1 << 14))
    guard patchSize <= imageSize else {
      throw config.error("patch_size", "\(patchSize) is larger than image_size, \(imageSize)")
    }
  }
}
