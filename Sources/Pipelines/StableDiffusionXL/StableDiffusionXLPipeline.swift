public import Tensors

/// Text-to-image with Stable Diffusion XL.
///
/// Podell et al., SDXL: Improving Latent Diffusion Models for High-Resolution Image Synthesis, 2023;
/// diffusers' `pipelines/stable_diffusion_xl/pipeline_stable_diffusion_xl.py`.
public enum StableDiffusionXLPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXL(
    "StableDiffusionXLPipeline", .textToImage, isPerturbed: false,
    module: "stable_diffusion_xl.pipeline_stable_diffusion_xl")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionXLParts.pipeline(components, row, isPerturbed: false)
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
    let ids = try sizes(run, prompt, size).making(batch: run.batchSize, guidance)
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
