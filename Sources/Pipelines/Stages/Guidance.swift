import Schedulers
import Tensors

/// How several predictions of one step become one: classifier-free guidance and perturbed-attention
/// guidance, each of which takes a further copy of the batch.
///
/// Ho & Salimans, Classifier-Free Diffusion Guidance, 2022.
struct Guidance<Scalar: TensorScalar> {
  /// `guidance_scale`.
  let scale: Double
  /// `guidance_rescale`: Lin et al., Common Diffusion Noise Schedules and Sample Steps are Flawed,
  /// 2023, section 3.4.
  let rescale: Double
  /// Whether there is an unconditional copy.
  let isEnabled: Bool
  /// Perturbed-attention guidance, if it is on; its copy comes last.
  let perturbation: PerturbedAttention<Scalar>?

  /// Guidance of the call's scale, on where it exceeds 1 and the denoiser does not embed it.
  init(
    _ arguments: Arguments<Scalar>, denoiserEmbedsScale: Bool,
    perturbation: PerturbedAttention<Scalar>? = nil
  ) {
    scale = arguments.double("guidance_scale") ?? 0
    rescale = arguments.double("guidance_rescale") ?? 0
    isEnabled = scale > 1 && !denoiserEmbedsScale
    self.perturbation = perturbation
  }

  /// No guidance, whatever the call's scale is: a consistency model embeds it.
  static func none(_ arguments: Arguments<Scalar>) -> Guidance {
    Guidance(arguments, denoiserEmbedsScale: true)
  }

  /// How many copies of the batch the denoiser sees.
  var copies: Int { 1 + (isEnabled ? 1 : 0) + (perturbation == nil ? 0 : 1) }

  /// `unconditional` and `conditional` as one batch, as far as guidance needs copies of them.
  func batch(_ unconditional: Tensor<Scalar>?, _ conditional: Tensor<Scalar>) -> Tensor<Scalar> {
    let first = isEnabled ? unconditional.map { [$0] } ?? [] : []
    let parts = first + [conditional] + (perturbation == nil ? [] : [conditional])
    return parts.count == 1 ? conditional : .concatenated(parts, 0)
  }

  /// The tensor once for each copy of the batch.
  func copied(_ tensor: Tensor<Scalar>) -> Tensor<Scalar> { batch(tensor, tensor) }

  /// One copy of a tensor that was copied.
  func first(_ batch: Tensor<Scalar>) -> Tensor<Scalar> {
    copies > 1 ? batch.chunked(copies, 0)[0] : batch
  }

  /// The guided prediction at a timestep, from those of all copies.
  func mix(_ prediction: Tensor<Scalar>, at timestep: Timestep) -> Tensor<Scalar> {
    guard copies > 1 else { return prediction }
    let parts = prediction.chunked(copies, 0)
    let conditional = parts[isEnabled ? 1 : 0]
    var mixed = conditional
    if isEnabled { mixed = parts[0] + Scalar(scale) * (conditional - parts[0]) }
    if let perturbation {
      mixed = mixed + perturbation.scale(at: timestep) * (conditional - parts[copies - 1])
    }
    return isEnabled && rescale > 0 ? rescaled(mixed, conditional) : mixed
  }

  private func rescaled(
    _ mixed: Tensor<Scalar>, _ conditional: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    let axes = Array(1..<mixed.rank)
    let target = conditional.standardDeviation(axes, unbiased: true, keepDimensions: true)
    let actual = mixed.standardDeviation(axes, unbiased: true, keepDimensions: true)
    let matched = mixed * (target / actual)
    return Scalar(rescale) * matched + Scalar(1 - rescale) * mixed
  }
}
