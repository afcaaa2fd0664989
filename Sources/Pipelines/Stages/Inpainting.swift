import Checkpoints
import DiffusionModels
import Images
import Tensors

/// The part of an inpainting run that the mask shapes: where it starts, what the U-Net sees, and
/// what happens after each step.
///
/// A U-Net of 9 channels sees the mask and the masked picture; with one of 4, the latents outside
/// the mask are put back after every step.
struct Inpainting<Scalar: TensorScalar> {
  private let run: PipelineRun<Scalar>
  let picture: MaskedPicture<Scalar>
  private let start: InpaintingLatents<Scalar>
  private let mask: MaskLatents<Scalar>
  private let guidance: Guidance<Scalar>
  private let hasMaskChannels: Bool
  private let sharesFirstMask: Bool

  /// Prepares picture, mask and latents.
  ///
  /// - Parameters:
  ///   - picture: The picture and its mask, if they are prepared already.
  ///   - addsNoise: Whether the denoising starts from a noised picture.
  ///   - sharesFirstMask: Whether, without any guidance, the first mask counts for all samples.
  ///   - masksLatents: Whether a picture that is latents already is masked like any other.
  ///   - takesMaskChannels: Whether the class has a use for a U-Net of 9 channels.
  init(
    _ run: PipelineRun<Scalar>, _ parts: some LatentDiffusionParts<Scalar>,
    _ size: (height: Int, width: Int), _ guidance: Guidance<Scalar>,
    _ schedule: DenoisingSchedule<Scalar>, picture: MaskedPicture<Scalar>? = nil,
    addsNoise: Bool = true, masksLatents: Bool = true, sharesFirstMask: Bool = false,
    takesMaskChannels: Bool = true
  ) throws {
    self.sharesFirstMask = sharesFirstMask
    let picture = try picture ?? MaskedPicture(run, parts, size)
    self.run = run
    self.guidance = guidance
    self.picture = picture
    start = try InpaintingLatents(run, parts, size, picture, schedule, addsNoise: addsNoise)
    mask = try MaskLatents(run, parts, size, picture, guidance, masksLatents: masksLatents)
    hasMaskChannels = parts.unet.configuration.inChannels == 9
    try checkChannels(parts, takesMaskChannels)
  }

  /// The first latents.
  var latents: Tensor<Scalar> { start.latents }

  /// Denoises along `schedule` by `denoiser`, which is told of the mask.
  func denoise(
    _ schedule: inout DenoisingSchedule<Scalar>, _ tensors: LoopTensors<Scalar>,
    _ denoiser: UNetDenoiser<Scalar>
  ) throws -> LoopTensors<Scalar> {
    var tensors = tensors
    tensors["mask"] = mask.mask
    tensors.others["masked_image_latents"] = mask.maskedImage
    var denoiser = denoiser
    if hasMaskChannels { denoiser.condition = ["mask", "masked_image_latents"] }
    return try denoiser.denoise(&schedule, tensors, correct: blended)
  }

  /// The latents after a step, with the known part of the picture put back.
  private func blended(
    _ schedule: DenoisingSchedule<Scalar>, _ tensors: LoopTensors<Scalar>, _ step: Int
  ) throws -> Tensor<Scalar> {
    guard !hasMaskChannels else { return tensors.latents }
    let all = guidance.first(tensors["mask"])
    let mask = sharesFirstMask && guidance.copies == 1 ? all[0] : all
    let known = try start.known(at: step + 1, schedule)
    try requireBroadcastable(mask.shape, known.shape)
    try requireBroadcastable(mask.shape, tensors.latents.shape)
    try requireBroadcastable(known.shape, tensors.latents.shape)
    return (1 - mask) * known + mask * tensors.latents
  }

  /// With a crop, the pictures pasted into the original.
  func overlaid(_ output: ImageOutput<Scalar>) throws -> ImageOutput<Scalar> {
    try picture.overlaid(output)
  }

  private func checkChannels(
    _ parts: some LatentDiffusionParts<Scalar>, _ takesMaskChannels: Bool
  ) throws {
    let expected = parts.unet.configuration.inChannels
    guard expected == 9 && takesMaskChannels else {
      guard expected != 4 else { return }
      throw PythonError.value(
        "The unet <class 'diffusers.models.unets.unet_2d_condition.UNet2DConditionModel'> should"
          + " have either 4 or 9 input channels, not \(expected).")
    }
    guard let maskedImage = mask.maskedImage else {
      throw PythonError(
        type: .attributeError, message: "'NoneType' object has no attribute 'shape'")
    }
    let latents = parts.vae.latentSpace.channels
    let (maskChannels, imageChannels) = (mask.mask.shape[1], maskedImage.shape[1])
    let sum = latents + maskChannels + imageChannels
    guard sum != expected else { return }
    throw PythonError.value(
      """
      Incorrect configuration settings! The config of `pipeline.unet`: {…} expects \(expected) but \
      received `num_channels_latents`: \(latents) + `num_channels_mask`: \(maskChannels) + \
      `num_channels_masked_image`: \(imageChannels) = \(sum). Please verify the config of \
      `pipeline.unet` or your `mask_image` or `image` input.
      """)
  }
}
