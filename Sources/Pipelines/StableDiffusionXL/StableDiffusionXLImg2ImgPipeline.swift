public import Tensors

/// Image-to-image with Stable Diffusion XL, and its refiner.
///
/// The schedule is entered at `strength` with the noised latents of a picture, or at
/// `denoising_start` with the latents that another model left.
///
/// diffusers' `pipelines/stable_diffusion_xl/pipeline_stable_diffusion_xl_img2img.py`.
public enum StableDiffusionXLImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXL(
    "StableDiffusionXLImg2ImgPipeline", .imageToImage, isPerturbed: false,
    module: "stable_diffusion_xl.pipeline_stable_diffusion_xl_img2img")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionXLParts.pipeline(components, row, isPerturbed: false)
  }
}

extension StableDiffusionXLParts {
  /// Image-to-image.
  ///
  /// - Parameter layers: The layers that perturbed-attention guidance is applied to.
  func editPicture(
    _ run: PipelineRun<Scalar>, perturbing layers: [String] = []
  ) throws -> PipelineOutput<Scalar> {
    try checkInputs(run)
    let guidance = self.guidance(run, perturbing: layers)
    let prompt = try encodePrompt(run, guidance)
    let image = try imageProcessor.preprocess(
      run.arguments.imageInput("image"), warn: run.warn)
    var schedule = try DenoisingSchedule(run, scheduler)
    try schedule.beginEnsemble()
    let latents = try run.arguments.tensor("latents") ?? pictureLatents(run, image, schedule)
    let tensors = try editingTensors(run, latents, prompt, guidance, &schedule)
    let last = try run.denoise(
      &schedule, tensors, predict: try denoiser(run, guidance).predict)
    return try finish(run, last.latents)
  }

  private func checkInputs(_ run: PipelineRun<Scalar>) throws {
    let checks = InputChecks(run)
    try checks.strength()
    try checks.steps()
    try checks.callbacksAndPrompts(["", "_2"])
  }

  /// The picture's latents, without noise if another model has begun the denoising.
  private func pictureLatents(
    _ run: PipelineRun<Scalar>, _ image: Tensor<Scalar>, _ schedule: DenoisingSchedule<Scalar>
  ) throws -> Tensor<Scalar> {
    let addsNoise = run.arguments["denoising_start"].isNull
    return try PictureLatents(
      run: run, parts: self, isNormalized: true, warnsOfDuplicates: false
    ).latents(
      of: image, schedule,
      at: addsNoise ? schedule.firstTimestep(count: run.batchSize) : nil)
  }
}
