import Checkpoints
public import Tensors

/// Image-to-image with Stable Diffusion and ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_img2img.py`.
public enum StableDiffusionControlNetImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion(
    "StableDiffusionControlNetImg2ImgPipeline", .imageToImage,
    family: "stable-diffusion-controlnet", module: "controlnet.pipeline_controlnet_img2img",
    controlNet: true,
    parameters: [
      .prompt, .image, .controlImages, .height, .width, .strength(0.8),
      .steps(50),
    ]
      + .stableDiffusionPrompts([
        .controlScale(0.8), .guessMode, .controlGuidanceStart, .controlGuidanceEnd,
      ]),
    callbackTensors: ["latents", "prompt_embeds", "negative_prompt_embeds", "control_image"])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionParts.controlled(components, row, convertsRGB: true) { parts, nets, run in
      try InputChecks(run).callbacksAndPrompts()
      let checks = ControlNetChecks(
        run: run, nets: nets, imageName: "control_image",
        allowsNestedLists: false)
      checks.warnOfPrompts()
      try checks.check()
      let guidance = parts.guidance(run)
      let prompt = try parts.encodePrompt(run, guidance)
      let size = run.askedSize
      let image = try parts.imageProcessor.preprocess(
        run.arguments.imageInput("image"), height: size.height, width: size.width, warn: run.warn)
      let control = try ControlNetConditioning(
        run, nets, guidance, imageName: "control_image", size: size,
        scaleFactor: parts.scaleFactor)
      var schedule = try DenoisingSchedule(run, parts.scheduler)
      schedule.begin(strength: run.arguments.double("strength") ?? 0.8)
      let latents =
        try run.arguments.tensor("latents")
        ?? PictureLatents(run: run, parts: parts).latents(
          of: image, schedule, at: schedule.firstTimestep(count: run.batchSize))
      var denoiser = try parts.denoiser(run, guidance)
      denoiser.controlNet = control
      denoiser.timestepCond = nil
      let last = try denoiser.denoise(
        &schedule, parts.loopTensors(latents, prompt, guidance))
      return try parts.finish(run, last.latents)
    }
  }
}
