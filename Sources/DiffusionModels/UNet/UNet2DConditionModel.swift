public import Checkpoints
import Layers
public import Tensors

/// The conditional U-Net of Stable Diffusion: it predicts the noise (or v) in latents, given a
/// timestep and a text.
///
/// Upstream: `diffusers/models/unets/unet_2d_condition.py`.
public struct UNet2DConditionModel<Scalar: TensorScalar>: Sendable {
  /// The options the model was built with.
  public let configuration: UNet2DConditionConfiguration
  /// The mechanism that diffusers' `enable_freeu` turns on.
  public var freeU: FreeU?
  /// Other ways to compute attention, by layer name: diffusers' `set_attn_processor`.
  public var attentionProcessors: [String: any AttentionProcessor<Scalar>] = [:]

  private let embeddings: UNetEmbeddings<Scalar>
  private let encoderHidProj: Linear<Scalar>?
  private let convIn: Conv2d<Scalar>
  private let downBlocks: [CrossAttnDownBlock2D<Scalar>]
  private let midBlock: UNetMidBlock2DCrossAttn<Scalar>?
  private let upBlocks: [CrossAttnUpBlock2D<Scalar>]
  private let convNormOut: GroupNorm<Scalar>
  private let convOut: Conv2d<Scalar>

  /// Builds the model; what its weights lack is found by the audit of their store.
  ///
  /// - Throws: What `UNet2DConditionConfiguration.init` throws.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    self.init(try UNet2DConditionConfiguration(config), weights)
  }

  /// Builds the model that `configuration` describes.
  public init(_ configuration: UNet2DConditionConfiguration, _ weights: WeightScope<Scalar>) {
    self.configuration = configuration
    let channels = configuration.blocks.map(\.channels)
    let factory = UNetBlockFactory<Scalar>(configuration: configuration)
    embeddings = UNetEmbeddings(weights, configuration)
    if case .text(let size)? = configuration.encoderProjection {
      encoderHidProj = Linear(
        weights["encoder_hid_proj"], size, configuration.crossAttentionDim ?? size)
    } else {
      encoderHidProj = nil
    }
    convIn = Conv2d(
      weights["conv_in"], configuration.inChannels, channels[0],
      kernel: configuration.convInKernel, padding: (configuration.convInKernel - 1) / 2)
    downBlocks = channels.indices.map { factory.down(weights["down_blocks"][$0], $0) }
    midBlock = configuration.mid.map { factory.mid(weights["mid_block"], $0) }
    upBlocks = channels.indices.map { factory.up(weights["up_blocks"][$0], $0) }
    convNormOut = GroupNorm(
      weights["conv_norm_out"], groups: configuration.normGroups, channels: channels[0],
      epsilon: configuration.normEpsilon)
    convOut = Conv2d(
      weights["conv_out"], channels[0], configuration.outChannels,
      kernel: configuration.convOutKernel, padding: (configuration.convOutKernel - 1) / 2)
  }

  var convInWeight: Tensor<Scalar> { convIn.weight }

  /// What Python prints for the class.
  static var pythonClass: String {
    "<class 'diffusers.models.unets.unet_2d_condition.UNet2DConditionModel'>"
  }

  /// The prediction for `sample`.
  ///
  /// - Parameters:
  ///   - sample: `[N, in_channels, H, W]`.
  ///   - timestep: One timestep for all of the batch, or `N` of them.
  ///   - encoderHiddenStates: The text, `[N, S, cross_attention_dim]` (or `encoder_hid_dim`).
  ///   - classLabels: Indices `[N]` or vectors `[N, …]`, as `class_embed_type` asks for.
  ///   - timestepCond: `[N, time_cond_proj_dim]`, added to the projected timestep.
  ///   - attentionMask: 1 for a key of self-attention that counts, 0 for others, `[N, keys]`.
  ///   - encoderAttentionMask: 1 for a token that counts, 0 for others, `[N, S]`.
  ///   - added: What the additional embedding is made of.
  ///   - residuals: What a ControlNet adds to the skip connections and to the middle block.
  /// - Returns: `[N, out_channels, H, W]`.
  /// - Throws: What diffusers or torch raise for inputs that are missing or do not fit.
  public func callAsFunction(
    _ sample: Tensor<Scalar>, timestep: [Double], encoderHiddenStates: Tensor<Scalar>,
    classLabels: Tensor<Scalar>? = nil, timestepCond: Tensor<Scalar>? = nil,
    attentionMask: Tensor<Scalar>? = nil, encoderAttentionMask: Tensor<Scalar>? = nil,
    added: AddedConditions<Scalar> = AddedConditions(),
    residuals: ControlNetResiduals<Scalar>? = nil
  ) throws -> Tensor<Scalar> {
    try check(sample, timestep, encoderHiddenStates, timestepCond)
    let input = configuration.centerInputSample ? Scalar(2) * sample - Scalar(1) : sample
    let timesteps = Tensor(timestep.map { Scalar($0) }).expanded(to: [sample.extent(0)])
    let embedding = try embeddings(
      timesteps: timesteps, condition: timestepCond, classLabels: classLabels,
      encoderHiddenStates: encoderHiddenStates, added: added)
    let context = AttentionContext(
      encoderHiddenStates: encoderHidProj?(encoderHiddenStates) ?? encoderHiddenStates,
      attentionBias: attentionMask.map(Self.bias),
      encoderAttentionBias: encoderAttentionMask.map(Self.bias), processors: attentionProcessors)
    return denoised(convIn(input), embedding, context, residuals)
  }

  /// The way down, through the middle and up again.
  private func denoised(
    _ input: Tensor<Scalar>, _ embedding: Tensor<Scalar>, _ context: AttentionContext<Scalar>,
    _ residuals: ControlNetResiduals<Scalar>?
  ) -> Tensor<Scalar> {
    // Sizes that cannot be halved often enough are restored from the skip connections.
    let factor = 1 << (upBlocks.count - 1)
    let forwardsSize = input.shape[2...].contains { $0 % factor != 0 }
    var hidden = input
    var skips = [input]
    for block in downBlocks { hidden = block(consume hidden, embedding, context, skips: &skips) }
    residuals?.add(toSkips: &skips)
    if let midBlock { hidden = midBlock(consume hidden, embedding, context) }
    if let residuals { hidden = hidden + residuals.mid }
    for (index, block) in upBlocks.enumerated() {
      let next = skips.count - block.skipCount - 1
      let size = forwardsSize && next >= 0 ? Array(skips[next].shape[2...]) : nil
      hidden = block(
        consume hidden, embedding, context, skips: &skips, size: size, freeU: freeU?.stage(index))
    }
    return convOut(convNormOut(hidden, then: configuration.activation))
  }

  /// A mask of ones and zeros as what is added to scores: 0 and -10000, `[N, 1, keys]`.
  private static func bias(_ mask: Tensor<Scalar>) -> Tensor<Scalar> {
    ((Scalar(1) - mask) * Scalar(-10000)).unsqueezed(1)
  }
}
