import Checkpoints
import Tensors

/// The sizes and options of a block of a U-Net.
struct UNetBlockOptions<Scalar: TensorScalar>: Sendable {
  /// The options of its residual blocks.
  var resnet: ResnetBlock2D<Scalar>.Options
  /// The options of its transformer blocks.
  var transformer = BasicTransformerBlock<Scalar>.Options()
  /// The transformer blocks after each residual block; empty for a block without attention.
  var transformerLayers: [Int] = []
  /// The heads of its attention layers.
  var heads = 1
  /// Whether its transformers have linear projections.
  var useLinearProjection = false

  /// The transformer that follows residual block `layer`.
  func transformer(
    _ weights: WeightScope<Scalar>, layer: Int, channels: Int
  ) -> Transformer2DModel<Scalar> {
    Transformer2DModel(
      weights["attentions"][layer], channels: channels, heads: heads,
      layers: transformerLayers[layer], groups: resnet.groups,
      useLinearProjection: useLinearProjection, options: transformer)
  }
}

/// Residual blocks and a downsampling convolution: `DownBlock2D`, or, with a transformer after
/// each residual block, `CrossAttnDownBlock2D`.
struct CrossAttnDownBlock2D<Scalar: TensorScalar>: Sendable {
  private let resnets: [ResnetBlock2D<Scalar>]
  private let attentions: [Transformer2DModel<Scalar>]
  private let downsampler: Downsample2D<Scalar>?

  /// - Parameter downsamplePadding: The padding of the downsampling convolution; `nil` without one.
  init(
    _ weights: WeightScope<Scalar>, _ inputs: Int, _ outputs: Int, layers: Int,
    downsamplePadding: Int?, options: UNetBlockOptions<Scalar>
  ) {
    resnets = (0..<layers).map { layer in
      ResnetBlock2D(
        weights["resnets"][layer], layer == 0 ? inputs : outputs, outputs, options: options.resnet)
    }
    attentions = options.transformerLayers.indices.map { layer in
      options.transformer(weights, layer: layer, channels: outputs)
    }
    downsampler = downsamplePadding.map {
      Downsample2D(weights["downsamplers"][0], channels: outputs, padding: $0)
    }
  }

  /// The output for `x` (`[N, inputs, H, W]`); what the way up needs is appended to `skips`.
  func callAsFunction(
    _ x: consuming Tensor<Scalar>, _ temb: Tensor<Scalar>, _ context: AttentionContext<Scalar>,
    skips: inout [Tensor<Scalar>]
  ) -> Tensor<Scalar> {
    var hidden = consume x
    for (layer, resnet) in resnets.enumerated() {
      hidden = resnet(consume hidden, temb)
      if !attentions.isEmpty { hidden = attentions[layer](consume hidden, context) }
      skips.append(hidden)
    }
    guard let downsampler else { return hidden }
    hidden = downsampler(hidden)
    skips.append(hidden)
    return hidden
  }
}
