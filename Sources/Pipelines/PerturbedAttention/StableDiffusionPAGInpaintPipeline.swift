import Checkpoints
public import Tensors

/// Inpainting with Stable Diffusion and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_inpaint.py`.
public struct StableDiffusionPAGInpaintPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { pagInpaintRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// What upstream's constructor logs as warnings.
  public var warnings: [String] { parts.warnings }
  private let parts: StableDiffusionParts<Scalar>
  private let layers: [String]

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionParts(
      components, row: Self.row, schedulerChanges: ["steps_offset": 1, "clip_sample": false])
    layers = try components.perturbedLayers()
  }

  /// Fills the masked part of the call's picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    let size = parts.size(run)
    try checkInputs(run, size)
    try checkRescale(parts.guidance(run, perturbing: layers))
    return try parts.inpainting(run, size, perturbing: layers, sharesFirstMask: true)
  }

  private func checkInputs(_ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int)) throws {
    let checks = InputChecks(run)
    try checks.strength()
    try checks.size(size.height, size.width, multipleOf: parts.scaleFactor)
    try checks.callbacksAndPrompts()
    // Upstream hands its check no output type, so a crop always fails.
    try checks.paddingMaskCrop(outputType: .null)
  }

  /// Upstream rescales by a prediction that it does not keep under perturbed attention.
  private func checkRescale(_ guidance: Guidance<Scalar>) throws {
    guard guidance.perturbation != nil, guidance.isEnabled, guidance.rescale > 0 else { return }
    throw PythonError(
      type: .unboundLocalError,
      message: "cannot access local variable 'noise_pred_text' where it is not associated with a"
        + " value")
  }
}

private let pagInpaintRow = PipelineRow.stableDiffusion(
  "StableDiffusionPAGInpaintPipeline", .inpainting, family: "stable-diffusion-pag",
  module: "pag.pipeline_pag_sd_inpaint", acceptsUnknownArguments: false, perturbsAttention: true,
  parameters: [
    .prompt, .image, .maskImage, .maskedImageLatents, .height, .width, .paddingMaskCrop,
    .strength(0.9999), .steps(50), .timesteps, .sigmas, .guidance(7.5), .negativePrompt,
    .imagesPerPrompt, .eta, .generator, .latents, .promptEmbeds, .negativePromptEmbeds,
    .ipAdapterImage, .ipAdapterEmbeds, .outputType, .returnDict, .crossAttention, .guidanceRescale,
    .clipSkip, .pagScale, .pagAdaptiveScale,
  ])
