import Checkpoints
import Schedulers
public import Tensors

/// Image-to-image with Stable Diffusion: the schedule is entered at `strength` with the noised
/// latents of a picture.
///
/// Meng et al., SDEdit, 2022; diffusers'
/// `pipelines/stable_diffusion/pipeline_stable_diffusion_img2img.py`.
public struct StableDiffusionImg2ImgPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { img2imgRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// What upstream's constructor logs as warnings.
  public var warnings: [String] { parts.warnings }
  private let parts: StableDiffusionParts<Scalar>

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionParts(
      components, row: Self.row, schedulerChanges: ["steps_offset": 1, "clip_sample": false])
  }

  /// Makes pictures of the call's prompts that resemble its picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    try checkInputs(run)
    let guidance = parts.guidance(run)
    let prompt = try parts.encodePrompt(run, guidance)
    let image = try parts.imageProcessor.preprocess(
      run.arguments.imageInput("image"), warn: run.warn)
    var schedule = try DenoisingSchedule(run, parts.scheduler)
    schedule.begin(strength: run.arguments.double("strength") ?? 0.8)
    let latents = try initialLatents(run, image, schedule)
    let last = try run.denoise(
      &schedule, parts.loopTensors(latents, prompt, guidance),
      predict: parts.denoiser(run, guidance).predict)
    return try parts.finish(run, last)
  }

  private func checkInputs(_ run: PipelineRun<Scalar>) throws {
    let checks = InputChecks(run)
    try checks.strength()
    try checks.callbackSteps()
    try checks.callbackTensors()
    try checks.prompt()
    try checks.negativePrompt()
  }

  /// The picture's latents, one for each picture to make, noised to the first timestep.
  private func initialLatents(
    _ run: PipelineRun<Scalar>, _ image: Tensor<Scalar>, _ schedule: DenoisingSchedule<Scalar>
  ) throws -> Tensor<Scalar> {
    let batch = parts.batchSize(run)
    let clean = try repeated(
      try imageLatents(run, image, batch), to: batch, run: run)
    let noise = try run.random.randn(clean.shape)
    let first = Array(schedule.timesteps.prefix(1))
    let timesteps = [[Timestep]](repeating: first, count: batch).flatMap { $0 }
    return try schedule.addingNoise(noise, to: clean, at: timesteps)
  }

  /// The scaled latents of pictures; four channels are latents already and stay as they are.
  private func imageLatents(
    _ run: PipelineRun<Scalar>, _ image: Tensor<Scalar>, _ batch: Int
  ) throws -> Tensor<Scalar> {
    guard image.shape[1] != 4 else { return image }
    guard run.random.list != nil else { return try parts.latentImages(run).encode(image) }
    try InputChecks(run).generators(batch: batch)
    let count = image.shape[0]
    guard count >= batch || batch % count == 0 else {
      throw PythonError.value(
        "Cannot duplicate `image` of batch size \(count) to effective batch_size \(batch) ")
    }
    let images = count < batch ? image.repeated(0, batch / count) : image
    return try parts.latentImages(run).encode(images[0..<batch])
  }

  private func repeated(
    _ latents: Tensor<Scalar>, to batch: Int, run: PipelineRun<Scalar>
  ) throws -> Tensor<Scalar> {
    let count = latents.shape[0]
    guard batch > count else { return latents }
    guard batch % count == 0 else {
      throw PythonError.value(
        "Cannot duplicate `image` of batch size \(count) to \(batch) text prompts.")
    }
    run.warn(
      "You have passed \(batch) text prompts (`prompt`), but only \(count) initial images"
        + " (`image`). Initial images are now duplicating to match the number of text prompts.")
    return latents.repeated(0, batch / count)
  }
}

private let img2imgRow = PipelineRow.stableDiffusion(
  "StableDiffusionImg2ImgPipeline", .imageToImage, module: "pipeline_stable_diffusion_img2img",
  parameters: [
    .prompt, .image, .strength(0.8), .steps(50), .timesteps, .sigmas, .guidance(7.5),
    .negativePrompt, .imagesPerPrompt, .eta, .generator, .promptEmbeds, .negativePromptEmbeds,
    .ipAdapterImage, .ipAdapterEmbeds, .outputType, .returnDict, .crossAttention, .clipSkip,
  ])
