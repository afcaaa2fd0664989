public import Tensors

/// diffusers' `added_cond_kwargs`: what a U-Net's additional embedding is made of.
public struct AddedConditions<Scalar: TensorScalar>: Sendable {
  /// The pooled text embedding, `[N, features]`.
  public var textEmbeds: Tensor<Scalar>?
  /// The sizes and crops of SDXL, `[N, 6]` (or 5, with an aesthetic score).
  public var timeIds: Tensor<Scalar>?

  /// Conditions with what is given.
  public init(textEmbeds: Tensor<Scalar>? = nil, timeIds: Tensor<Scalar>? = nil) {
    self.textEmbeds = textEmbeds
    self.timeIds = timeIds
  }
}
