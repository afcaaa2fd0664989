import Checkpoints
import Layers
import Tensors

/// CLIP's text tower, `CLIPTextTransformer`: tokens and places, a causal encoder, a last normalisation.
struct CLIPTextTransformer<Scalar: TensorScalar>: Sendable {
  let configuration: CLIPTextConfiguration
  private let tokens: Embedding<Scalar>
  private let positions: Embedding<Scalar>
  private let encoder: CLIPEncoder<Scalar>
  let finalNorm: LayerNorm<Scalar>

  init(_ weights: WeightScope<Scalar>, _ configuration: CLIPTextConfiguration) {
    self.configuration = configuration
    let width = configuration.tower.hiddenSize
    let embeddings = weights["embeddings"]
    tokens = Embedding(embeddings["token_embedding"], configuration.vocabularySize, width)
    positions = Embedding(embeddings["position_embedding"], configuration.maxPositions, width)
    embeddings.ignore("position_ids")
    encoder = CLIPEncoder(weights["encoder"], configuration.tower)
    finalNorm = LayerNorm(
      weights["final_layer_norm"], width, epsilon: configuration.tower.epsilon)
  }

  func callAsFunction(_ ids: [[Int]], attentionMask: [[Int]]?) throws -> CLIPTextOutput<Scalar> {
    let rows = try TokenRowsInput(ids, attentionMask)
    let length = rows.length
    guard length <= configuration.maxPositions else {
      throw PythonError(
        type: .valueError,
        message: "Sequence length must be less than max_position_embeddings (got `sequence length`:"
          + " \(length) and max_position_embeddings: \(configuration.maxPositions)")
    }
    try rows.checkVocabulary(configuration.vocabularySize)
    let width = configuration.tower.hiddenSize
    let embedded =
      tokens(ids.flatMap { $0 }).reshaped([ids.count, length, width])
      + positions(Array(0..<length))
    // Where both the causal mask and that of padding exclude a key the sum is -∞.
    let mask = rows.additiveMask(Scalar.self).map { $0 + Self.causalMask(length) }
    let states = encoder(embedded, mask: mask, isCausal: mask == nil)
    let last = finalNorm(states[states.count - 1])
    let pooled = ids.enumerated().map { $0 * length + pooledPosition($1) }
    return CLIPTextOutput(
      lastHiddenState: last, poolerOutput: last.flattened(0, 1).gathered(rows: pooled),
      hiddenStates: states, textEmbeds: nil)
  }

  private static func causalMask(_ length: Int) -> Tensor<Scalar> {
    let least = -Scalar.greatestFiniteMagnitude
    return Tensor(repeating: least, shape: [length, length]).upperTriangle(diagonal: 1)
  }

  /// The place whose state stands for the text: the first end token.
  private func pooledPosition(_ row: [Int]) -> Int {
    if configuration.endToken == 2 {
      return row.firstIndex(of: row.max() ?? 0) ?? 0
    }
    return row.firstIndex(of: configuration.endToken) ?? 0
  }
}
