import Checkpoints
import Layers
import Tensors

/// Attention over the tokens of a picture and of a text together, with diffusers'
/// `JointAttnProcessor2_0`; without a text, over those of the picture alone.
struct JointAttention<Scalar: TensorScalar>: Sendable {
  /// The path of the layer in its model.
  let name: String
  private let picture: HeadProjections<Scalar>
  private let text: HeadProjections<Scalar>?
  private let toOut: Linear<Scalar>
  /// Absent from the last block, which has no more use for the text.
  private let toAddOut: Linear<Scalar>?

  init(
    _ weights: WeightScope<Scalar>, _ options: JointBlockOptions, context: JointBlockContext
  ) {
    name = weights.path
    picture = HeadProjections(
      weights, .main, size: options.size, heads: options.heads, norm: options.headNorm)
    text =
      context == .none
      ? nil
      : HeadProjections(
        weights, .added, size: options.size, heads: options.heads, norm: options.headNorm)
    toOut = Linear(weights["to_out"][0], options.size, options.size)
    toAddOut =
      context == .full ? Linear(weights["to_add_out"], options.size, options.size) : nil
  }

  /// `tokens`: `[N, L, size]`; `context`: `[N, S, size]`.
  ///
  /// - Throws: Python's `AttributeError` where a layer without a text is perturbed.
  func callAsFunction(
    _ tokens: Tensor<Scalar>, context: Tensor<Scalar>? = nil,
    perturbation: JointPerturbation? = nil
  ) throws -> (picture: Tensor<Scalar>, context: Tensor<Scalar>?) {
    guard let perturbation, perturbation.layers.contains(name) else {
      return attend(tokens, context)
    }
    guard let context else {
      throw PythonError(
        type: .attributeError, message: "'NoneType' object has no attribute 'ndim'")
    }
    let (size, length) = (tokens.extent(0) / perturbation.copies, tokens.extent(1))
    let kept = 0..<(size * (perturbation.copies - 1))
    let perturbed = kept.upperBound..<tokens.extent(0)
    // Upstream's processors leave the norms of queries and keys out.
    let original = attend(tokens[kept], context[kept], normalizes: false)
    let other = attend(
      tokens[perturbed], context[perturbed], normalizes: false,
      mask: JointPerturbation.mask(picture: length, text: context.extent(1)))
    return (
      .concatenated([original.picture, other.picture], 0),
      zip(original.context, other.context).map { .concatenated([$0, $1], 0) }
    )
  }

  private func attend(
    _ tokens: Tensor<Scalar>, _ context: Tensor<Scalar>?, normalizes: Bool = true,
    mask: Tensor<Scalar>? = nil
  ) -> (picture: Tensor<Scalar>, context: Tensor<Scalar>?) {
    guard let text, let context else {
      return (toOut(picture(tokens, normalizes: normalizes).attended(mask: mask)), nil)
    }
    let parts = picture(tokens, followedBy: context, text, normalizes: normalizes)
      .attended(mask: mask).split([tokens.extent(1), context.extent(1)], 1)
    return (toOut(parts[0]), toAddOut?(parts[1]))
  }
}

/// Both values, or nil if one is missing.
private func zip<A, B>(_ a: A?, _ b: B?) -> (A, B)? {
  guard let a, let b else { return nil }
  return (a, b)
}

/// Perturbed attention in a model with a text beside the picture: diffusers'
/// `PAGCFGJointAttnProcessor2_0` and, for two copies, `PAGJointAttnProcessor2_0`.
public struct JointPerturbation: Sendable {
  /// The names of the layers.
  public let layers: Set<String>
  /// The copies of the batch, the last of which is perturbed.
  public let copies: Int

  /// Perturbed attention in the layers of these names.
  public init(layers: Set<String>, copies: Int) {
    self.layers = layers
    self.copies = copies
  }

  /// Lets every token of the picture see itself and the text alone: `[1, 1, L + S, L + S]`.
  static func mask<Scalar>(picture: Int, text: Int) -> Tensor<Scalar> {
    let others: Tensor<Scalar> = .where(
      condition: .identity(picture), .zeros([1]), -Scalar.infinity)
    let rows = Tensor.concatenated([others, .zeros([picture, text])], 1)
    return Tensor.concatenated([rows, .zeros([text, picture + text])], 0)
      .unsqueezed(0).unsqueezed(0)
  }
}
