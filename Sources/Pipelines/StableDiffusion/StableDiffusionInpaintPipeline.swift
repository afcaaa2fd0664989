import Checkpoints
import Images
import Schedulers
public import Tensors

/// Inpainting with Stable Diffusion: with a U-Net of 9 channels, which sees the mask and the masked
/// picture, or one of 4, whose latents outside the mask are put back after every step.
///
/// diffusers' `pipelines/stable_diffusion/pipeline_stable_diffusion_inpaint.py`.
public struct StableDiffusionInpaintPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { inpaintRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// What upstream's constructor logs as warnings.
  public var warnings: [String] { parts.warnings }
  private let parts: StableDiffusionParts<Scalar>

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionParts(
      components, row: Self.row, schedulerChanges: ["steps_offset": 1, "skip_prk_steps": true])
  }

  /// Fills the masked part of the call's picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    let size = parts.size(run)
    try checkInputs(run, size)
    let guidance = parts.guidance(run)
    let prompt = try parts.encodePrompt(run, guidance)
    var schedule = try schedule(run)
    let picture = try MaskedPicture(run, parts, size)
    let start = try InpaintingLatents(run, parts, size, picture, schedule)
    let mask = try MaskLatents(run, parts, size, picture, guidance)
    try checkChannels(mask)

    var tensors = parts.loopTensors(start.latents, prompt, guidance)
    tensors["mask"] = mask.mask
    tensors["masked_image_latents"] = mask.maskedImage
    var denoiser = parts.denoiser(run, guidance)
    if hasMaskChannels { denoiser.condition = ["mask", "masked_image_latents"] }
    let last = try run.denoise(&schedule, tensors, predict: denoiser.predict) {
      schedule, tensors, step in
      guard !hasMaskChannels else { return tensors.latents }
      let mask = guidance.isEnabled ? tensors["mask"].chunked(2, 0)[0] : tensors["mask"]
      let known = try start.known(at: step + 1, schedule)
      return (1 - mask) * known + mask * tensors.latents
    }
    return try parts.finish(run, last, overlay: picture.overlaid)
  }

  private var hasMaskChannels: Bool { parts.unet.configuration.inChannels == 9 }

  private func checkInputs(_ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int)) throws {
    let checks = InputChecks(run)
    try checks.strength()
    try checks.size(size.height, size.width, multipleOf: parts.scaleFactor)
    try checks.callbackSteps()
    try checks.callbackTensors()
    try checks.prompt()
    try checks.negativePrompt()
    try checks.paddingMaskCrop()
  }

  private func schedule(_ run: PipelineRun<Scalar>) throws -> DenoisingSchedule<Scalar> {
    var schedule = try DenoisingSchedule(run, parts.scheduler)
    schedule.begin(strength: run.arguments.double("strength") ?? 1)
    guard schedule.stepCount >= 1 else {
      throw PythonError.value(
        "After adjusting the num_inference_steps by strength parameter:"
          + " \(run.arguments["strength"].pythonText), the number of pipelinesteps is"
          + " \(schedule.stepCount) which is < 1 and not appropriate for this pipeline.")
    }
    return schedule
  }

  private func checkChannels(_ mask: MaskLatents<Scalar>) throws {
    let expected = parts.unet.configuration.inChannels
    guard expected == 9 else {
      guard expected != 4 else { return }
      throw PythonError.value(
        "The unet <class 'diffusers.models.unets.unet_2d_condition.UNet2DConditionModel'> should"
          + " have either 4 or 9 input channels, not \(expected).")
    }
    let latents = parts.vae.configuration.latentChannels
    let (maskChannels, imageChannels) = (mask.mask.shape[1], mask.maskedImage.shape[1])
    guard latents + maskChannels + imageChannels != expected else { return }
    let sum = latents + maskChannels + imageChannels
    throw PythonError.value(
      """
      Incorrect configuration settings! The config of `pipeline.unet`: {…} expects \(expected) but \
      received `num_channels_latents`: \(latents) + `num_channels_mask`: \(maskChannels) + \
      `num_channels_masked_image`: \(imageChannels) = \(sum). Please verify the config of \
      `pipeline.unet` or your `mask_image` or `image` input.
      """)
  }
}

private let inpaintRow = PipelineRow.stableDiffusion(
  "StableDiffusionInpaintPipeline", .inpainting, module: "pipeline_stable_diffusion_inpaint",
  parameters: [
    .prompt, .image, Parameter("mask_image", .image),
    Parameter("masked_image_latents", .tensor), .height, .width,
    Parameter("padding_mask_crop", .int), .strength(1), .steps(50), .timesteps, .sigmas,
    .guidance(7.5), .negativePrompt, .imagesPerPrompt, .eta, .generator, .latents, .promptEmbeds,
    .negativePromptEmbeds, .ipAdapterImage, .ipAdapterEmbeds, .outputType, .returnDict,
    .crossAttention, .clipSkip,
  ], callbackTensors: ["mask", "masked_image_latents"])
