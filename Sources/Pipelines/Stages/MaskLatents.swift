import Checkpoints
import Tensors

/// The mask at the latents' size and the latents of the masked picture, for each sample of the
/// guided batch (`prepare_mask_latents`).
///
/// `masksLatents` says whether a picture that is latents already is masked like any other.
struct MaskLatents<Scalar: TensorScalar> {
  /// `[N, 1, h, w]`.
  let mask: Tensor<Scalar>
  /// `[N, 4, h, w]`; nil without a picture to mask.
  let maskedImage: Tensor<Scalar>?

  init(
    _ run: PipelineRun<Scalar>, _ parts: some LatentDiffusionParts<Scalar>,
    _ size: (height: Int, width: Int), _ picture: MaskedPicture<Scalar>,
    _ guidance: Guidance<Scalar>, masksLatents: Bool
  ) throws {
    let batch = parts.batchSize(run)
    let small = interpolate(
      picture.mask, size: [size.height / parts.scaleFactor, size.width / parts.scaleFactor],
      mode: .nearest)
    let isMasked = masksLatents || !picture.isLatent
    let image =
      try run.arguments.tensor("masked_image_latents") ?? (isMasked ? picture.masked() : nil)
    let latents = try image.map {
      $0.shape[1] == 4 ? $0 : try parts.latentImages(run).encode($0)
    }
    mask = guidance.copied(
      try Self.repeated(
        small, to: batch,
        message: { count in
          "The passed mask and the required batch size don't match. Masks are supposed to be"
            + " duplicated to a total batch size of \(batch), but \(count) masks were passed."
            + " Make sure the number of masks that you pass is divisible by the total requested"
            + " batch size."
        }))
    maskedImage = try latents.map { latents in
      guidance.copied(
        try Self.repeated(
          latents, to: batch,
          message: { count in
            "The passed images and the required batch size don't match. Images are supposed to be"
              + " duplicated to a total batch size of \(batch), but \(count) images were passed."
              + " Make sure the number of images that you pass is divisible by the total requested"
              + " batch size."
          }))
    }
  }

  private static func repeated(
    _ tensor: Tensor<Scalar>, to batch: Int, message: (Int) -> String
  ) throws -> Tensor<Scalar> {
    let count = tensor.shape[0]
    guard count < batch else { return tensor }
    guard batch % count == 0 else { throw PythonError.value(message(count)) }
    return tensor.repeated(0, batch / count)
  }
}
