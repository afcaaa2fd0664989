import Checkpoints
import Layers

extension UNet2DConditionConfiguration {
  /// How the timestep becomes a vector.
  struct TimeOptions: Sendable {
    /// `time_embedding_type`.
    enum Kind: String, Sendable {
      case positional
      case fourier
    }

    let kind: Kind
    /// The extent of the vector.
    let size: Int
    /// The extent of what the linear layers start from.
    let inputs: Int
    let flipSinToCos: Bool
    let freqShift: Double
    let conditionSize: Int?
    /// Applied after the second linear layer: `timestep_post_act`.
    let postActivation: Activation?
    /// Applied to the sum of all embeddings: `time_embedding_act_fn`.
    let activation: Activation?

    init(_ config: Configuration, channels: Int) throws {
      let name = try config.string("time_embedding_type", default: "positional")
      guard let kind = Kind(rawValue: name) else {
        throw PythonError.value(
          "\(name) does not exist. Please make sure to use one of `fourier` or `positional`.")
      }
      self.kind = kind
      let given = try config.optionalInt("time_embedding_dim", in: 0...(1 << 20)) ?? 0
      size = given > 0 ? given : channels * (kind == .fourier ? 2 : 4)
      guard kind == .positional || size % 2 == 0 else {
        throw PythonError.value("`time_embed_dim` should be divisible by 2, but is \(size).")
      }
      inputs = kind == .fourier ? size : channels
      flipSinToCos = try config.bool("flip_sin_to_cos", default: true)
      freqShift = try config.double("freq_shift", default: 0)
      conditionSize = try config.optionalSize("time_cond_proj_dim")
      postActivation = try config.optionalActivation("timestep_post_act")
      activation = try config.optionalActivation("time_embedding_act_fn")
    }
  }

  /// What happens to the encoder's hidden states before the blocks.
  enum EncoderProjection: Sendable, Hashable {
    /// A linear layer from so many features: `text_proj`.
    case text(Int)
  }

  /// The class embedding: `class_embed_type`.
  enum ClassEmbedding: Sendable, Hashable {
    /// A table of so many vectors.
    case table(Int)
    /// The labels are embedded like timesteps.
    case timestep
    /// The labels are embeddings.
    case identity
    /// The labels are vectors of this extent, and pass two linear layers.
    case projection(Int)
    /// The labels are vectors of this extent, and pass one linear layer.
    case simpleProjection(Int)
  }

  /// The additional embedding: `addition_embed_type`.
  enum AdditionEmbedding: Sendable, Hashable {
    /// The encoder's hidden states of this extent, pooled by attention with so many heads.
    case text(Int, heads: Int)
    /// A text embedding together with numbers, each embedded in `timeSize` (SDXL); `inputs` is the
    /// extent of all.
    case textTime(timeSize: Int, inputs: Int)
  }

  static func encoderProjection(
    _ config: Configuration, _ lists: UNetBlockLists
  ) throws -> EncoderProjection? {
    let size = try config.optionalSize("encoder_hid_dim")
    let given = try config.optionalString("encoder_hid_dim_type")
    let type = given ?? (size == nil ? nil : "text_proj")
    guard let type else { return nil }
    guard let size else {
      throw PythonError.value(
        "`encoder_hid_dim` has to be defined when `encoder_hid_dim_type` is set to \(type).")
    }
    switch type {
    case "text_proj": return .text(size)
    case "text_image_proj", "image_proj": throw config.unsupported("encoder_hid_dim_type")
    default:
      throw PythonError.value(
        "`encoder_hid_dim_type`: \(type) must be None, 'text_proj', 'text_image_proj', or "
          + "'image_proj'.")
    }
  }

  static func classEmbedding(_ config: Configuration) throws -> ClassEmbedding? {
    let type = try config.optionalString("class_embed_type")
    let count = try config.optionalSize("num_class_embeds")
    let inputs = try config.optionalSize("projection_class_embeddings_input_dim")
    switch (type, count, inputs) {
    case (nil, let count?, _): return .table(count)
    case ("timestep", _, _): return .timestep
    case ("identity", _, _): return .identity
    case ("projection", _, let inputs?): return .projection(inputs)
    case ("simple_projection", _, let inputs?): return .simpleProjection(inputs)
    case ("projection", _, nil), ("simple_projection", _, nil):
      throw PythonError.value(
        "`class_embed_type`: '\(type ?? "")' requires `projection_class_embeddings_input_dim` be "
          + "set")
    case (nil, nil, _): return nil
    // Upstream takes any other name as no class embedding at all.
    default:
      throw config.error(
        "class_embed_type", "\(type ?? "null") is no kind of class embedding",
        advice: "Use null, timestep, identity, projection or simple_projection")
    }
  }

  static func additionEmbedding(
    _ config: Configuration, _ lists: UNetBlockLists
  ) throws -> AdditionEmbedding? {
    let heads = try config.size("addition_embed_type_num_heads", default: 64)
    let timeSize = try config.optionalSize("addition_time_embed_dim")
    let inputs = try config.optionalSize("projection_class_embeddings_input_dim")
    switch try config.optionalString("addition_embed_type") {
    case nil: return nil
    case "text":
      let size = try config.optionalSize("encoder_hid_dim") ?? lists.crossAttentionDim[0]
      guard let size, size % heads == 0 else {
        throw config.error(
          "addition_embed_type_num_heads", "\(heads) heads do not divide the text's features")
      }
      return .text(size, heads: heads)
    case "text_time":
      guard let timeSize, let inputs else {
        throw config.error(
          timeSize == nil ? "addition_time_embed_dim" : "projection_class_embeddings_input_dim",
          "expected an integer, as addition_embed_type is \"text_time\"")
      }
      return .textTime(timeSize: timeSize, inputs: inputs)
    case "text_image", "image", "image_hint": throw config.unsupported("addition_embed_type")
    case let other?:
      throw PythonError.value(
        "`addition_embed_type`: \(other) must be None, 'text', 'text_image', 'text_time', "
          + "'image', or 'image_hint'.")
    }
  }
}
