import Checkpoints
import Layers
import Tensors

/// The layers that ControlNets share: a U-Net's way down, the embedding of pictures, and the
/// convolutions that make residuals of the features.
struct ControlNetLayers<Scalar: TensorScalar>: Sendable {
  let configuration: ControlNetConfiguration

  private let embeddings: UNetEmbeddings<Scalar>
  private let convIn: Conv2d<Scalar>
  private let condEmbedding: ControlNetConditioningEmbedding<Scalar>
  private let downBlocks: [CrossAttnDownBlock2D<Scalar>]
  private let midBlock: UNetMidBlock2DCrossAttn<Scalar>?
  private let controlnetDownBlocks: [Conv2d<Scalar>]
  private let controlnetMidBlock: Conv2d<Scalar>

  init(_ weights: WeightScope<Scalar>, _ configuration: ControlNetConfiguration) {
    self.configuration = configuration
    let unet = configuration.unet
    let channels = unet.blocks.map(\.channels)
    let factory = UNetBlockFactory<Scalar>(configuration: unet)
    embeddings = UNetEmbeddings(weights, unet)
    convIn = Conv2d(weights["conv_in"], unet.inChannels, channels[0], kernel: 3, padding: 1)
    condEmbedding = ControlNetConditioningEmbedding(
      weights["controlnet_cond_embedding"], configuration.conditioningChannels, channels[0],
      channels: configuration.embeddingChannels)
    downBlocks = channels.indices.map { factory.down(weights["down_blocks"][$0], $0) }
    midBlock = unet.mid.map { factory.mid(weights["mid_block"], $0) }
    controlnetDownBlocks = Self.residualChannels(unet).enumerated().map { index, channels in
      Conv2d(weights["controlnet_down_blocks"][index], channels, channels, kernel: 1)
    }
    let last = channels[channels.count - 1]
    controlnetMidBlock = Conv2d(weights["controlnet_mid_block"], last, last, kernel: 1)
  }

  /// The channels of each skip connection, in the order of the way down.
  private static func residualChannels(_ unet: UNet2DConditionConfiguration) -> [Int] {
    let levels = unet.blocks.enumerated().flatMap { index, block in
      let isLast = index == unet.blocks.count - 1
      return [Int](repeating: block.channels, count: block.layers + (isLast ? 0 : 1))
    }
    return [unet.blocks[0].channels] + levels
  }

  /// The time embedding: `[N, …]`.
  ///
  /// - Parameter control: What the model adds of its own.
  func embedding(
    _ sample: Tensor<Scalar>, timestep: Double, encoderHiddenStates: Tensor<Scalar>,
    _ added: AddedConditions<Scalar>, control: Tensor<Scalar>? = nil
  ) throws -> Tensor<Scalar> {
    try embeddings(
      timesteps: Tensor([Scalar(timestep)]).expanded(to: [sample.extent(0)]), condition: nil,
      classLabels: nil, encoderHiddenStates: encoderHiddenStates, added: added, control: control)
  }

  /// The first features of the latents: `[N, C, h, w]`.
  func features(of sample: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try checkConvolution(sample, weight: convIn.weight)
    return convIn(sample)
  }

  /// The features of a picture at the latents' size: `[N, C, h, w]`.
  func features(ofPicture picture: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try checkConvolution(picture, weight: condEmbedding.inputWeight)
    return condEmbedding(picture)
  }

  /// What `hidden`, the latents' and the pictures' features together, come to.
  ///
  /// - Parameters:
  ///   - scale: A factor of everything.
  ///   - guessMode: Whether the residuals of the upper levels count less.
  func residuals(
    _ hidden: Tensor<Scalar>, _ embedding: Tensor<Scalar>, encoderHiddenStates: Tensor<Scalar>,
    scale: Double, guessMode: Bool
  ) -> ControlNetResiduals<Scalar> {
    let context = AttentionContext(encoderHiddenStates: encoderHiddenStates)
    var hidden = hidden
    var skips = [hidden]
    for block in downBlocks { hidden = block(hidden, embedding, context, skips: &skips) }
    if let midBlock { hidden = midBlock(hidden, embedding, context) }
    let residuals = zip(skips, controlnetDownBlocks).map { $1($0) } + [controlnetMidBlock(hidden)]
    return finished(residuals, scale, guessMode)
  }

  /// The residuals scaled, by level in guess mode, and pooled where the model does that.
  private func finished(
    _ all: [Tensor<Scalar>], _ scale: Double, _ guessMode: Bool
  ) -> ControlNetResiduals<Scalar> {
    let pools = configuration.globalPoolConditions
    var scales = [Scalar](repeating: Scalar(scale), count: all.count)
    if guessMode && !pools {
      scales = guessScales(count: all.count).map { $0 * Scalar(scale) }
    }
    let scaled = zip(all, scales).map { $0 * $1 }
    let pooled = pools ? scaled.map { $0.mean([2, 3], keepDimensions: true) } : scaled
    return ControlNetResiduals(down: Array(pooled.dropLast()), mid: pooled[all.count - 1])
  }

  /// 0.1 to 1 in equal ratios.
  private func guessScales(count: Int) -> [Scalar] {
    let step = 1 / Scalar(count - 1)
    return (0..<count).map { Scalar.exp10(-1 + step * Scalar($0)) }
  }
}
