public import Checkpoints
import Layers
public import Tensors

/// A copy of a U-Net's way down that looks at a picture and tells the U-Net what to add.
///
/// L. Zhang et al.: Adding Conditional Control to Text-to-Image Diffusion Models (2023). Upstream:
/// `diffusers/models/controlnets/controlnet.py`.
public struct ControlNetModel<Scalar: TensorScalar>: Sendable {
  /// The options the model was built with.
  public let configuration: ControlNetConfiguration

  private let layers: ControlNetLayers<Scalar>

  /// Builds the model; what its weights lack is found by the audit of their store.
  ///
  /// - Throws: What `ControlNetConfiguration.init` throws.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    configuration = try ControlNetConfiguration(config)
    layers = ControlNetLayers(weights, configuration)
    weights["encoder_hid_proj"].ignore("weight")  // upstream makes the layer and never calls it
    weights["encoder_hid_proj"].ignore("bias")
  }

  /// What to add to a U-Net.
  ///
  /// - Parameters:
  ///   - sample: `[N, in_channels, h, w]`.
  ///   - timestep: One timestep for all of the batch.
  ///   - encoderHiddenStates: The text, `[N, S, cross_attention_dim]`.
  ///   - controlnetCond: The picture, `[N, conditioning_channels, H, W]` in 0…1.
  ///   - conditioningScale: A factor of everything.
  ///   - guessMode: Whether the residuals of the upper levels count less.
  ///   - added: What the additional embedding is made of.
  /// - Throws: What diffusers or torch raise for inputs that are missing or do not fit.
  public func callAsFunction(
    _ sample: Tensor<Scalar>, timestep: Double, encoderHiddenStates: Tensor<Scalar>,
    controlnetCond: Tensor<Scalar>, conditioningScale: Double = 1, guessMode: Bool = false,
    added: AddedConditions<Scalar> = AddedConditions()
  ) throws -> ControlNetResiduals<Scalar> {
    let embedding = try layers.embedding(
      sample, timestep: timestep, encoderHiddenStates: encoderHiddenStates, added)
    let picture = configuration.channelOrder == .bgr ? controlnetCond.flipped(1) : controlnetCond
    let hidden = try layers.features(of: sample).adding(layers.features(ofPicture: picture))
    return layers.residuals(
      hidden, embedding, encoderHiddenStates: encoderHiddenStates, scale: conditioningScale,
      guessMode: guessMode)
  }
}
