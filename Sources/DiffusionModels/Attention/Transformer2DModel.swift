import Checkpoints
import Layers
import Tensors

/// Transformer blocks over the positions of a feature map.
///
/// With `use_linear_projection` the projections around the blocks are linear layers, otherwise 1×1
/// convolutions. Over positions the two are the same product, so both are computed as one.
struct Transformer2DModel<Scalar: TensorScalar>: Sendable {
  private let norm: GroupNorm<Scalar>
  private let projIn: Linear<Scalar>
  private let blocks: [BasicTransformerBlock<Scalar>]
  private let projOut: Linear<Scalar>

  init(
    _ weights: WeightScope<Scalar>, channels: Int, heads: Int, layers: Int, groups: Int,
    useLinearProjection: Bool, options: BasicTransformerBlock<Scalar>.Options
  ) {
    let headDim = channels / heads
    let inner = heads * headDim
    norm = GroupNorm(weights["norm"], groups: groups, channels: channels, epsilon: 1e-6)
    projIn = Self.projection(weights["proj_in"], channels, inner, isLinear: useLinearProjection)
    blocks = (0..<layers).map { layer in
      BasicTransformerBlock(
        weights["transformer_blocks"][layer], inner, heads: heads, headDim: headDim,
        options: options)
    }
    projOut = Self.projection(weights["proj_out"], inner, channels, isLinear: useLinearProjection)
  }

  /// `x`: `[N, channels, H, W]`.
  func callAsFunction(_ x: Tensor<Scalar>, _ context: AttentionContext<Scalar>) -> Tensor<Scalar> {
    var tokens = projIn(norm(x.flattened(2, 3)).transposed(1, 2))
    for block in blocks { tokens = block(consume tokens, context) }
    var output = projected(tokens).reshaped(x.shape)
    output += x
    return output
  }

  /// `projOut` of `tokens` (`[N, L, inner]`) with channels first, without a copy: `[N, channels, L]`.
  private func projected(_ tokens: Tensor<Scalar>) -> Tensor<Scalar> {
    let product = matmul(projOut.weight, tokens.transposed(1, 2))
    guard let bias = projOut.bias else { return product }
    return product + bias.unsqueezed(1)
  }

  private static func projection(
    _ weights: WeightScope<Scalar>, _ inputs: Int, _ outputs: Int, isLinear: Bool
  ) -> Linear<Scalar> {
    guard !isLinear else { return Linear(weights, inputs, outputs) }
    return Linear(
      weight: weights.tensor("weight", [outputs, inputs, 1, 1]).reshaped([outputs, inputs]),
      bias: weights.tensor("bias", [outputs]))
  }
}
