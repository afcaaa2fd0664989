import Tensors

/// Classifier-free guidance: one batch of unconditional and conditional predictions, mixed.
///
/// Ho & Salimans, Classifier-Free Diffusion Guidance, 2022.
struct Guidance<Scalar: TensorScalar> {
  /// `guidance_scale`.
  let scale: Double
  /// `guidance_rescale`: Lin et al., Common Diffusion Noise Schedules and Sample Steps are Flawed,
  /// 2023, section 3.4.
  let rescale: Double
  /// Whether predictions come in pairs at all.
  let isEnabled: Bool

  /// Guidance of the call's scale, on where it exceeds 1 and the denoiser does not embed it.
  init(_ arguments: Arguments<Scalar>, denoiserEmbedsScale: Bool) {
    scale = arguments.double("guidance_scale") ?? 0
    rescale = arguments.double("guidance_rescale") ?? 0
    isEnabled = scale > 1 && !denoiserEmbedsScale
  }

  /// No guidance, whatever the call's scale is: a consistency model embeds it.
  static func none(_ arguments: Arguments<Scalar>) -> Guidance {
    Guidance(arguments, denoiserEmbedsScale: true)
  }

  /// `unconditional` and `conditional` as one batch, or the latter alone without guidance.
  func batch(_ unconditional: Tensor<Scalar>?, _ conditional: Tensor<Scalar>) -> Tensor<Scalar> {
    guard isEnabled, let unconditional else { return conditional }
    return .concatenated([unconditional, conditional], 0)
  }

  /// The sample once for each half of the batch.
  func doubled(_ sample: Tensor<Scalar>) -> Tensor<Scalar> { batch(sample, sample) }

  /// The guided prediction from the batch's.
  func mix(_ prediction: Tensor<Scalar>) -> Tensor<Scalar> {
    guard isEnabled else { return prediction }
    let halves = prediction.chunked(2, 0)
    let mixed = halves[0] + Scalar(scale) * (halves[1] - halves[0])
    return rescale > 0 ? rescaled(mixed, halves[1]) : mixed
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
