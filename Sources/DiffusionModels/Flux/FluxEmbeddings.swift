import Checkpoints
import Layers
import Tensors

/// The layers that bring latents, text, time and guidance to the size of the blocks.
struct FluxEmbeddings<Scalar: TensorScalar>: Sendable {
  /// Whether `time` must be told the guidance scales.
  let guidanceEmbeds: Bool
  private let contextEmbedder: Linear<Scalar>
  private let xEmbedder: Linear<Scalar>
  private let timeTextEmbed: CombinedTimestepTextProjEmbeddings<Scalar>
  private let pooledProjectionDim: Int

  init(
    _ config: Configuration, _ configuration: FluxConfiguration, _ weights: WeightScope<Scalar>
  ) throws {
    let size = configuration.innerDim
    pooledProjectionDim = try config.size("pooled_projection_dim", default: 768)
    guidanceEmbeds = try config.bool("guidance_embeds", default: false)
    timeTextEmbed = CombinedTimestepTextProjEmbeddings(
      weights["time_text_embed"], size, pooledProjectionDim: pooledProjectionDim,
      guidance: guidanceEmbeds)
    contextEmbedder = Linear(weights["context_embedder"], configuration.jointAttentionDim, size)
    xEmbedder = Linear(weights["x_embedder"], configuration.inChannels, size)
  }

  /// `[N, L, in_channels]` to `[N, L, C]`.
  func image(_ tokens: Tensor<Scalar>) throws -> Tensor<Scalar> { try xEmbedder.checked(tokens) }

  /// `[N, S, joint_attention_dim]` to `[N, S, C]`.
  func text(_ tokens: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try contextEmbedder.checked(tokens)
  }

  /// Times `[N]` in 0…1, guidance scales and pooled texts to `[N, C]`.
  func time(
    _ timestep: Tensor<Scalar>, _ guidance: Tensor<Scalar>?, _ pooledProjections: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try checkProduct(pooledProjections, pooledProjectionDim, contextEmbedder.weight.extent(0))
    return try timeTextEmbed(
      timestep * Scalar(1000), guidance: guidance.map { $0 * Scalar(1000) }, pooledProjections)
  }
}

extension Linear {
  /// `self(x)`, for an `x` that comes from a caller.
  ///
  /// - Throws: torch's `RuntimeError` if it has another number of features.
  func checked(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try checkProduct(x, weight.extent(1), weight.extent(0))
    return self(x)
  }
}

extension FluxConfiguration {
  /// The angles of the text's tokens (`[S, 3]`) and then the picture's (`[L, 3]`).
  func rotary<Scalar>(
    _ txtIds: Tensor<Scalar>, _ imgIds: Tensor<Scalar>
  ) -> RotaryEmbedding<Scalar> {
    RotaryEmbedding(ids: .concatenated([txtIds, imgIds]), sizes: axes)
  }
}
