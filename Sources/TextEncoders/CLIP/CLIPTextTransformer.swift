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
    let length = try checkedLength(ids, attentionMask)
    let width = configuration.tower.hiddenSize
    let embedded =
      tokens(ids.flatMap { $0 }).reshaped([ids.count, length, width])
      + positions(Array(0..<length))
    let mask = attentionMask.map { Self.additiveMask($0, length) }
    let states = encoder(embedded, mask: mask, isCausal: mask == nil)
    let last = finalNorm(states[states.count - 1])
    let rows = ids.enumerated().map { $0 * length + pooledPosition($1) }
    return CLIPTextOutput(
      lastHiddenState: last, poolerOutput: last.flattened(0, 1).gathered(rows: rows),
      hiddenStates: states, textEmbeds: nil)
  }

  private func checkedLength(_ ids: [[Int]], _ attentionMask: [[Int]]?) throws -> Int {
    let length = ids.first?.count ?? 0
    guard length > 0, ids.allSatisfy({ $0.count == length }) else {
      throw PythonError(
        type: .valueError, message: "input_ids must be rows of one length, and not empty")
    }
    if let attentionMask {
      guard attentionMask.map(\.count) == ids.map(\.count) else {
        throw PythonError(
          type: .valueError, message: "attention_mask must have the shape of input_ids")
      }
    }
    guard length <= configuration.maxPositions else {
      throw PythonError(
        type: .valueError,
        message: "Sequence length must be less than max_position_embeddings (got `sequence length`:"
          + " \(length) and max_position_embeddings: \(configuration.maxPositions)")
    }
    let isKnown = ids.allSatisfy {
      $0.allSatisfy { (0..<configuration.vocabularySize).contains($0) }
    }
    guard isKnown else {
      throw PythonError(type: .indexError, message: "index out of range in self")
    }
    return length
  }

  /// The causal mask and that of padding, added up as upstream does: where both exclude a key the sum
  /// is -∞, so a query that may see nothing but padding attends to that evenly.
  private static func additiveMask(_ mask: [[Int]], _ length: Int) -> Tensor<Scalar> {
    let least = -Scalar.greatestFiniteMagnitude
    let causal = Tensor(repeating: least, shape: [length, length]).upperTriangle(diagonal: 1)
    let padding = Tensor(mask.flatMap { $0.map { $0 == 1 ? 0 : least } })
    return padding.reshaped([mask.count, 1, 1, length]) + causal
  }

  /// The place whose state stands for the text: the first end token.
  private func pooledPosition(_ row: [Int]) -> Int {
    if configuration.endToken == 2 {
      return row.firstIndex(of: row.max() ?? 0) ?? 0
    }
    return row.firstIndex(of: configuration.endToken) ?? 0
  }
}
