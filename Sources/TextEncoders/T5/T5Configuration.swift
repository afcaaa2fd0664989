public import Checkpoints
public import Layers

/// transformers' `T5Config`, as far as the encoder reads it.
public struct T5Configuration: Sendable {
  /// `vocab_size`: the number of token embeddings.
  public let vocabularySize: Int
  /// `d_model`: the width of the states.
  public let width: Int
  /// `d_kv`: the size of a head, which need not divide the width.
  public let headSize: Int
  /// `num_heads`.
  public let headCount: Int
  /// `d_ff`: the width inside the feed-forward layers.
  public let feedForwardWidth: Int
  /// `num_layers`.
  public let layerCount: Int
  /// `relative_attention_num_buckets`: how many distances are told apart, in both directions together.
  public let bucketCount: Int
  /// `relative_attention_max_distance`: from here on all distances are alike.
  public let maxDistance: Int
  /// `layer_norm_epsilon`.
  public let epsilon: Double
  /// `dense_act_fn`.
  public let activation: Activation
  /// `is_gated_act`: whether a second projection multiplies the activated one.
  public let isGated: Bool

  /// Reads a `config.json`. transformers' common names (`hidden_size`) win over T5's own, and what
  /// older versions derived and wrote (`dense_act_fn`) over `feed_forward_proj`, as upstream.
  ///
  /// - Throws: `CheckpointError` that names the key; upstream's `ValueError` for a
  ///   `feed_forward_proj` of another form.
  public init(_ config: Configuration) throws {
    let sizes = 1...(1 << 16)
    func size(_ key: String, _ common: String, _ fallback: Int) throws -> Int {
      let own = try config.int(key, default: fallback, in: sizes)
      return try config.int(common, default: own, in: sizes)
    }
    vocabularySize = try config.int("vocab_size", default: 32128, in: 1...(1 << 24))
    width = try size("d_model", "hidden_size", 512)
    headSize = try size("d_kv", "head_dim", 64)
    headCount = try size("num_heads", "num_attention_heads", 8)
    feedForwardWidth = try config.int("d_ff", default: 2048, in: 1...(1 << 20))
    let layers = try config.int("num_layers", default: 6, in: 0...1024)
    layerCount = try config.int("num_hidden_layers", default: layers, in: 0...1024)
    bucketCount = try config.int("relative_attention_num_buckets", default: 32, in: 4...(1 << 16))
    maxDistance = try config.int("relative_attention_max_distance", default: 128, in: 1...(1 << 24))
    epsilon = try config.double("layer_norm_epsilon", default: 1e-6)
    (activation, isGated) = try Self.feedForward(config)
    guard maxDistance > bucketCount / 4 else {
      throw config.error(
        "relative_attention_max_distance",
        "\(maxDistance) is not larger than the \(bucketCount / 4) distances that have a bucket alone"
      )
    }
    guard try config.optionalBool("is_decoder", default: nil) != true else {
      throw config.error("is_decoder", "a decoder cannot be used as a text encoder")
    }
    config.ignoreTransformersKeys()
    config.ignore(
      "num_decoder_layers", "dropout_rate", "classifier_dropout", "use_cache", "output_past",
      "n_positions")
  }

  private static func feedForward(_ config: Configuration) throws -> (Activation, Bool) {
    let projection = try config.string("feed_forward_proj", default: "relu")
    let parts = projection.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 1 || parts.count == 2 && parts[0] == "gated" else {
      throw PythonError(
        type: .valueError,
        message:
          "`feed_forward_proj`: \(projection) is not a valid activation function of the dense"
          + " layer. Please make sure `feed_forward_proj` is of the format `gated-{ACT_FN}` or"
          + " `{ACT_FN}`, e.g. 'gated-gelu' or 'relu'")
    }
    let written = projection == "gated-gelu" ? "gelu_new" : parts[parts.count - 1]
    let name = try config.optionalString("dense_act_fn", default: nil) ?? written
    guard let activation = Activation(transformers: name) else {
      throw config.error(
        "feed_forward_proj", "there is no activation function \"\(name)\"",
        advice: "T5 models use \"gated-gelu\" or \"relu\"")
    }
    let isGated = try config.optionalBool("is_gated_act", default: nil) ?? (parts[0] == "gated")
    return (activation, isGated)
  }
}
