/// `torch.nn.functional.pixel_shuffle`: `[..., C * factor², H, W]` to
/// `[..., C, H * factor, W * factor]`.
public func pixelShuffle<Scalar: TensorScalar>(_ x: Tensor<Scalar>, _ factor: Int) -> Tensor<Scalar>
{
  precondition(
    x.rank >= 3 && factor > 0 && x.extent(-3) % (factor * factor) == 0,
    "cannot shuffle \(x.shape) by \(factor)")
  let lead = Array(x.shape.dropLast(3))
  let (channels, height, width) = (x.extent(-3) / (factor * factor), x.extent(-2), x.extent(-1))
  return x.reshaped([-1, channels, factor, factor, height, width])
    .permuted([0, 1, 4, 2, 5, 3])
    .reshaped(lead + [channels, height * factor, width * factor])
}

/// `torch.nn.functional.pixel_unshuffle`: `[..., C, H * factor, W * factor]` to
/// `[..., C * factor², H, W]`.
public func pixelUnshuffle<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, _ factor: Int
) -> Tensor<Scalar> {
  precondition(
    x.rank >= 3 && factor > 0 && x.extent(-2) % factor == 0 && x.extent(-1) % factor == 0,
    "cannot unshuffle \(x.shape) by \(factor)")
  let lead = Array(x.shape.dropLast(3))
  let (channels, height, width) = (x.extent(-3), x.extent(-2) / factor, x.extent(-1) / factor)
  return x.reshaped([-1, channels, height, factor, width, factor])
    .permuted([0, 1, 3, 5, 2, 4])
    .reshaped(lead + [channels * factor * factor, height, width])
}
