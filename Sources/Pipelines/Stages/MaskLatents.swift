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
    let batch = run.batchSize
    let small = interpolate(
      picture.mask, size: [size.height / parts.scaleFactor, size.width / parts.scaleFactor],
      mode: .nearest)
    let isMasked = masksLatents || !picture.isLatent
    let image =
      try run.arguments.tensor("masked_image_latents") ?? (isMasked ? picture.masked() : nil)
    let latents = try image.map {
      $0.shape[1] == 4 ? $0 : try parts.latentImages(run).encode($0)
    }
    if latents == nil, guidance.perturbation != nil { throw Self.missing(guidance) }
    mask = guidance.copied(try repeatedMask(small, to: batch))
    maskedImage = try latents.map { guidance.copied(try repeatedMaskedImage($0, to: batch)) }
  }

  /// Python's error where perturbed attention copies what is not there.
  private static func missing(_ guidance: Guidance<Scalar>) -> PythonError {
    guard guidance.isEnabled else {
      return .type("expected Tensor as element 0 in argument 0, but got NoneType")
    }
    return PythonError(
      type: .attributeError, message: "'NoneType' object has no attribute 'chunk'")
  }
}

/// The masks repeated for each of `batch` pictures to make.
///
/// - Parameter noun: What upstream's message calls them.
func repeatedMask<Scalar: TensorScalar>(
  _ mask: Tensor<Scalar>, to batch: Int, noun: String = "masks"
) throws -> Tensor<Scalar> {
  try repeated(mask, to: batch, "mask", "Masks", noun)
}

/// The masked pictures' latents repeated for each of `batch` pictures to make.
func repeatedMaskedImage<Scalar: TensorScalar>(
  _ latents: Tensor<Scalar>, to batch: Int
) throws -> Tensor<Scalar> {
  try repeated(latents, to: batch, "images", "Images", "images")
}

private func repeated<Scalar: TensorScalar>(
  _ tensor: Tensor<Scalar>, to batch: Int, _ passed: String, _ subject: String, _ noun: String
) throws -> Tensor<Scalar> {
  let count = tensor.shape[0]
  guard count < batch else { return tensor }
  guard count > 0, batch % count == 0 else {
    throw PythonError.value(
      "The passed \(passed) and the required batch size don't match. \(subject) are supposed to be"
        + " duplicated to a total batch size of \(batch), but \(count) \(noun) were passed."
        + " Make sure the number of \(subject.lowercased()) that you pass is divisible by the total"
        + " requested batch size.")
  }
  return tensor.repeated(0, batch / count)
}
