public import Checkpoints
import Layers
public import Tensors

/// Stable Diffusion 3's denoiser, a transformer over patches of latents beside the tokens of a text.
///
/// P. Esser et al.: Scaling Rectified Flow Transformers for High-Resolution Image Synthesis (2024).
/// Upstream: `diffusers/models/transformers/transformer_sd3.py`.
public struct SD3Transformer2DModel<Scalar: TensorScalar>: Sendable {
  /// The options the model was built with.
  public let configuration: SD3Configuration
  /// The attention layers that are computed in another way, if any.
  public var perturbation: JointPerturbation?

  let patchEmbed: PatchEmbed<Scalar>
  private let conditioning: SD3Conditioning<Scalar>
  private let blocks: [JointTransformerBlock<Scalar>]
  private let normOut: AdaptiveModulation<Scalar>
  private let projOut: Linear<Scalar>

  /// Builds the model; what its weights lack is found by the audit of their store.
  ///
  /// - Throws: diffusers' errors, or a `CheckpointError` that names the key of an option that has an
  ///   impossible value or one that is not supported.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    let configuration = try SD3Configuration(config, needsText: true)
    self.configuration = configuration
    patchEmbed = PatchEmbed(
      weights["pos_embed"], patchSize: configuration.patchSize, inputs: configuration.inChannels,
      size: configuration.size, maxSize: configuration.posEmbedMaxSize)
    conditioning = SD3Conditioning(weights, configuration)
    blocks = (0..<configuration.layers).map { layer in
      JointTransformerBlock(
        weights["transformer_blocks"][layer], configuration.block,
        context: layer == configuration.layers - 1 ? .preOnly : .full,
        usesDualAttention: configuration.dualAttentionLayers.contains(layer))
    }
    normOut = AdaptiveModulation(weights["norm_out"], configuration.size, rows: 2)
    projOut = Linear(
      weights["proj_out"], configuration.size,
      configuration.patchSize * configuration.patchSize * configuration.outChannels)
  }

  /// The names of the layers in which tokens attend to each other.
  public var selfAttentionNames: [String] {
    blocks.flatMap { [$0.attention.name] + ($0.secondAttention.map { [$0.name] } ?? []) }
  }

  /// The denoiser's output for `hiddenStates`.
  ///
  /// - Parameters:
  ///   - hiddenStates: Latents, `[N, in_channels, H, W]`.
  ///   - timestep: One timestep for all of the batch.
  ///   - encoderHiddenStates: The text, `[N, S, joint_attention_dim]`.
  ///   - pooledProjections: The pooled text, `[N, pooled_projection_dim]`.
  ///   - controlSamples: What ControlNets add after the blocks but the last; each of them counts for
  ///     as many blocks as there are more blocks than samples.
  ///   - skipLayers: The numbers of blocks that are left out.
  /// - Returns: `[N, out_channels, H, W]`, where height and width are multiples of the patch size.
  /// - Throws: What diffusers or torch raise for inputs that do not fit.
  public func callAsFunction(
    _ hiddenStates: Tensor<Scalar>, timestep: Double, encoderHiddenStates: Tensor<Scalar>,
    pooledProjections: Tensor<Scalar>, controlSamples: [Tensor<Scalar>] = [],
    skipLayers: Set<Int> = []
  ) throws -> Tensor<Scalar> {
    var picture = try patchEmbed(hiddenStates)
    let embedding = try conditioning.vector(
      timestep, pooledProjections, batch: picture.extent(0))
    var text = try conditioning.context(encoderHiddenStates, rows: embedding.extent(0))
    for (index, block) in blocks.enumerated() {
      if !skipLayers.contains(index) {
        try block(&picture, &text, embedding, perturbation: perturbation)
      }
      if !controlSamples.isEmpty && block.context == .full {
        let interval = Double(blocks.count) / Double(controlSamples.count)
        picture = try picture.adding(controlSamples[Int(Double(index) / interval)])
      }
    }
    let modulation = normOut(embedding)
    let output = projOut(
      picture.normalized().modulated(scale: modulation[0], shift: modulation[1]))
    return unpatched(output, like: hiddenStates)
  }

  /// `[N, L, patchSize² · channels]` as pictures.
  private func unpatched(
    _ tokens: Tensor<Scalar>, like latents: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    let (side, channels) = (configuration.patchSize, configuration.outChannels)
    let (height, width) = (latents.extent(2) / side, latents.extent(3) / side)
    return tokens.reshaped([tokens.extent(0), height, width, side, side, channels])
      .permuted([0, 5, 1, 3, 2, 4])
      .reshaped([tokens.extent(0), channels, height * side, width * side])
  }
}
