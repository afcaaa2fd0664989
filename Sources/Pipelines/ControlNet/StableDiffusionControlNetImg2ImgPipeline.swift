import Checkpoints
public import Tensors

/// Image-to-image with Stable Diffusion and ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_img2img.py`.
public struct StableDiffusionControlNetImg2ImgPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { controlNetImg2ImgRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// What upstream's constructor logs as warnings.
  public var warnings: [String] { parts.warnings }
  private let parts: StableDiffusionParts<Scalar>
  private let nets: ControlNets<Scalar>

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionParts(
      components, row: Self.row, schedulerChanges: [:], convertsRGB: true)
    nets = try ControlNets(components)
  }

  /// Makes pictures that resemble the call's picture and follow its conditioning picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    try checkInputs(run)
    let guidance = parts.guidance(run)
    let prompt = try parts.encodePrompt(run, guidance)
    let size = run.askedSize
    let image = try parts.imageProcessor.preprocess(
      run.arguments.imageInput("image"), height: size.height, width: size.width, warn: run.warn)
    let control = try ControlNetConditioning(
      run, nets, guidance, imageName: "control_image", size: size,
      scaleFactor: parts.scaleFactor, batch: parts.batchSize(run))
    var schedule = try DenoisingSchedule(run, parts.scheduler)
    schedule.begin(strength: run.arguments.double("strength") ?? 0.8)
    let latents =
      try run.arguments.tensor("latents")
      ?? PictureLatents(run: run, parts: parts).latents(
        of: image, schedule, at: schedule.firstTimestep(count: parts.batchSize(run)))
    var denoiser = try parts.denoiser(run, guidance)
    denoiser.controlNet = control
    denoiser.timestepCond = nil
    let last = try run.denoise(
      &schedule, parts.loopTensors(latents, prompt, guidance),
      predict: denoiser.predict)
    return try parts.finish(run, last.latents)
  }

  private func checkInputs(_ run: PipelineRun<Scalar>) throws {
    let checks = InputChecks(run)
    try checks.callbacksAndPrompts()
    let control = ControlNetChecks(
      run: run, nets: nets, promptCount: parts.promptCount(run), imageName: "control_image",
      allowsNestedLists: false)
    control.warnOfPrompts()
    try control.check()
  }
}

private let controlNetImg2ImgRow = PipelineRow.stableDiffusion(
  "StableDiffusionControlNetImg2ImgPipeline", .imageToImage,
  family: "stable-diffusion-controlnet", module: "controlnet.pipeline_controlnet_img2img",
  controlNet: true,
  parameters: [
    .prompt, .image, Parameter("control_image", .controlImage), .height, .width, .strength(0.8),
    .steps(50), .guidance(7.5), .negativePrompt, .imagesPerPrompt, .eta, .generator, .latents,
    .promptEmbeds, .negativePromptEmbeds, .ipAdapterImage, .ipAdapterEmbeds, .outputType,
    .returnDict, .crossAttention, .controlScale(0.8), .guessMode, .controlGuidanceStart,
    .controlGuidanceEnd, .clipSkip,
  ],
  callbackTensors: ["latents", "prompt_embeds", "negative_prompt_embeds", "control_image"])
