public import Checkpoints
import Layers
public import Tensors

/// What CLIP's text models return.
public struct CLIPTextOutput<Scalar: TensorScalar>: Sendable {
  /// `last_hidden_state`: `[B, L, hidden]`, normalised.
  public let lastHiddenState: Tensor<Scalar>
  /// `pooler_output`: `[B, hidden]`, the last state of the end token.
  public let poolerOutput: Tensor<Scalar>
  /// `hidden_states`: `[B, L, hidden]` before the first layer and after each one, not normalised.
  public let hiddenStates: [Tensor<Scalar>]
  /// `text_embeds`: `[B, projection]`, from the model with a projection only.
  public let textEmbeds: Tensor<Scalar>?
}

/// CLIP's text encoder: `CLIPTextModel` of transformers, with its weight names.
///
/// A. Radford et al.: Learning Transferable Visual Models From Natural Language Supervision (2021).
public struct CLIPTextModel<Scalar: TensorScalar>: Sendable {
  /// What the model was built from.
  public let configuration: CLIPTextConfiguration
  private let transformer: CLIPTextTransformer<Scalar>

  /// Builds the model that `config` describes from the weights of its folder.
  ///
  /// - Throws: an error about the configuration; problems of weights are left to the store's audit.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    configuration = try CLIPTextConfiguration(config)
    transformer = CLIPTextTransformer(weights["text_model"], configuration)
  }

  /// Encodes rows of token ids of one length.
  ///
  /// - Parameter attentionMask: 1 for tokens that may be seen, 0 for padding; nil for all.
  /// - Throws: upstream's errors about rows that are too long and ids that are too large.
  public func callAsFunction(
    _ ids: [[Int]], attentionMask: [[Int]]? = nil
  ) throws -> CLIPTextOutput<Scalar> {
    try transformer(ids, attentionMask: attentionMask)
  }

  /// `text_model.final_layer_norm` of a hidden state, `[B, L, hidden]`.
  public func finalLayerNorm(_ state: Tensor<Scalar>) -> Tensor<Scalar> {
    transformer.finalNorm(state)
  }
}

/// CLIP's text encoder with a projection of the pooled state: `CLIPTextModelWithProjection`.
public struct CLIPTextModelWithProjection<Scalar: TensorScalar>: Sendable {
  /// What the model was built from.
  public let configuration: CLIPTextConfiguration
  private let transformer: CLIPTextTransformer<Scalar>
  private let projection: Linear<Scalar>

  /// Builds the model that `config` describes from the weights of its folder.
  ///
  /// - Throws: an error about the configuration; problems of weights are left to the store's audit.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    configuration = try CLIPTextConfiguration(config)
    transformer = CLIPTextTransformer(weights["text_model"], configuration)
    projection = Linear(
      weights["text_projection"], configuration.tower.hiddenSize,
      configuration.tower.projectionSize, bias: false)
  }

  /// Encodes rows of token ids of one length; the output has `textEmbeds`.
  ///
  /// - Parameter attentionMask: 1 for tokens that may be seen, 0 for padding; nil for all.
  /// - Throws: upstream's errors about rows that are too long and ids that are too large.
  public func callAsFunction(
    _ ids: [[Int]], attentionMask: [[Int]]? = nil
  ) throws -> CLIPTextOutput<Scalar> {
    let output = try transformer(ids, attentionMask: attentionMask)
    return CLIPTextOutput(
      lastHiddenState: output.lastHiddenState, poolerOutput: output.poolerOutput,
      hiddenStates: output.hiddenStates, textEmbeds: projection(output.poolerOutput))
  }
}
