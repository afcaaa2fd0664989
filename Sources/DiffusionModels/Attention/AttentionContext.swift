public import Tensors

/// What the attention layers of one call of a model see besides their hidden states.
public struct AttentionContext<Scalar: TensorScalar>: Sendable {
  /// What cross-attention attends to: `[N, S, cross_attention_dim]`.
  public var encoderHiddenStates: Tensor<Scalar>?
  /// Added to the scores of self-attention: `[N, 1, keys]`.
  public var attentionBias: Tensor<Scalar>?
  /// Added to the scores of cross-attention: `[N, 1, S]`.
  public var encoderAttentionBias: Tensor<Scalar>?
  /// The processors that replace the ordinary attention, by the name of the layer.
  public var processors: [String: any AttentionProcessor<Scalar>]

  /// A context with what is given.
  public init(
    encoderHiddenStates: Tensor<Scalar>? = nil, attentionBias: Tensor<Scalar>? = nil,
    encoderAttentionBias: Tensor<Scalar>? = nil,
    processors: [String: any AttentionProcessor<Scalar>] = [:]
  ) {
    self.encoderHiddenStates = encoderHiddenStates
    self.attentionBias = attentionBias
    self.encoderAttentionBias = encoderAttentionBias
    self.processors = processors
  }
}

/// Another way to compute an attention layer, such as perturbed attention or an image prompt.
///
/// Processors are given per call and by layer name (`down_blocks.0.attentions.0.transformer_blocks.0.attn1`),
/// as diffusers' `attn_processors` but without the suffix `.processor`.
public protocol AttentionProcessor<Scalar>: Sendable {
  /// The element type.
  associatedtype Scalar: TensorScalar

  /// The output of `attention` for `tokens` (`[N, L, query_dim]`): `[N, L, query_dim]`, before a
  /// residual connection.
  ///
  /// - Parameters:
  ///   - encoderHiddenStates: What a cross-attention layer attends to; `nil` for self-attention.
  ///   - bias: What is added to the scores.
  func callAsFunction(
    _ attention: Attention<Scalar>, _ tokens: Tensor<Scalar>, encoderHiddenStates: Tensor<Scalar>?,
    bias: Tensor<Scalar>?
  ) -> Tensor<Scalar>
}
