public import Tensors

/// Text-to-image with Stable Diffusion XL and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_xl.py`.
public enum StableDiffusionXLPAGPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXL(
    "StableDiffusionXLPAGPipeline", .textToImage, family: "stable-diffusion-xl-pag",
    module: "pag.pipeline_pag_sd_xl", perturbsAttention: true,
    parameters: [.prompt, .prompt2, .height, .width, .steps(50), .timesteps, .sigmas]
      + .stableDiffusionXLPrompts(guidance: 5),
    callbackTensors: .stableDiffusionXL(negativeIds: "negative_add_time_ids"))

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusionXLParts(components)
    let layers = try components.perturbedLayers()
    return DiffusionPipeline(components, row) { run in
      try parts.makePictures(run, perturbing: layers)
    }
  }
}
