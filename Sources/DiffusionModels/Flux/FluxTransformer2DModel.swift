public import Checkpoints
import Layers
public import Tensors

/// Flux's transformer: it predicts the velocity of latents, cut into tokens, given a time and a text.
///
/// Black Forest Labs, 2024. Upstream: `diffusers/models/transformers/transformer_flux.py`.
public struct FluxTransformer2DModel<Scalar: TensorScalar>: Sendable {
  /// The options the model was built with.
  public let configuration: FluxConfiguration
  /// Whether the model was trained with guidance and must be told its scale.
  public var guidanceEmbeds: Bool { embeddings.guidanceEmbeds }

  private let embeddings: FluxEmbeddings<Scalar>
  private let modulations: FluxModulationLayers<Scalar>
  private let blocks: FluxBlocks<Scalar>
  private let normOut: AdaptiveModulation<Scalar>
  private let projOut: Linear<Scalar>

  /// Builds the model; what its weights lack is found by the audit of their store.
  ///
  /// - Throws: A `CheckpointError` that names the key of an impossible value.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    configuration = try FluxConfiguration(config)
    let size = configuration.innerDim
    embeddings = try FluxEmbeddings(config, configuration, weights)
    modulations = FluxModulationLayers(weights, configuration)
    blocks = FluxBlocks(weights, configuration)
    normOut = AdaptiveModulation(weights["norm_out"], size, rows: 2)
    let patch = configuration.patchSize * configuration.patchSize
    projOut = Linear(weights["proj_out"], size, patch * configuration.outChannels)
  }

  /// The prediction for `hiddenStates`.
  ///
  /// - Parameters:
  ///   - hiddenStates: The latents' tokens, `[N, L, in_channels]`.
  ///   - encoderHiddenStates: The text, `[N, S, joint_attention_dim]`.
  ///   - pooledProjections: The text as one vector, `[N, pooled_projection_dim]`.
  ///   - timestep: The time in 0…1, `[N]`.
  ///   - imgIds: The places of the latents' tokens, `[L, 3]`.
  ///   - txtIds: The places of the text's tokens, `[S, 3]`.
  ///   - guidance: The guidance scale, `[N]`, for a model with `guidance_embeds`.
  ///   - residuals: What a ControlNet adds.
  ///   - controlnetBlocksRepeat: Whether the residuals are used in turn.
  /// - Returns: `[N, L, patch_size² · out_channels]`.
  /// - Throws: What diffusers or torch raise for inputs that are missing or do not fit.
  public func callAsFunction(
    _ hiddenStates: Tensor<Scalar>, encoderHiddenStates: Tensor<Scalar>,
    pooledProjections: Tensor<Scalar>, timestep: Tensor<Scalar>, imgIds: Tensor<Scalar>,
    txtIds: Tensor<Scalar>, guidance: Tensor<Scalar>? = nil,
    residuals: FluxControlNetResiduals<Scalar>? = nil, controlnetBlocksRepeat: Bool = false
  ) throws -> Tensor<Scalar> {
    let image = try embeddings.image(hiddenStates)
    let embedding = try embeddings.time(timestep, guidance, pooledProjections)
    let tokens = try FluxTokens(
      text: embeddings.text(encoderHiddenStates), image: consume image, rows: embedding.extent(0),
      places: txtIds.extent(0) + imgIds.extent(0))
    let rotary = configuration.rotary(txtIds, imgIds)
    let counts = (configuration.layers, configuration.singleLayers)
    let hidden = try blocks(
      consume tokens, modulations(embedding), FluxContext(rotary: rotary)
    ) {
      try residuals?.sum($0, $1, counts: counts, repeats: controlnetBlocksRepeat)
    }
    let last = normOut(embedding)
    return projOut(hidden.normalized().modulated(scale: last[0], shift: last[1]))
  }
}
