public import Tensors

/// Image-to-image with Stable Diffusion XL, and its refiner.
///
/// The schedule is entered at `strength` with the noised latents of a picture, or at
/// `denoising_start` with the latents that another model left.
///
/// diffusers' `pipelines/stable_diffusion_xl/pipeline_stable_diffusion_xl_img2img.py`.
public struct StableDiffusionXLImg2ImgPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { img2imgRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// Upstream's constructor warns of nothing.
  public var warnings: [String] { [] }
  private let parts: StableDiffusionXLParts<Scalar>

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionXLParts(components)
  }

  /// Makes pictures of the call's prompts that resemble its picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    try parts.editPicture(try PipelineRun(call, row: Self.row))
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
      at: addsNoise ? schedule.firstTimestep(count: batchSize(run)) : nil)
  }
}

private let img2imgRow = PipelineRow.stableDiffusionXL(
  "StableDiffusionXLImg2ImgPipeline", .imageToImage,
  module: "stable_diffusion_xl.pipeline_stable_diffusion_xl_img2img",
  configuration: [("requires_aesthetics_score", false)],
  parameters: [
    .prompt, .prompt2, .image, .strength(0.3), .steps(50), .timesteps, .sigmas, .denoisingStart,
  ] + .stableDiffusionXLPrompts(guidance: 5),
  more: .aestheticScores)
