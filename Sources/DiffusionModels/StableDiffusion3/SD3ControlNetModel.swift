public import Checkpoints
import Layers
public import Tensors

/// A copy of some of Stable Diffusion 3's blocks that looks at the latents of a picture and tells the
/// transformer what to add.
///
/// Upstream: `diffusers/models/controlnets/controlnet_sd3.py`.
public struct SD3ControlNetModel<Scalar: TensorScalar>: Sendable {
  /// The options the model shares with the transformer.
  public let configuration: SD3Configuration
  /// Whether pipelines pass zeros for the pooled text, and latents without the VAE's shift.
  public let forcesZerosForPooledProjection: Bool
  /// Whether the model has no embedding of patches of its own and takes the transformer's.
  public let sharesPatchEmbedding: Bool

  private var patchEmbed: PatchEmbed<Scalar>?
  private let conditioning: SD3Conditioning<Scalar>
  private let blocks: [JointTransformerBlock<Scalar>]
  private let controlBlocks: [Linear<Scalar>]
  private let inputEmbed: PatchEmbed<Scalar>

  /// Builds the model; what its weights lack is found by the audit of their store.
  ///
  /// - Throws: diffusers' errors, or a `CheckpointError` that names the key of an option that has an
  ///   impossible value or one that is not supported.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    let configuration = try SD3Configuration(config, needsText: false)
    let extra = try config.int("extra_conditioning_channels", default: 0, in: 0...(1 << 20))
    let hasPositions = try Self.hasPositions(config)
    let usesPatchEmbedding = try config.bool("use_pos_embed", default: true)
    forcesZerosForPooledProjection = try config.bool(
      "force_zeros_for_pooled_projection", default: true)
    self.configuration = configuration
    sharesPatchEmbedding = !usesPatchEmbedding
    let size = configuration.size
    if usesPatchEmbedding {
      patchEmbed = PatchEmbed(
        weights["pos_embed"], patchSize: configuration.patchSize, inputs: configuration.inChannels,
        size: size, maxSize: hasPositions ? configuration.posEmbedMaxSize : nil)
    }
    conditioning = SD3Conditioning(weights, configuration)
    blocks = (0..<configuration.layers).map { layer in
      // Blocks without a text are all of the plain kind.
      let hasText = configuration.jointAttentionDim != nil
      return JointTransformerBlock(
        weights["transformer_blocks"][layer],
        hasText ? configuration.block : configuration.plainBlock, context: hasText ? .full : .none,
        usesDualAttention: hasText && configuration.dualAttentionLayers.contains(layer))
    }
    controlBlocks = (0..<configuration.layers).map {
      Linear(weights["controlnet_blocks"][$0], size, size)
    }
    inputEmbed = PatchEmbed(
      weights["pos_embed_input"], patchSize: configuration.patchSize,
      inputs: configuration.inChannels + extra, size: size, maxSize: nil)
  }

  private static func hasPositions(_ config: Configuration) throws -> Bool {
    let type = config.value("pos_embed_type") ?? .string("sincos")
    if type.isNull { return false }
    let name = try config.string("pos_embed_type", default: "sincos")
    guard name == "sincos" else {
      throw PythonError.value("Unsupported pos_embed_type: \(name)")
    }
    return true
  }

  /// The model with the transformer's embedding of patches, if it has none of its own.
  public func sharing(_ transformer: SD3Transformer2DModel<Scalar>?) -> Self {
    guard sharesPatchEmbedding, let transformer else { return self }
    var model = self
    model.patchEmbed = transformer.patchEmbed
    return model
  }

  /// What to add to the transformer, one tensor for each block.
  ///
  /// - Parameters:
  ///   - hiddenStates: Latents, `[N, in_channels, H, W]`.
  ///   - timestep: One timestep for all of the batch.
  ///   - encoderHiddenStates: The text, `[N, S, joint_attention_dim]`.
  ///   - pooledProjections: The pooled text, `[N, pooled_projection_dim]`.
  ///   - controlnetCond: The picture's latents, `[N, in_channels + extra channels, H, W]`.
  ///   - conditioningScale: A factor of everything.
  /// - Throws: What diffusers or torch raise for inputs that do not fit.
  public func callAsFunction(
    _ hiddenStates: Tensor<Scalar>, timestep: Double, encoderHiddenStates: Tensor<Scalar>?,
    pooledProjections: Tensor<Scalar>, controlnetCond: Tensor<Scalar>,
    conditioningScale: Double = 1
  ) throws -> [Tensor<Scalar>] {
    var picture = try embedded(hiddenStates, encoderHiddenStates)
    let embedding = try conditioning.vector(
      timestep, pooledProjections, batch: picture.extent(0))
    var text = try encoderHiddenStates.flatMap {
      try conditioning.context($0, rows: embedding.extent(0))
    }
    picture = try picture.adding(inputEmbed(controlnetCond))
    return try zip(blocks, controlBlocks).map { block, control in
      try block(&picture, &text, embedding)
      return control(picture) * Scalar(conditioningScale)
    }
  }

  private func embedded(
    _ hiddenStates: Tensor<Scalar>, _ text: Tensor<Scalar>?
  ) throws -> Tensor<Scalar> {
    guard let patchEmbed else {
      throw PythonError.value("hidden_states must be 3D when pos_embed is not used")
    }
    guard hiddenStates.rank == 4 else {
      throw PythonError.value("hidden_states must be 4D when pos_embed is used")
    }
    switch (conditioning.hasText, text) {
    case (true, nil):
      throw PythonError.value(
        "encoder_hidden_states must be provided when context_embedder is used")
    case (false, _?):
      throw PythonError.value(
        "encoder_hidden_states should not be provided when context_embedder is not used")
    default: return try patchEmbed(hiddenStates)
    }
  }
}

extension SD3Configuration {
  /// The options of blocks that have no norm of queries and keys.
  fileprivate var plainBlock: JointBlockOptions {
    JointBlockOptions(size: size, heads: heads, headNorm: nil)
  }
}

/// Several ControlNets whose samples are added up: diffusers' `SD3MultiControlNetModel`.
public struct SD3MultiControlNetModel<Scalar: TensorScalar>: Sendable {
  /// The models.
  public let nets: [SD3ControlNetModel<Scalar>]

  /// The models together.
  public init(_ nets: [SD3ControlNetModel<Scalar>]) { self.nets = nets }

  /// What to add to the transformer, each model with its own picture and scale.
  ///
  /// As many samples as the model with the fewest gives.
  /// - Throws: What a model throws.
  public func callAsFunction(
    _ hiddenStates: Tensor<Scalar>, timestep: Double, encoderHiddenStates: Tensor<Scalar>?,
    pooledProjections: Tensor<Scalar>, controlnetCond: [Tensor<Scalar>],
    conditioningScale: [Double]
  ) throws -> [Tensor<Scalar>] {
    var sum: [Tensor<Scalar>]?
    for (net, (picture, scale)) in zip(nets, zip(controlnetCond, conditioningScale)) {
      let samples = try net(
        hiddenStates, timestep: timestep, encoderHiddenStates: encoderHiddenStates,
        pooledProjections: pooledProjections, controlnetCond: picture, conditioningScale: scale)
      sum = sum.map { zip($0, samples).map { $0 + $1 } } ?? samples
    }
    return sum ?? []
  }
}
