import Checkpoints
import Tensors

/// The block at the bottom of a U-Net: a residual block, a transformer and a residual block, or,
/// as `UNetMidBlock2D`, a single residual block.
struct UNetMidBlock2DCrossAttn<Scalar: TensorScalar>: Sendable {
  private let resnets: [ResnetBlock2D<Scalar>]
  private let attentions: [Transformer2DModel<Scalar>]

  init(_ weights: WeightScope<Scalar>, _ channels: Int, options: UNetBlockOptions<Scalar>) {
    resnets = (0...options.transformerLayers.count).map { layer in
      ResnetBlock2D(weights["resnets"][layer], channels, channels, options: options.resnet)
    }
    attentions = options.transformerLayers.indices.map { layer in
      options.transformer(weights, layer: layer, channels: channels)
    }
  }

  /// `x`: `[N, channels, H, W]`.
  func callAsFunction(
    _ x: consuming Tensor<Scalar>, _ temb: Tensor<Scalar>, _ context: AttentionContext<Scalar>
  ) -> Tensor<Scalar> {
    var hidden = resnets[0](consume x, temb)
    for (attention, resnet) in zip(attentions, resnets.dropFirst()) {
      hidden = attention(consume hidden, context)
      hidden = resnet(consume hidden, temb)
    }
    return hidden
  }
}
