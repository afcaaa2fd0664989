import Checkpoints
import Layers
import Tensors

/// The sizes that all blocks of a model share.
struct JointBlockOptions: Sendable {
  /// The extent of a token.
  let size: Int
  let heads: Int
  let headNorm: HeadNormKind?
}

/// What a block does with the text beside the picture.
enum JointBlockContext: Sendable {
  /// There is no text: upstream's `SD3SingleTransformerBlock`.
  case none
  /// The text is only looked at (`context_pre_only`).
  case preOnly
  /// The text is processed like the picture.
  case full
}

/// A block of Stable Diffusion 3: joint attention of picture and text, then a feed-forward part for
/// each, all under the modulation of the conditioning vector.
///
/// P. Esser et al.: Scaling Rectified Flow Transformers for High-Resolution Image Synthesis (2024).
struct JointTransformerBlock<Scalar: TensorScalar>: Sendable {
  let context: JointBlockContext
  let attention: JointAttention<Scalar>
  /// A second attention, of the picture alone (Stable Diffusion 3.5 medium).
  let secondAttention: JointAttention<Scalar>?
  private let norm1: AdaptiveModulation<Scalar>
  private let norm1Context: AdaptiveModulation<Scalar>?
  private let feedForward: FeedForward<Scalar>
  private let contextFeedForward: FeedForward<Scalar>?

  init(
    _ weights: WeightScope<Scalar>, _ options: JointBlockOptions, context: JointBlockContext,
    usesDualAttention: Bool = false
  ) {
    let size = options.size
    self.context = context
    norm1 = AdaptiveModulation(weights["norm1"], size, rows: usesDualAttention ? 9 : 6)
    norm1Context =
      context == .none
      ? nil
      : AdaptiveModulation(weights["norm1_context"], size, rows: context == .full ? 6 : 2)
    attention = JointAttention(weights["attn"], options, context: context)
    secondAttention =
      usesDualAttention ? JointAttention(weights["attn2"], options, context: .none) : nil
    feedForward = FeedForward(weights["ff"], size, kind: .geluApproximate)
    contextFeedForward =
      context == .full ? FeedForward(weights["ff_context"], size, kind: .geluApproximate) : nil
  }

  /// Changes picture and text; a text that is only looked at goes away.
  ///
  /// - Parameters:
  ///   - picture: `[N, L, size]`.
  ///   - text: `[N, S, size]`; nil for a block without one.
  ///   - embedding: The conditioning vector, `[N, size]`.
  func callAsFunction(
    _ picture: inout Tensor<Scalar>, _ text: inout Tensor<Scalar>?, _ embedding: Tensor<Scalar>,
    perturbation: JointPerturbation? = nil
  ) throws {
    let modulation = norm1(embedding)
    let contextModulation = norm1Context?(embedding)
    let (seenByPicture, seenByText) = try attention(
      modulation.entering(0, picture.normalized()), context: seen(text, contextModulation),
      perturbation: perturbation)
    let second = try secondAttention?(
      modulation.entering(2, picture.normalized()), perturbation: perturbation)
    modulation.leave(0, &picture, consume seenByPicture)
    if let second { modulation.leave(2, &picture, second.picture) }
    modulation.feed(&picture, feedForward)
    guard var left = consume text, let contextModulation, let contextFeedForward, let seenByText
    else {
      text = nil
      return
    }
    contextModulation.leave(0, &left, seenByText)
    contextModulation.feed(&left, contextFeedForward)
    text = left
  }

  /// The text as the attention sees it.
  private func seen(
    _ text: Tensor<Scalar>?, _ modulation: Modulation<Scalar>?
  ) -> Tensor<Scalar>? {
    guard let text, let modulation else { return nil }
    guard context == .preOnly else { return modulation.entering(0, text.normalized()) }
    return text.normalized().modulated(scale: modulation[0], shift: modulation[1])
  }
}

extension Modulation {
  /// The input of residual branch `index`, of three rows each: 0 is the attention's, 1 that of the
  /// feed-forward part, 2 a second attention's.
  fileprivate func entering(
    _ index: Int, _ x: consuming Tensor<Scalar>
  ) -> Tensor<Scalar> {
    x.modulated(scale: self[3 * index + 1], shift: self[3 * index])
  }

  /// Adds the gated output of branch `index` to `x`.
  fileprivate func leave(
    _ index: Int, _ x: inout Tensor<Scalar>, _ output: consuming Tensor<Scalar>
  ) {
    x += consume output * self[3 * index + 2]
  }

  /// Adds what the feed-forward branch makes of `x`.
  fileprivate func feed(_ x: inout Tensor<Scalar>, _ feedForward: FeedForward<Scalar>) {
    leave(1, &x, feedForward(entering(1, x.normalized())))
  }
}
