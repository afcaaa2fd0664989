public import Tensors

/// Text-to-image with Stable Diffusion XL.
///
/// Podell et al., SDXL: Improving Latent Diffusion Models for High-Resolution Image Synthesis, 2023;
/// diffusers' `pipelines/stable_diffusion_xl/pipeline_stable_diffusion_xl.py`.
public enum StableDiffusionXLPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXL(
    "StableDiffusionXLPipeline", .textToImage,
    module: "stable_diffusion_xl.pipeline_stable_diffusion_xl",
    parameters: [.prompt, .prompt2, .height, .width, .steps(50), .timesteps, .sigmas]
      + .stableDiffusionXLPrompts(guidance: 5))

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusionXLParts(components)
    return DiffusionPipeline(components, row) { run in
      try parts.makePictures(run)
    }
  }
}

extension StableDiffusionXLParts {
  /// Text-to-image.
  ///
  /// - Parameter layers: The layers that perturbed-attention guidance is applied to.
  func makePictures(
    _ run: PipelineRun<Scalar>, perturbing layers: [String] = []
  ) throws -> PipelineOutput<Scalar> {
    let size = self.size(run)
    try checkInputs(run, size)
    let guidance = self.guidance(run, perturbing: layers)
    let prompt = try encodePrompt(run, guidance)
    var schedule = try DenoisingSchedule(run, scheduler)
    let latents = try noiseLatents(run, size, schedule)
    let ids = try sizes(run, prompt, size).making(batch: batchSize(run), guidance)
    try schedule.endEnsemble()
    let last = try run.denoise(
      &schedule, loopTensors(latents, prompt, timeIds: ids, guidance),
      predict: try denoiser(run, guidance).predict)
    return try finish(run, last.latents)
  }

  private func checkInputs(_ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int)) throws {
    let checks = InputChecks(run)
    try checks.size(size.height, size.width, multipleOf: 8)
    try checks.callbacksAndPrompts(["", "_2"])
    try checks.pooledEmbeddings()
  }
}
