public import Tensors

/// Inpainting with Stable Diffusion XL, with a U-Net of 9 channels or of 4.
///
/// diffusers' `pipelines/stable_diffusion_xl/pipeline_stable_diffusion_xl_inpaint.py`.
public enum StableDiffusionXLInpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXL(
    "StableDiffusionXLInpaintPipeline", .inpainting, isPerturbed: false,
    module: "stable_diffusion_xl.pipeline_stable_diffusion_xl_inpaint")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionXLParts.pipeline(components, row, isPerturbed: false)
  }
}

extension StableDiffusionXLParts {
  /// Inpainting.
  ///
  /// - Parameter layers: The layers that perturbed-attention guidance is applied to; nil in the class
  ///   without it.
  func fillPicture(
    _ run: PipelineRun<Scalar>, perturbing layers: [String]? = nil
  ) throws -> PipelineOutput<Scalar> {
    let size = self.size(run)
    try checkInputs(run, size)
    let guidance = self.guidance(run, perturbing: layers ?? [])
    let prompt = try encodePrompt(run, guidance)
    var schedule = try DenoisingSchedule(run, scheduler)
    try schedule.beginEnsemble()
    try schedule.requireSteps()
    let inpainting = try Inpainting(
      run, self, size, guidance, schedule,
      addsNoise: run.arguments["denoising_start"].isNull, masksLatents: false,
      sharesFirstMask: layers != nil)
    let tensors = try editingTensors(run, inpainting.latents, prompt, guidance, &schedule)
    let last = try inpainting.denoise(&schedule, tensors, try denoiser(run, guidance))
    return try finish(run, last.latents, overlay: inpainting.overlaid)
  }

  private func checkInputs(_ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int)) throws {
    let checks = InputChecks(run)
    try checks.strength()
    try checks.size(size.height, size.width, multipleOf: 8)
    try checks.callbacksAndPrompts(["", "_2"])
    try checks.paddingMaskCrop()
  }
}
