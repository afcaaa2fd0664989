import Checkpoints
public import Tensors

/// Text-to-image with Stable Diffusion and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd.py`.
public enum StableDiffusionPAGPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion(
    "StableDiffusionPAGPipeline", .textToImage, family: "stable-diffusion-pag",
    module: "pag.pipeline_pag_sd",
    acceptsUnknownArguments: false, perturbsAttention: true,
    parameters: [
      .prompt, .height, .width, .steps(50), .timesteps, .sigmas,
    ] + .stableDiffusionPrompts([.guidanceRescale], isPerturbed: true))

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionParts.perturbed(components, row) { parts, layers, run in
      let size = parts.size(run)
      let checks = InputChecks(run)
      try checks.size(size.height, size.width, multipleOf: 8)
      try checks.callbacksAndPrompts()
      return try parts.textToImage(run, size, perturbing: layers)
    }
  }
}
