import Checkpoints
public import Tensors

/// Inpainting with Stable Diffusion and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_inpaint.py`.
public enum StableDiffusionPAGInpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion(
    "StableDiffusionPAGInpaintPipeline", .inpainting, family: "stable-diffusion-pag",
    module: "pag.pipeline_pag_sd_inpaint", acceptsUnknownArguments: false, perturbsAttention: true,
    parameters: [
      .prompt, .image, .maskImage, .maskedImageLatents, .height, .width, .paddingMaskCrop,
      .strength(0.9999), .steps(50), .timesteps, .sigmas,
    ] + .stableDiffusionPrompts([.guidanceRescale], isPerturbed: true))

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionParts.perturbed(components, row) { parts, layers, run in
      let size = parts.size(run)
      let checks = InputChecks(run)
      try checks.strength()
      try checks.size(size.height, size.width, multipleOf: parts.scaleFactor)
      try checks.callbacksAndPrompts()
      // Upstream hands its check no output type, so a crop always fails.
      try checks.paddingMaskCrop(outputType: .null)
      try checkRescale(parts.guidance(run, perturbing: layers))
      return try parts.inpainting(run, size, perturbing: layers, sharesFirstMask: true)
    }
  }

  /// Upstream rescales by a prediction that it does not keep under perturbed attention.
  private static func checkRescale<Scalar>(_ guidance: Guidance<Scalar>) throws {
    guard guidance.perturbation != nil, guidance.isEnabled, guidance.rescale > 0 else { return }
    throw PythonError(
      type: .unboundLocalError,
      message: "cannot access local variable 'noise_pred_text' where it is not associated with a"
        + " value")
  }
}
