import Tensors

/// The sinusoidal embedding of a guidance scale, for denoisers distilled with guidance
/// (`get_guidance_scale_embedding`; Meng et al., On Distillation of Guided Diffusion Models, 2022).
///
/// - Parameter scale: `guidance_scale - 1`.
/// - Returns: `[count, size]`.
func guidanceScaleEmbedding<Scalar: TensorScalar>(
  _ scale: Double, count: Int, size: Int
) -> Tensor<Scalar> {
  let half = size / 2
  let rate = Scalar.log(Scalar(10000)) / Scalar(half - 1)
  let weight = Scalar(scale) * 1000
  let angles = (0..<half).map { weight * Scalar.exp(Scalar($0) * -rate) }
  let padding = [Scalar](repeating: 0, count: size % 2)
  let row = angles.map(Scalar.sin) + angles.map(Scalar.cos) + padding
  return Tensor(row, shape: [1, size]).expanded(to: [count, size])
}
