public import Checkpoints
import Layers
public import Tensors

/// A copy of a U-Net's way down that looks at a picture and tells the U-Net what to add.
///
/// L. Zhang et al.: Adding Conditional Control to Text-to-Image Diffusion Models (2023). Upstream:
/// `diffusers/models/controlnets/controlnet.py`.
public struct ControlNetModel<Scalar: TensorScalar>: Sendable {
  /// The options the model was built with.
  public let configuration: ControlNetConfiguration

  private let embeddings: UNetEmbeddings<Scalar>
  private let convIn: Conv2d<Scalar>
  private let condEmbedding: ControlNetConditioningEmbedding<Scalar>
  private let downBlocks: [CrossAttnDownBlock2D<Scalar>]
  private let midBlock: UNetMidBlock2DCrossAttn<Scalar>?
  private let controlnetDownBlocks: [Conv2d<Scalar>]
  private let controlnetMidBlock: Conv2d<Scalar>

  /// Builds the model; what its weights lack is found by the audit of their store.
  ///
  /// - Throws: What `ControlNetConfiguration.init` throws.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    configuration = try ControlNetConfiguration(config)
    let unet = configuration.unet
    let channels = unet.blocks.map(\.channels)
    let factory = UNetBlockFactory<Scalar>(configuration: unet)
    embeddings = UNetEmbeddings(weights, unet)
    weights["encoder_hid_proj"].ignore("weight")  // upstream makes the layer and never calls it
    weights["encoder_hid_proj"].ignore("bias")
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

  /// What to add to a U-Net.
  ///
  /// - Parameters:
  ///   - sample: `[N, in_channels, h, w]`.
  ///   - timestep: One timestep for all of the batch.
  ///   - encoderHiddenStates: The text, `[N, S, cross_attention_dim]`.
  ///   - controlnetCond: The picture, `[N, conditioning_channels, H, W]` in 0…1.
  ///   - conditioningScale: A factor of everything.
  ///   - guessMode: Whether the residuals of the upper levels count less.
  ///   - added: What the additional embedding is made of.
  /// - Throws: What diffusers or torch raise for inputs that are missing or do not fit.
  public func callAsFunction(
    _ sample: Tensor<Scalar>, timestep: Double, encoderHiddenStates: Tensor<Scalar>,
    controlnetCond: Tensor<Scalar>, conditioningScale: Double = 1, guessMode: Bool = false,
    added: AddedConditions<Scalar> = AddedConditions()
  ) throws -> ControlNetResiduals<Scalar> {
    try checkConvolution(sample, weight: convIn.weight)
    try checkConvolution(controlnetCond, weight: condEmbedding.inputWeight)
    let timesteps = Tensor([Scalar(timestep)]).expanded(to: [sample.extent(0)])
    let embedding = try embeddings(
      timesteps: timesteps, condition: nil, classLabels: nil,
      encoderHiddenStates: encoderHiddenStates, added: added)
    let context = AttentionContext(encoderHiddenStates: encoderHiddenStates)
    let picture = configuration.channelOrder == .bgr ? controlnetCond.flipped(1) : controlnetCond
    var hidden = try convIn(sample).adding(condEmbedding(picture))
    var skips = [hidden]
    for block in downBlocks { hidden = block(hidden, embedding, context, skips: &skips) }
    if let midBlock { hidden = midBlock(hidden, embedding, context) }
    let residuals = ControlNetResiduals(
      down: zip(skips, controlnetDownBlocks).map { $1($0) }, mid: controlnetMidBlock(hidden))
    return finished(residuals, conditioningScale, guessMode)
  }

  /// The residuals scaled, by level in guess mode, and pooled where the model does that.
  private func finished(
    _ residuals: ControlNetResiduals<Scalar>, _ scale: Double, _ guessMode: Bool
  ) -> ControlNetResiduals<Scalar> {
    let all = residuals.down + [residuals.mid]
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

extension Tensor {
  /// The sum with a tensor of the same shape.
  ///
  /// - Throws: torch's `RuntimeError` for other shapes.
  func adding(_ other: Tensor) throws -> Tensor {
    guard shape == other.shape else {
      let dimension = shape.indices.reversed().first {
        shape[$0] != other.shape[$0] && shape[$0] != 1 && other.shape[$0] != 1
      }
      guard let dimension else { return self + other }
      throw PythonError(
        type: .runtimeError,
        message: "The size of tensor a (\(shape[dimension])) must match the size of tensor b"
          + " (\(other.shape[dimension])) at non-singleton dimension \(dimension)")
    }
    return self + other
  }
}
