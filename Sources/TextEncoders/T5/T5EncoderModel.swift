public import Checkpoints
import Layers
public import Tensors

/// What T5's encoder returns.
public struct T5EncoderOutput<Scalar: TensorScalar>: Sendable {
  /// `last_hidden_state`: `[B, L, width]`, normalised.
  public let lastHiddenState: Tensor<Scalar>
  /// `hidden_states`: `[B, L, width]` before the first layer and after each one, the last one
  /// normalised.
  public let hiddenStates: [Tensor<Scalar>]
}

/// The encoder of T5: `T5EncoderModel` of transformers, with its weight names.
///
/// C. Raffel et al.: Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer
/// (2020); with gated feed-forward layers its version 1.1.
public struct T5EncoderModel<Scalar: TensorScalar>: Sendable {
  /// What the model was built from.
  public let configuration: T5Configuration
  private let tokens: Embedding<Scalar>
  private let blocks: [T5Block<Scalar>]
  private let positions: T5PositionBias<Scalar>?
  private let finalNorm: RMSNorm<Scalar>

  /// The weights that upstream leaves aside: those of a whole T5's decoder.
  public static var weightRules: WeightRules { WeightRules().ignoring("decoder") }

  /// Builds the model that `config` describes from the weights of its folder. The table of tokens may
  /// be `shared`, as upstream writes it, or `encoder.embed_tokens`.
  ///
  /// - Throws: an error about the configuration; problems of weights are left to the store's audit.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    let configuration = try T5Configuration(config)
    self.configuration = configuration
    let encoder = weights["encoder"]
    let isShared = weights["shared"].has("weight") || !encoder["embed_tokens"].has("weight")
    if isShared { encoder.ignore("embed_tokens") }
    tokens = Embedding(
      isShared ? weights["shared"] : encoder["embed_tokens"], configuration.vocabularySize,
      configuration.width)
    blocks = (0..<configuration.layerCount).map {
      T5Block(encoder["block"][$0]["layer"], configuration)
    }
    let first = encoder["block"][0]["layer"][0]["SelfAttention"]
    positions =
      blocks.isEmpty ? nil : T5PositionBias(first["relative_attention_bias"], configuration)
    finalNorm = RMSNorm(
      encoder["final_layer_norm"], configuration.width, epsilon: configuration.epsilon)
  }

  /// Encodes rows of token ids of one length.
  ///
  /// - Parameter attentionMask: 1 for tokens that may be seen, 0 for padding; nil for all.
  /// - Throws: upstream's error about ids that are too large; an error about rows of several lengths.
  public func callAsFunction(
    _ ids: [[Int]], attentionMask: [[Int]]? = nil
  ) throws -> T5EncoderOutput<Scalar> {
    let rows = try TokenRowsInput(ids, attentionMask)
    try rows.checkVocabulary(configuration.vocabularySize)
    var states = [
      tokens(ids.flatMap { $0 }).reshaped([ids.count, rows.length, configuration.width])
    ]
    var bias = positions?(rows.length)
    if let mask = rows.additiveMask(Scalar.self) { bias = bias.map { $0 + mask } }
    for block in blocks { states.append(block(states[states.count - 1], bias: bias)) }
    let last = finalNorm(states[states.count - 1])
    states[states.count - 1] = last
    return T5EncoderOutput(lastHiddenState: last, hiddenStates: blocks.isEmpty ? [last] : states)
  }
}
