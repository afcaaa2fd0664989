import Checkpoints
import Layers
import Tensors

/// Sines and cosines of a timestep at geometrically spaced frequencies.
///
/// Ho et al., "Denoising Diffusion Probabilistic Models" (arXiv 2006.11239); upstream's
/// `get_timestep_embedding`.
struct Timesteps<Scalar: TensorScalar>: Sendable {
  let channels: Int
  let flipSinToCos: Bool
  let freqShift: Double
  var scale = 1.0

  /// `timesteps`: `[M]`; the result: `[M, channels]`.
  func callAsFunction(_ timesteps: Tensor<Scalar>) -> Tensor<Scalar> {
    let half = channels / 2
    let indices = Tensor<Scalar>((0..<half).map { Scalar($0) })
    let exponent = indices * Scalar(-Double.log(10000)) / Scalar(Double(half) - freqShift)
    var angles = timesteps.unsqueezed(1) * exponent.exp().unsqueezed(0)
    if scale != 1 { angles = angles * Scalar(scale) }
    let sines = angles.sin()
    let cosines = angles.cos()
    var parts = flipSinToCos ? [cosines, sines] : [sines, cosines]
    if channels % 2 == 1 { parts.append(.zeros([timesteps.count, 1])) }
    return .concatenated(parts, 1)
  }
}

/// Sines and cosines of a timestep at learned frequencies: upstream's `GaussianFourierProjection`
/// without the logarithm.
struct GaussianFourierProjection<Scalar: TensorScalar>: Sendable {
  private let weight: Tensor<Scalar>
  private let flipSinToCos: Bool

  init(_ weights: WeightScope<Scalar>, _ size: Int, flipSinToCos: Bool) {
    weight = weights.tensor("weight", [size])
    self.flipSinToCos = flipSinToCos
  }

  /// `timesteps`: `[M]`; the result: `[M, 2 · size]`.
  func callAsFunction(_ timesteps: Tensor<Scalar>) -> Tensor<Scalar> {
    let turns = timesteps.unsqueezed(1) * weight.unsqueezed(0)
    let angles = turns * Scalar(2) * Scalar(Double.pi)
    let sines = angles.sin()
    let cosines = angles.cos()
    return .concatenated(flipSinToCos ? [cosines, sines] : [sines, cosines], 1)
  }
}
