public import Checkpoints
import Layers
public import Tensors

/// Chroma's transformer: Flux's blocks, modulated by one small network for all of them.
///
/// Upstream: `diffusers/models/transformers/transformer_chroma.py`.
public struct ChromaTransformer2DModel<Scalar: TensorScalar>: Sendable {
  /// The options that the model shares with Flux's.
  public let configuration: FluxConfiguration

  private let contextEmbedder: Linear<Scalar>
  private let xEmbedder: Linear<Scalar>
  private let modulator: ChromaModulator<Scalar>
  private let blocks: FluxBlocks<Scalar>
  private let projOut: Linear<Scalar>

  /// Builds the model; what its weights lack is found by the audit of their store.
  ///
  /// - Throws: A `CheckpointError` that names the key of an impossible value.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    configuration = try FluxConfiguration(config)
    let size = configuration.innerDim
    modulator = try ChromaModulator(config, configuration, weights)
    contextEmbedder = Linear(weights["context_embedder"], configuration.jointAttentionDim, size)
    xEmbedder = Linear(weights["x_embedder"], configuration.inChannels, size)
    blocks = FluxBlocks(weights, configuration)
    let patch = configuration.patchSize * configuration.patchSize
    projOut = Linear(weights["proj_out"], size, patch * configuration.outChannels)
  }

  /// The prediction for `hiddenStates`.
  ///
  /// - Parameters:
  ///   - hiddenStates: The latents' tokens, `[N, L, in_channels]`.
  ///   - encoderHiddenStates: The text, `[N, S, joint_attention_dim]`.
  ///   - timestep: The time in 0…1, `[N]`.
  ///   - imgIds: The places of the latents' tokens, `[L, 3]`.
  ///   - txtIds: The places of the text's tokens, `[S, 3]`.
  ///   - attentionMask: 1 for a token of text and picture that counts, 0 for others, `[N, S + L]`.
  ///     Upstream adds the product of a query's and a key's number to their score.
  /// - Returns: `[N, L, patch_size² · out_channels]`.
  /// - Throws: What torch raises for inputs that do not fit.
  public func callAsFunction(
    _ hiddenStates: Tensor<Scalar>, encoderHiddenStates: Tensor<Scalar>, timestep: Tensor<Scalar>,
    imgIds: Tensor<Scalar>, txtIds: Tensor<Scalar>, attentionMask: Tensor<Scalar>? = nil
  ) throws -> Tensor<Scalar> {
    let image = try xEmbedder.checked(hiddenStates)
    let tokens = try FluxTokens(
      text: contextEmbedder.checked(encoderHiddenStates), image: consume image,
      rows: timestep.count,
      places: txtIds.extent(0) + imgIds.extent(0))
    let rows = modulator(timestep * Scalar(1000))
    let context = FluxContext(
      rotary: configuration.rotary(txtIds, imgIds),
      bias: try attentionMask.map { try Self.bias($0, tokens) })
    let hidden = blocks(consume tokens, modulator.modulations(rows), context) { _, _ in nil }
    let last = modulator.last(rows)
    return projOut(hidden.normalized().modulated(scale: last[1], shift: last[0]))
  }

  /// What is added to the scores for a mask `[N, S + L]`: `[N, 1, S + L, S + L]`.
  private static func bias(
    _ mask: Tensor<Scalar>, _ tokens: FluxTokens<Scalar>
  ) throws -> Tensor<Scalar> {
    let count = tokens.text.extent(1) + tokens.image.extent(1)
    let rows = tokens.text.extent(0)
    guard mask.extent(-1) == count else {
      throw PythonError.sizes(count, mask.extent(-1), dimension: 3)
    }
    guard [1, rows].contains(mask.extent(0)) else {
      throw PythonError.sizes(rows, mask.extent(0), dimension: 0)
    }
    return mask.unsqueezed(1).unsqueezed(1) * mask.unsqueezed(1).unsqueezed(-1)
  }
}
