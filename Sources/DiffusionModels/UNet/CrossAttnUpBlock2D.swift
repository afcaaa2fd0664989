import Checkpoints
import Tensors

/// Residual blocks over the hidden states joined with those of the way down, and an upsampling
/// convolution: `UpBlock2D`, or, with a transformer after each residual block,
/// `CrossAttnUpBlock2D`.
struct CrossAttnUpBlock2D<Scalar: TensorScalar>: Sendable {
  private let resnets: [ResnetBlock2D<Scalar>]
  private let attentions: [Transformer2DModel<Scalar>]
  private let upsampler: Upsample2D<Scalar>?

  /// - Parameters:
  ///   - inputs: The channels of the last of the skip connections.
  ///   - previous: The channels that come from below.
  init(
    _ weights: WeightScope<Scalar>, _ inputs: Int, previous: Int, _ outputs: Int, layers: Int,
    addUpsample: Bool, options: UNetBlockOptions<Scalar>
  ) {
    resnets = (0..<layers).map { layer in
      let skip = layer == layers - 1 ? inputs : outputs
      let hidden = layer == 0 ? previous : outputs
      return ResnetBlock2D(
        weights["resnets"][layer], hidden + skip, outputs, options: options.resnet)
    }
    attentions = options.transformerLayers.indices.map { layer in
      options.transformer(weights, layer: layer, channels: outputs)
    }
    upsampler = addUpsample ? Upsample2D(weights["upsamplers"][0], channels: outputs) : nil
  }

  /// The number of skip connections that the block takes.
  var skipCount: Int { resnets.count }

  /// The output for `x` (`[N, previous, H, W]`), which takes its skip connections from the end of
  /// `skips`.
  ///
  /// - Parameters:
  ///   - size: The height and width to enlarge to; twice those of `x` if `nil`.
  ///   - stage: The stage of FreeU that the block is, with its factors.
  func callAsFunction(
    _ x: consuming Tensor<Scalar>, _ temb: Tensor<Scalar>, _ context: AttentionContext<Scalar>,
    skips: inout [Tensor<Scalar>], size: [Int]?, freeU stage: FreeU.Stage?
  ) -> Tensor<Scalar> {
    var hidden = consume x
    for (layer, resnet) in resnets.enumerated() {
      hidden = joined(consume hidden, skips.removeLast(), stage)
      hidden = resnet(consume hidden, temb)
      if !attentions.isEmpty { hidden = attentions[layer](consume hidden, context) }
    }
    return upsampler?(hidden, to: size) ?? hidden
  }

  private func joined(
    _ hidden: Tensor<Scalar>, _ skip: Tensor<Scalar>, _ stage: FreeU.Stage?
  ) -> Tensor<Scalar> {
    guard let stage else { return .concatenated([hidden, skip], 1) }
    return .concatenated(stage.backbone(hidden) + [stage.filtered(skip)], 1)
  }
}
