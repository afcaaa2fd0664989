import Checkpoints
import Layers

/// The `config.json` of a `UNet2DConditionModel`, with one value per block for every option.
public struct UNet2DConditionConfiguration: Sendable {
  /// The height and width of the latents the model was trained with, if it says so.
  public let sampleSize: (height: Int, width: Int)?
  /// The version of diffusers that wrote the configuration, if it says so.
  public let diffusersVersion: String?
  /// The channels of the input.
  public let inChannels: Int
  /// The channels of the output.
  public let outChannels: Int

  let centerInputSample: Bool
  let blocks: [Block]
  let mid: Mid?
  let downsamplePadding: Int
  let midBlockScaleFactor: Double
  let activation: Activation
  let normGroups: Int
  let normEpsilon: Double
  let useLinearProjection: Bool
  let resnetTimeScaleShift: TimeScaleShift
  let convInKernel: Int
  let convOutKernel: Int
  let classEmbeddingsConcat: Bool
  let time: TimeOptions
  let encoderProjection: EncoderProjection?
  let classEmbedding: ClassEmbedding?
  let additionEmbedding: AdditionEmbedding?

  /// The extent of the hidden states that the first block's cross-attention takes.
  public var crossAttentionDim: Int? { blocks.first?.crossAttentionDim }
  /// The extent of the condition of the time embedding (`time_cond_proj_dim`, the guidance
  /// embedding of LCMs), if it takes one.
  public var timeCondProjDim: Int? { time.conditionSize }
  /// The extent of each embedded number (`addition_time_embed_dim`, SDXL), if the model takes some.
  public var additionTimeEmbedDim: Int? {
    if case .textTime(let size, _)? = additionEmbedding { size } else { nil }
  }
  /// The extent of the text embedding and the embedded numbers together (SDXL).
  public var additionEmbeddingInputs: Int? {
    if case .textTime(_, let inputs)? = additionEmbedding { inputs } else { nil }
  }

  /// The extent of the time embedding as the blocks see it.
  var blockTimeSize: Int { classEmbeddingsConcat ? 2 * time.size : time.size }

  /// A level of the U-Net: the block on the way down and the one on the way up.
  struct Block: Sendable {
    let channels: Int
    let layers: Int
    let heads: Int
    let crossAttentionDim: Int?
    let onlyCrossAttention: Bool
    /// The transformer blocks after each residual block on the way down; empty without attention.
    let downTransformerLayers: [Int]
    /// The same on the way up.
    let upTransformerLayers: [Int]
  }

  /// The block at the bottom.
  struct Mid: Sendable {
    /// The transformer blocks; empty without attention.
    let transformerLayers: [Int]
  }
}
